import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { addMedia } from "@server/modules/catalog/media/add-media.ts";
import { readMedia } from "@server/modules/catalog/media/read-media.ts";
import { owner } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();

const blank = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#c2410c" } });

const upload = async (bytes: Buffer) =>
  addMedia(world, owner, { dataBase64: bytes.toString("base64") });

describe("a picture", () => {
  test.each(["jpeg", "png", "webp"] as const)(
    "as %s is kept as WebP in three widths",
    async (format) => {
      const media = await upload(await blank(1_200, 800).toFormat(format).toBuffer());
      expect(media).toMatchObject({ width: 960, height: 640 });
      for (const width of ["240", "480", "960"] as const) {
        const found = await sharp(await readMedia(media.mediaId, width)).metadata();
        expect(found).toMatchObject({ format: "webp", width: Number(width) });
      }
    },
  );

  test("stands upright and forgets where it was taken", async () => {
    const photo = await blank(800, 400)
      .withExif({ IFD3: { GPSLatitude: "31/1 14/1 0/1" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const media = await upload(photo);
    expect(media).toMatchObject({ width: 400, height: 800 });
    const kept = await sharp(await readMedia(media.mediaId, "960")).metadata();
    expect(kept.exif).toBeUndefined();
    expect(kept.orientation).toBeUndefined();
  });

  test("that is small is not blown up", async () => {
    const media = await upload(await blank(100, 50).png().toBuffer());
    const found = await sharp(await readMedia(media.mediaId, "960")).metadata();
    expect(found.width).toBe(100);
  });
});

describe("refuses", () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>`;
  test.each([
    ["text", async () => Buffer.from("不是图片")],
    ["an SVG", async () => Buffer.from(svg)],
    ["a GIF", async () => blank(9, 9).gif().toBuffer()],
    ["a picture cut short", async () => (await blank(500, 500).png().toBuffer()).subarray(0, 300)],
    ["more than 2 MB", async () => Buffer.alloc(2_000_001)],
    ["a bomb of pixels", async () => blank(9_000, 9_000).png().toBuffer()],
  ])("%s", async (_, bytes) => {
    await expect(upload(await bytes())).rejects.toMatchObject({
      code: "media_invalid",
      issues: [{ pointer: "/dataBase64" }],
    });
  });
});

test("an unknown picture is not found", async () => {
  await expect(readMedia("med_01JBXG0000000000000000GONE", "240")).rejects.toMatchObject({
    code: "not_found",
  });
});
