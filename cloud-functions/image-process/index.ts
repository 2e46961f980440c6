import { drawPoster } from "../../server/kernel/draw-poster.ts";
import { makeRenditions } from "../../server/kernel/make-renditions.ts";
import type { Setup } from "../lib/setup.ts";

/** Pictures as base64; amounts of text as they shall be read. */
type PictureEvent =
  | { readonly task: "thumbnails"; readonly picture: string }
  | {
      readonly task: "poster";
      readonly picture: string | null;
      readonly title: string;
      readonly price: string;
      readonly isFrom: boolean;
      readonly code: string;
      readonly format: "jpeg" | "png";
    };

/** Enough for any phone, too little for a decompression bomb. */
const PIXEL_LIMIT = 50_000_000;
const BYTES_LIMIT = 4_000_000;
const TITLE_CHARACTERS = 200;
const PRICE_CHARACTERS = 30;

/**
 * Makes the painter: a picture in three widths as WebP, or the poster of a product; bytes in, bytes out, nothing
 * kept and nobody called.
 */
export function createMain(_setup: Setup): (event: unknown) => Promise<unknown> {
  return async (event) => {
    const wish = event as PictureEvent;
    switch (wish.task) {
      case "thumbnails": {
        const { default: sharp } = await import("sharp");
        const bytes = await pictureOf(wish.picture);
        const drawn = await makeRenditions(sharp(bytes, { limitInputPixels: PIXEL_LIMIT }));
        const thumbnails = Object.fromEntries(
          Object.entries(drawn.renditions).map(([width, one]) => [width, one.toString("base64")]),
        );
        return { width: drawn.width, height: drawn.height, thumbnails };
      }
      case "poster": {
        const parts = {
          picture: wish.picture === null ? null : await pictureOf(wish.picture),
          title: textOf(wish.title, TITLE_CHARACTERS),
          price: textOf(wish.price, PRICE_CHARACTERS),
          isFrom: wish.isFrom,
          code: await pictureOf(wish.code),
        };
        const format = wish.format === "png" ? "png" : "jpeg";
        return { format, poster: (await drawPoster(parts, format)).toString("base64") };
      }
      default:
        throw new Error("task is thumbnails or poster");
    }
  };
}

/** Only formats whose pixels are the whole story: an SVG is a program that may name other files. */
async function pictureOf(base64: unknown): Promise<Buffer> {
  const bytes = Buffer.from(typeof base64 === "string" ? base64 : "", "base64");
  if (bytes.length === 0 || bytes.length > BYTES_LIMIT)
    throw new Error("picture missing or over 4 MB");
  const { default: sharp } = await import("sharp");
  const { format } = await sharp(bytes, { limitInputPixels: PIXEL_LIMIT }).metadata();
  if (format !== "jpeg" && format !== "png" && format !== "webp")
    throw new Error("picture is not a JPEG, PNG or WebP");
  return bytes;
}

function textOf(given: unknown, longest: number): string {
  if (typeof given !== "string" || given.length > longest)
    throw new Error("text missing or too long");
  return given;
}
