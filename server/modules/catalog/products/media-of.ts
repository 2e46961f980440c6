import type { ProductInput } from "../../../contract/catalog.ts";

/** All pictures that a product names, each with the pointer to where. */
export function mediaOf(
  input: Pick<ProductInput, "mediaIds" | "skus">,
): [mediaId: string, pointer: string][] {
  return [
    ...input.mediaIds.map((mediaId, index): [string, string] => [mediaId, `/mediaIds/${index}`]),
    ...input.skus.flatMap(({ mediaId }, index): [string, string][] =>
      mediaId === null ? [] : [[mediaId, `/skus/${index}/mediaId`]],
    ),
  ];
}
