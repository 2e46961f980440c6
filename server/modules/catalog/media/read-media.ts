import type { mongo } from "mongoose";
import { fail } from "../../../kernel/errors.ts";
import { Media } from "./media.model.ts";

/**
 * Reads the WebP bytes of a picture in one width.
 * @throws not_found
 */
export async function readMedia(mediaId: string, width: "240" | "480" | "960"): Promise<Buffer> {
  const row = await Media.findById(mediaId, { [`renditions.${width}`]: 1 }).lean();
  if (row === null) fail("not_found");
  // Lean rows carry the driver's Binary where the model says Buffer.
  const bytes = row.renditions[width] as unknown as mongo.Binary;
  return Buffer.from(bytes.buffer.subarray(0, bytes.position));
}
