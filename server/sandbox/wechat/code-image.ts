import { createHash } from "node:crypto";
import { z } from "zod";
import { WeixinRefusal } from "../http.ts";
import type { World } from "../world.ts";
import { writePng } from "./png.ts";

const colour = z.object({
  r: z.coerce.number().int().min(0).max(255),
  g: z.coerce.number().int().min(0).max(255),
  b: z.coerce.number().int().min(0).max(255),
});

/** Body of `POST /wxa/getwxacodeunlimit`. */
export const codeImageSchema = z.object({
  scene: z.string(),
  page: z.string().optional(),
  check_path: z.boolean().default(true),
  env_version: z.enum(["release", "trial", "develop"]).default("release"),
  width: z.int().default(430),
  auto_color: z.boolean().default(false),
  line_color: colour.default({ r: 0, g: 0, b: 0 }),
  is_hyaline: z.boolean().default(false),
});

type CodeImage = z.infer<typeof codeImageSchema>;

const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/;
const RAYS = 72;
const RINGS = 14;

function checkRules({ settings }: World, body: CodeImage): void {
  if (!SCENE.test(body.scene)) throw new WeixinRefusal(40169, "invalid length for scene, or scene");
  if (body.width < 280 || body.width > 1280) throw new WeixinRefusal(40097, "invalid args: width");
  const page = body.page ?? "";
  const { releasedPages } = settings.get();
  const unreleased =
    body.check_path && page !== "" && releasedPages !== undefined && !releasedPages.includes(page);
  if (page.startsWith("/") || page.includes("?") || unreleased)
    throw new WeixinRefusal(41030, "invalid page");
}

/** Draws a round code of rays and three eyes: the same text always gives the same picture. */
function draw(body: CodeImage): Buffer {
  const size = body.width;
  const pixels = new Uint8Array(size * size);
  const seed = `${body.env_version}\n${body.page ?? ""}\n${body.scene}`;
  const bits = Buffer.concat(
    Array.from({ length: 4 }, (_, part) => createHash("sha256").update(`${part}${seed}`).digest()),
  );
  const middle = (size - 1) / 2;
  const outer = size * 0.47;
  const inner = size * 0.21;
  const eye = size * 0.085;
  const eyes = [
    [-1, -1],
    [1, -1],
    [-1, 1],
  ].map(([dx = 0, dy = 0]) => [middle + dx * outer * 0.62, middle + dy * outer * 0.62] as const);
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const [dx, dy] = [x - middle, y - middle];
      const radius = Math.hypot(dx, dy);
      let dark = radius < inner * 0.8;
      if (radius >= inner && radius < outer) {
        const turn = (Math.atan2(dy, dx) / (2 * Math.PI) + 1) * RAYS;
        const ray = Math.floor(turn) % RAYS;
        const ring = Math.floor(((radius - inner) / (outer - inner)) * RINGS);
        const index = Math.floor((ray * RINGS + ring) / 3) % (bits.length * 8);
        const lit = ((bits[index >> 3] ?? 0) >> (index & 7)) & 1;
        dark = lit === 1 && Math.abs((turn % 1) - 0.5) < 0.28;
      }
      for (const [ex, ey] of eyes) {
        const away = Math.hypot(x - ex, y - ey);
        if (away < eye * 1.45) dark = away < eye && (away > eye * 0.68 || away < eye * 0.36);
      }
      if (dark) pixels[y * size + x] = 1;
    }
  const { r, g, b } = body.line_color;
  return writePng(size, pixels, [
    [255, 255, 255, body.is_hyaline ? 0 : 255],
    [r, g, b, 255],
  ]);
}

/**
 * Makes the picture of a mini-program code.
 *
 * @throws WeixinRefusal 40169 scene, 41030 page, 40097 width.
 */
export function makeCodeImage(world: World, body: CodeImage): Buffer {
  checkRules(world, body);
  return draw(body);
}
