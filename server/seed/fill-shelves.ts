import { applyBps } from "../kernel/money.ts";
import { newId } from "../kernel/ids.ts";
import type { ProductInput, StaffProduct } from "../contract/catalog.ts";
import {
  createCategory,
  createProduct,
  editHome,
  shelveProduct,
  storeMedia,
} from "../modules/catalog/index.ts";
import type { World } from "../world.ts";
import { createDice } from "./dice.ts";
import { bannerName, banners, choicesWithPicture, drawGoods, drawingName } from "./draw-goods.ts";
import { earlier, OPENED_DAYS_AGO, seeder } from "./earlier.ts";
import type { Choice, Good } from "./goods/good.ts";
import { shelves } from "./goods/goods.ts";

/** What a tier level pays of the list price, in basis points. */
const memberBps = [
  ["1", 9_800],
  ["2", 9_500],
  ["3", 9_200],
  ["4", 8_800],
] as const;

/** The newest goods came on the shelf this many days ago. */
const NEWEST_DAYS_AGO = 3;

/** A good with what it became. */
export type Shelved = { readonly good: Good; readonly product: StaffProduct };

/** Draws all pictures and puts all goods on the shelves, the first two years ago, the last a few days ago. */
export async function fillShelves(world: World): Promise<{ pictures: number; shelved: Shelved[] }> {
  const opening = earlier(world, OPENED_DAYS_AGO);
  const mediaIds = new Map<string, string>();
  const pictures = await drawGoods(async (name, drawn) => {
    const mediaId = newId("med", opening.clock.now());
    mediaIds.set(name, mediaId);
    await storeMedia(opening, mediaId, drawn);
  });
  const mediaOf = (name: string): string => {
    const mediaId = mediaIds.get(name);
    if (mediaId === undefined) throw new Error(`not drawn: ${name}`);
    return mediaId;
  };
  const planned = await plan(opening, mediaOf);
  const shelved: Shelved[] = [];
  for (const [index, { good, input }] of planned.entries()) {
    const share = index / (planned.length - 1);
    const daysAgo = OPENED_DAYS_AGO - (OPENED_DAYS_AGO - NEWEST_DAYS_AGO) * share ** 2;
    const then = earlier(world, daysAgo);
    const { productId, version } = await createProduct(then, seeder, input);
    const product = await shelveProduct(then, seeder, { productId, version, isOnShelf: true });
    shelved.push({ good, product });
  }
  await arrangeHome(world, shelved, mediaOf);
  return { pictures, shelved };
}

/** The categories, and every product as staff would write it, shelves mixed so that each has something new. */
async function plan(
  opening: World,
  mediaOf: (name: string) => string,
): Promise<{ good: Good; input: ProductInput }[]> {
  const planned: { good: Good; input: ProductInput; order: number }[] = [];
  const dice = createDice(20_240);
  for (const [position, shelf] of shelves.entries()) {
    const parentId = await category(opening, shelf.name, position, null, shelf.goods, mediaOf);
    const names = [...new Set(shelf.goods.map((good) => good.category))];
    for (const [index, name] of names.entries()) {
      const its = shelf.goods.filter((good) => good.category === name);
      const categoryId = await category(opening, name, index, parentId, its, mediaOf);
      for (const good of its) {
        const input = productOf(good, shelf.name, categoryId, mediaOf);
        planned.push({ good, input, order: dice.next() });
      }
    }
  }
  return planned.toSorted((a, b) => a.order - b.order);
}

async function category(
  opening: World,
  name: string,
  position: number,
  parentId: string | null,
  its: readonly Good[],
  mediaOf: (name: string) => string,
): Promise<string> {
  const [first] = its.toSorted((a, b) => b.appeal - a.appeal);
  const mediaId = first === undefined ? null : mediaOf(coverName(first));
  const row = { name, position, parentId, isShown: true, mediaId };
  return (await createCategory(opening, seeder, row))._id;
}

/** The picture that a product is known by. */
const coverName = (good: Good): string => drawingName(good, choicesWithPicture(good)[0]);

function productOf(
  good: Good,
  shelfName: string,
  categoryId: string,
  mediaOf: (name: string) => string,
): ProductInput {
  const choices = choicesWithPicture(good);
  const drawn = choices.length === 0 ? [undefined] : choices;
  return {
    title: good.title,
    subtitle: good.subtitle,
    description: good.description,
    keywords: `${good.keywords} ${good.category} ${shelfName}`,
    categoryIds: [categoryId],
    mediaIds: drawn.map((choice) => mediaOf(drawingName(good, choice))),
    options: (good.options ?? []).map(({ name, choices: its }) => ({
      name,
      values: its.map(({ label }) => label),
    })),
    skus: combinations(good).map((combination, index) => skuOf(good, combination, index, mediaOf)),
    perOrderLimit: good.perOrderLimit ?? null,
    perMemberLimit: good.perMemberLimit ?? null,
  };
}

function combinations(good: Good): Choice[][] {
  return (good.options ?? []).reduce<Choice[][]>(
    (made, { choices }) => made.flatMap((some) => choices.map((choice) => [...some, choice])),
    [[]],
  );
}

function skuOf(
  good: Good,
  combination: readonly Choice[],
  index: number,
  mediaOf: (name: string) => string,
): ProductInput["skus"][number] {
  const add = (what: "addFen" | "addGrams") =>
    combination.reduce((sum, choice) => sum + (choice[what] ?? 0), 0);
  const listPriceFen = good.priceFen + add("addFen");
  const pictured = combination.find((choice) => choice.colours);
  return {
    code: `${good.code}-${String(index + 1).padStart(2, "0")}`,
    optionValues: combination.map(({ label }) => label),
    mediaId: pictured === undefined ? null : mediaOf(drawingName(good, pictured)),
    listPriceFen,
    memberPricesFen: good.isPlain
      ? {}
      : Object.fromEntries(
          // To whole jiao: nobody wants to read ¥25.48.
          memberBps.map(([level, bps]) => [
            level,
            Math.floor(applyBps(listPriceFen, bps) / 10) * 10,
          ]),
        ),
    costFen: applyBps(listPriceFen, good.costBps),
    weightGrams: good.grams + add("addGrams"),
    isOn: true,
  };
}

async function arrangeHome(
  world: World,
  shelved: readonly Shelved[],
  mediaOf: (name: string) => string,
): Promise<void> {
  const productIdOf = (code: string) =>
    shelved.find(({ good }) => good.code === code)?.product.productId ?? null;
  const picks = shelved.toSorted((a, b) => b.good.appeal - a.good.appeal).slice(0, 10);
  await editHome(earlier(world, 1), seeder, {
    version: 0,
    banners: banners.map(({ title, subtitle, code }) => ({
      title,
      subtitle,
      mediaId: mediaOf(bannerName(code)),
      productId: productIdOf(code),
      categoryId: null,
    })),
    pickProductIds: picks.map(({ product }) => product.productId),
  });
}
