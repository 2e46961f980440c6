import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { goods } from "@server/seed/goods/goods.ts";
import { mix } from "@server/seed/pictures/pen.ts";
import { scene } from "@server/seed/pictures/scene.ts";
import { shapes, type ShapeName } from "@server/seed/pictures/shapes.ts";

const names = Object.keys(shapes) as ShapeName[];
const red = ["#c2410c", "#f1e3cc", "#7a4a2a"] as const;
const blue = ["#2c5f8a", "#dfe7ee", "#1b2f42"] as const;

/** Mean of red minus blue over the middle of a picture: warm is more, cold is less. */
async function warmth(svg: string): Promise<number> {
  const { channels } = await sharp(Buffer.from(svg))
    .resize(64)
    .extract({ left: 16, top: 16, width: 32, height: 40 })
    .stats();
  return (channels[0]?.mean ?? 0) - (channels[2]?.mean ?? 0);
}

describe("a still life", () => {
  test("there are enough kinds of things for a whole shop, and each is sold", () => {
    expect(names.length).toBeGreaterThan(45);
    const used = new Set(goods.map(({ shape }) => shape));
    expect(names.filter((name) => !used.has(name))).toEqual([]);
  });

  test.each(names)("%s is drawn whole, in the colour it is given", async (name) => {
    const svg = scene("paper", shapes[name], red);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    for (const [, id = ""] of svg.matchAll(/url\(#(\w+)\)/g)) expect(svg).toContain(`id="${id}"`);
    const { width, height } = await sharp(Buffer.from(svg)).metadata();
    expect([width, height]).toEqual([960, 960]);
    expect(await warmth(svg)).toBeGreaterThan(
      (await warmth(scene("paper", shapes[name], blue))) + 2,
    );
  });

  test("is the same every time", () => {
    expect(scene("honey", shapes.mug, red)).toBe(scene("honey", shapes.mug, red));
  });
});

test.each([
  ["#000000", "#ffffff", 0.5, "#808080"],
  ["#c2410c", "#c2410c", 0.3, "#c2410c"],
  ["#102030", "#ffffff", 0, "#102030"],
] as const)("mixes %s with %s", (one, other, share, mixed) => {
  expect(mix(one, other, share)).toBe(mixed);
});
