import type { Sharp } from "sharp";
import { MEDIA_LIMIT_BYTES } from "../../../contract/catalog.ts";
import type { StaffActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import { makeRenditions, type Renditions } from "../../../kernel/make-renditions.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { storeMedia } from "./store-media.ts";

/** What a photograph may have at most: enough for any phone, too little for a decompression bomb. */
const PIXEL_LIMIT = 50_000_000;

/**
 * Takes a picture that staff uploaded; what is kept is drawn anew from its pixels, never the bytes that were sent.
 * @throws media_invalid when it is not a JPEG, PNG or WebP, is broken, or too large.
 */
export async function addMedia(
  world: World,
  actor: StaffActor,
  input: { dataBase64: string },
): Promise<{ mediaId: string; width: number; height: number }> {
  const bytes = Buffer.from(input.dataBase64, "base64");
  if (bytes.length > MEDIA_LIMIT_BYTES) refuse("图片不能超过 2 MB");
  const drawn = await draw(bytes);
  const mediaId = newId("med", world.clock.now());
  await transaction(async () => {
    await storeMedia(world, mediaId, drawn);
    await recordAction(world, actor, {
      action: "media.added",
      subject: mediaId,
      before: null,
      after: { width: drawn.width, height: drawn.height },
      reason: null,
    });
  });
  return { mediaId, width: drawn.width, height: drawn.height };
}

async function draw(bytes: Buffer): Promise<Renditions> {
  const { default: sharp } = await import("sharp");
  let picture: Sharp;
  let format: string | undefined;
  try {
    picture = sharp(bytes, { limitInputPixels: PIXEL_LIMIT, failOn: "error" });
    ({ format } = await picture.metadata());
  } catch {
    return refuse("图片无法识别");
  }
  // Only formats whose pixels are the whole story: an SVG is a program that may name other files.
  if (format !== "jpeg" && format !== "png" && format !== "webp")
    refuse("请上传 JPEG、PNG 或 WebP");
  try {
    return await makeRenditions(picture);
  } catch {
    return refuse("图片已损坏或像素太多");
  }
}

function refuse(detail: string): never {
  fail("media_invalid", { issues: [{ pointer: "/dataBase64", detail }] });
}
