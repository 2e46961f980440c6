import { fail } from "../../../kernel/errors.ts";
import { Media } from "./media.model.ts";

/**
 * Checks in one command that pictures exist, so that nothing shown points into the void.
 * @param wanted the ids, each with the JSON pointer to where it was given.
 * @throws malformed naming each picture that is missing.
 */
export async function mustHaveMedia(
  wanted: readonly (readonly [mediaId: string, pointer: string])[],
): Promise<void> {
  if (wanted.length === 0) return;
  const ids = wanted.map(([mediaId]) => mediaId);
  const found = await Media.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  const known = new Set(found.map(({ _id }) => _id));
  const issues = wanted
    .filter(([mediaId]) => !known.has(mediaId))
    .map(([, pointer]) => ({ pointer, detail: "图片不存在" }));
  if (issues.length > 0) fail("malformed", { issues });
}
