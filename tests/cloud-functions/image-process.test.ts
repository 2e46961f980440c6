import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import type { LoadedFunction } from "@cloud/offline/load-function.ts";
import { drawPoster } from "@server/kernel/draw-poster.ts";
import { makeRenditions } from "@server/kernel/make-renditions.ts";
import { useCloudFunctions } from "@support/cloud.ts";

const built = useCloudFunctions();

let painter: LoadedFunction;
let photo: Buffer;
let code: Buffer;

beforeAll(async () => {
  painter = await built.load("image-process");
  const noise = {
    create: { width: 1_200, height: 900, channels: 3, background: "#c8452f" },
  } as const;
  photo = await sharp(noise)
    .jpeg()
    .withExif({ IFD0: { Copyright: "secret place" } })
    .toBuffer();
  code = await sharp({ create: { ...noise.create, width: 280, height: 280 } })
    .png()
    .toBuffer();
});

const text = (bytes: Buffer): string => bytes.toString("base64");

describe("the painter in the cloud", () => {
  it("makes the three thumbnails, byte for byte those of the server", async () => {
    const answer = (await painter.invoke({ task: "thumbnails", picture: text(photo) })) as {
      width: number;
      height: number;
      thumbnails: Record<string, string>;
    };
    expect(answer).toMatchObject({ width: 960, height: 720 });
    const own = await makeRenditions(sharp(photo));
    for (const [width, bytes] of Object.entries(own.renditions)) {
      const drawn = Buffer.from(answer.thumbnails[width] ?? "", "base64");
      expect(drawn.equals(bytes), width).toBe(true);
      expect(await sharp(drawn).metadata()).toMatchObject({ format: "webp", width: Number(width) });
      expect(drawn.includes("secret place")).toBe(false);
    }
  });

  it.each(["jpeg", "png"] as const)(
    "draws a poster as %s, byte for byte that of the server",
    async (format) => {
      const words = { title: "山里百花蜜 & <手作>", price: "¥88.00", isFrom: true };
      const answer = (await painter.invoke({
        task: "poster",
        ...words,
        picture: text(photo),
        code: text(code),
        format,
      })) as { format: string; poster: string };
      const drawn = Buffer.from(answer.poster, "base64");
      expect(answer.format).toBe(format);
      expect(await sharp(drawn).metadata()).toMatchObject({ format, width: 750, height: 1_120 });
      expect(drawn.equals(await drawPoster({ ...words, picture: photo, code }, format))).toBe(true);
    },
  );

  it("draws a poster without a picture, and a title of any signs and length", async () => {
    for (const title of ["", "a", "暖".repeat(200), "\u0000\ud800]]>&amp;<svg/>", "👩‍👩‍👧‍👦 茶"])
      expect(
        await painter.invoke({
          task: "poster",
          picture: null,
          title,
          price: "¥0.01",
          isFrom: false,
          code: text(code),
          format: "jpeg",
        }),
      ).toMatchObject({ poster: expect.stringMatching(/^\/9j\//) });
  });

  it("takes only pictures whose pixels are the whole story, and only what it can do", async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const poster = { task: "poster", picture: null, price: "¥1", isFrom: false, code: text(code) };
    for (const event of [
      {},
      { task: "other" },
      { task: "thumbnails" },
      { task: "thumbnails", picture: "" },
      { task: "thumbnails", picture: text(svg) },
      { task: "thumbnails", picture: text(Buffer.from("not a picture")) },
      { task: "thumbnails", picture: text(Buffer.alloc(4_000_001)) },
      { ...poster, title: "x".repeat(201) },
      { ...poster, title: 7 },
      { ...poster, title: "茶", code: text(svg) },
    ])
      await expect(painter.invoke(event)).rejects.toThrow(/task|picture|text|image/);
  });
});
