import sharp from "sharp";
import { makeRenditions, type Renditions } from "../kernel/make-renditions.ts";
import type { Choice, Good } from "./goods/good.ts";
import { goods } from "./goods/goods.ts";
import { scene } from "./pictures/scene.ts";
import { shapes } from "./pictures/shapes.ts";

/** How many pictures are drawn at once; more only wait for each other. */
const AT_ONCE = 3;
const BANNER_WIDTH = 2_240;

/** A banner of the home page: a product in a wide picture. */
export type Banner = { readonly title: string; readonly subtitle: string; readonly code: string };

/** What the home page opens with. */
export const banners: readonly Banner[] = [
  { title: "柿子红了", subtitle: "当季富平柿，做成一杯拿铁", code: "DR-SHI" },
  { title: "抱一个回家", subtitle: "小柿子的拥抱，24 厘米刚刚好", code: "GF-SZ" },
  { title: "把心意装好", subtitle: "下午茶礼盒，附一张手写卡", code: "GF-XL" },
];

/** The choices of a product that have a picture of their own. */
export const choicesWithPicture = (good: Good): Choice[] =>
  (good.options ?? []).flatMap(({ choices }) => choices.filter((choice) => choice.colours));

/** The name of a drawing: of the product, of one of its choices, or of its banner. */
export const drawingName = (good: Good, choice?: Choice): string =>
  choice === undefined ? good.code : `${good.code} ${choice.label}`;

/** The name of a banner's drawing. */
export const bannerName = (code: string): string => `${code} banner`;

/** Draws every picture of the shop once, and gives each away as soon as it is there. */
export async function drawGoods(
  keep: (name: string, drawn: Renditions) => Promise<void>,
): Promise<number> {
  const drawings = [...drawingsOf()];
  const queue = drawings[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const [name, svg] of queue)
      await keep(name, await makeRenditions(sharp(Buffer.from(svg)).removeAlpha()));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return drawings.length;
}

function* drawingsOf(): Generator<readonly [name: string, svg: string]> {
  for (const good of goods) {
    const choices = choicesWithPicture(good);
    const draw = (colours: Good["colours"], width?: number) =>
      scene(good.ground, shapes[good.shape], colours, width);
    if (choices.length === 0) yield [drawingName(good), draw(good.colours)];
    for (const choice of choices)
      yield [drawingName(good, choice), draw(choice.colours ?? good.colours)];
    if (banners.some(({ code }) => code === good.code))
      yield [bannerName(good.code), draw(good.colours, BANNER_WIDTH)];
  }
}
