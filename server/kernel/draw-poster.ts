import type { Sharp } from "sharp";

/** What a poster shows; pictures as bytes of any format that has pixels. */
export type PosterParts = {
  /** Null where a product has no picture. */
  readonly picture: Buffer | null;
  readonly title: string;
  /** As people read it: `¥20.00`. */
  readonly price: string;
  /** Other choices of the product cost more. */
  readonly isFrom: boolean;
  /** The mini-program code. */
  readonly code: Buffer;
};

const WIDTH = 750;
const HEIGHT = 1_120;
const MARGIN = 30;
const PICTURE = WIDTH - 2 * MARGIN;
const CODE = 210;
const TITLE_SIZE = 40;
const TITLE_LINES = 2;
const PIXEL_LIMIT = 50_000_000;
const FONTS =
  "'PingFang SC','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','WenQuanYi Micro Hei','Microsoft YaHei',sans-serif";

/**
 * Draws the poster of a product to be shared: picture, title, price and the code that leads to it, 750 × 1120 pixels.
 * Where no Chinese font is installed, what is written in Chinese is left out rather than drawn as empty boxes.
 */
export async function drawPoster(parts: PosterParts, format: "jpeg" | "png"): Promise<Buffer> {
  const { default: sharp } = await import("sharp");
  const hasChinese = await hasChineseFont();
  const layers = [
    {
      input: await fit(parts.code, CODE),
      left: WIDTH - MARGIN - CODE,
      top: HEIGHT - MARGIN - CODE,
    },
    { input: Buffer.from(words(parts, hasChinese)), left: 0, top: 0 },
  ];
  if (parts.picture !== null)
    layers.push({ input: await fit(parts.picture, PICTURE), left: MARGIN, top: MARGIN });
  const poster: Sharp = sharp({
    create: { width: WIDTH, height: HEIGHT, channels: 3, background: "#ffffff" },
  }).composite(layers);
  return format === "png"
    ? await poster.png({ compressionLevel: 9 }).toBuffer()
    : await poster.jpeg({ quality: 86, mozjpeg: true }).toBuffer();
}

async function fit(bytes: Buffer, size: number): Promise<Buffer> {
  const { default: sharp } = await import("sharp");
  return await sharp(bytes, { limitInputPixels: PIXEL_LIMIT })
    .autoOrient()
    .resize({ width: size, height: size, fit: "cover" })
    .flatten({ background: "#ffffff" })
    .png()
    .toBuffer();
}

function words({ title, price, isFrom }: PosterParts, hasChinese: boolean): string {
  const shown = hasChinese || isLatin(title) ? linesOf(title) : [];
  const more = hasChinese ? " 起" : "+";
  const top = 2 * MARGIN + PICTURE + TITLE_SIZE;
  const line = (text: string, y: number, style: string): string =>
    `<text x="${MARGIN}" y="${y}" ${style}>${escape(text)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="${FONTS}">
${shown.map((text, row) => line(text, top + row * 54, `font-size="${TITLE_SIZE}" fill="#3d2f25"`)).join("\n")}
${line(`${price}${isFrom ? more : ""}`, HEIGHT - MARGIN - 90, `font-size="60" font-weight="bold" fill="#c8452f"`)}
${hasChinese ? line("长按识别，查看商品", HEIGHT - MARGIN - 24, `font-size="26" fill="#8c7b6f"`) : ""}
</svg>`;
}

/** Whether every sign of a text is in fonts that any system has. */
const isLatin = (text: string): boolean => /^[\u0020-\u024f]*$/.test(text);

/** A title in at most two lines; wide signs count one, narrow ones a little over half. */
function linesOf(title: string): string[] {
  const room = PICTURE / TITLE_SIZE;
  const lines = [""];
  let used = 0;
  for (const sign of title.replaceAll(/\s+/g, " ").trim()) {
    const width = isLatin(sign) ? 0.58 : 1;
    if (used + width > room) {
      if (lines.length === TITLE_LINES) {
        lines.push(`${[...(lines.pop() ?? "")].slice(0, -1).join("")}…`);
        break;
      }
      lines.push("");
      used = 0;
    }
    lines.push(`${lines.pop() ?? ""}${sign}`);
    used += width;
  }
  return lines;
}

const escape = (text: string): string =>
  text
    // Signs that XML does not know would make the whole drawing unreadable.
    .replaceAll(/[^\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

let chinese: Promise<boolean> | undefined;

/**
 * Whether this system can write Chinese, found out once by writing 一: a flat stroke in a Chinese font, a tall box or
 * nothing in any other.
 */
export async function hasChineseFont(): Promise<boolean> {
  chinese ??= writeOne();
  return await chinese;
}

async function writeOne(): Promise<boolean> {
  const { default: sharp } = await import("sharp");
  const size = 64;
  const probe = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><rect width="${size}" height="${size}" fill="#fff"/><text x="8" y="48" font-size="44" font-family="${FONTS}">一</text></svg>`;
  const pixels = await sharp(Buffer.from(probe)).greyscale().raw().toBuffer();
  const inked: [x: number, y: number][] = [];
  for (const [index, value] of pixels.entries())
    if (value < 128) inked.push([index % size, Math.floor(index / size)]);
  if (inked.length === 0) return false;
  const extent = (values: number[]): number => Math.max(...values) - Math.min(...values) + 1;
  return extent(inked.map(([, y]) => y)) * 2 < extent(inked.map(([x]) => x));
}
