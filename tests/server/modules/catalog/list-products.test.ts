import type { mongo } from "mongoose";
import { beforeAll, describe, expect, test } from "vitest";
import { rawCollection } from "@server/kernel/db.ts";
import { encodeCursor } from "@server/kernel/page.ts";
import {
  listProducts,
  listQuery,
  type ProductSort,
} from "@server/modules/catalog/products/list-products.ts";
import { Products, type ProductRow } from "@server/modules/catalog/products/product.model.ts";
import { Stock, stockId } from "@server/modules/inventory/stock.model.ts";
import { defaultStoreBriefly } from "@server/modules/stores/index.ts";
import { Stores } from "@server/modules/stores/store.model.ts";
import { searchProducts } from "@server/modules/catalog/products/search-products.ts";
import { searchQuery } from "@server/modules/catalog/products/search-rows.ts";
import { queryWordsOf } from "@server/modules/catalog/products/search-words.ts";
import { deriveFields } from "@server/modules/catalog/products/derive-fields.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";

useDatabase();

const sorts: ProductSort[] = ["newest", "sales", "price_asc", "price_desc"];
const big = "cat_01JBXG000000000000000000B1";
const rare = "cat_01JBXG0000000000000000RARE";
const COUNT = 2_000;

/** Many ties on purpose: 7 moments, 3 sales figures, 4 prices; a tenth is off the shelf, a fiftieth is rare. */
function row(index: number): ProductRow {
  const digits = String(index).padStart(6, "0");
  const now = new Date("2026-01-01T00:00:00Z");
  const product = {
    title: index % 50 === 1 ? "桂花乌龙" : index % 2 === 0 ? "茉莉绿茶" : "手冲咖啡",
    subtitle: null,
    keywords: index % 5 === 0 ? "绿茶 礼盒" : "好喝",
    options: [],
    skus: [
      {
        skuId: `sku_${digits}`,
        code: `C-${digits}`,
        optionValues: [],
        mediaId: null,
        listPriceFen: 1_000 + (index % 4),
        memberPricesFen: {},
        costFen: 1,
        weightGrams: 1,
        isOn: true,
      },
    ],
  };
  return {
    _id: `prd_${digits}`,
    version: 1,
    description: null,
    categoryIds: index % 50 === 1 ? [big, rare] : [big],
    mediaIds: [],
    perOrderLimit: null,
    perMemberLimit: null,
    isOnShelf: index % 10 !== 9,
    publishedAt: new Date(now.getTime() + (index % 7) * 1_000),
    soldCount: index % 3,
    createdAt: now,
    updatedAt: now,
    ...product,
    ...deriveFields(product),
  };
}

beforeAll(async () => {
  await rawCollection(Products).insertMany(Array.from({ length: COUNT }, (_, index) => row(index)));
});

async function allPages(
  page: (cursor: string | undefined) => Promise<{
    items: { productId: string }[];
    nextCursor: string | null;
  }>,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (;;) {
    const { items, nextCursor } = await page(cursor);
    ids.push(...items.map(({ productId }) => productId));
    if (nextCursor === null) return ids;
    cursor = nextCursor;
  }
}

type Stage = { stage: string; inputStage?: Stage; inputStages?: Stage[] };
const stagesOf = (stage: Stage): string[] => [
  stage.stage,
  ...[stage.inputStage ?? [], stage.inputStages ?? []].flat().flatMap(stagesOf),
];

async function explain(
  filter: mongo.Filter<ProductRow>,
  options: mongo.FindOptions,
): Promise<{ stages: string[]; examined: number; returned: number }> {
  const plan = await rawCollection(Products).find(filter, options).explain("executionStats");
  const stats = plan["executionStats"] as {
    executionStages: Stage;
    totalDocsExamined: number;
    nReturned: number;
  };
  return {
    stages: stagesOf(stats.executionStages),
    examined: stats.totalDocsExamined,
    returned: stats.nReturned,
  };
}

describe("paging", () => {
  test.each(sorts)("by %s meets every product on the shelf once, in order", async (sort) => {
    const expected = Array.from({ length: COUNT }, (_, index) => row(index))
      .filter(({ isOnShelf }) => isOnShelf)
      .toSorted((a, b) => {
        const by = {
          newest: Number(b.publishedAt) - Number(a.publishedAt),
          sales: b.soldCount - a.soldCount,
          price_asc: a.priceFromFen - b.priceFromFen,
          price_desc: b.priceFromFen - a.priceFromFen,
        }[sort];
        const byId = a._id < b._id ? -1 : 1;
        return by === 0 ? (sort === "price_asc" ? byId : -byId) : by;
      })
      .map(({ _id }) => _id);
    expect(await allPages(async (cursor) => listProducts({ sort, limit: 47, cursor }))).toEqual(
      expected,
    );
  });

  test("stays in the category", async () => {
    const ids = await allPages(async (cursor) =>
      listProducts({ sort: "sales", limit: 7, categoryId: rare, cursor }),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => Number(id.slice(4)) % 50 === 1)).toBe(true);
    expect(ids).toHaveLength(40);
  });

  test("a last page that is just full has no cursor", async () => {
    const page = await listProducts({ sort: "newest", limit: 40, categoryId: rare });
    expect(page.items).toHaveLength(40);
    expect(page.nextCursor).toBeNull();
  });

  test.each([
    "x",
    encodeCursor("products:newest", [1]),
    encodeCursor("products:newest", ["a", "b"]),
    encodeCursor("products:price_asc", [1, "prd_1"]),
    encodeCursor("product-search", ["title", 1, "prd_1"]),
  ])("refuses a cursor of other making: %s", async (cursor) => {
    await expect(listProducts({ sort: "newest", limit: 5, cursor })).rejects.toMatchObject({
      code: "malformed",
      issues: [{ pointer: "/query/cursor" }],
    });
  });
});

describe("searching", () => {
  const search = async (q: string, more: { categoryId?: string } = {}) =>
    allPages(async (cursor) => searchProducts({ q, limit: 33, cursor, ...more }));
  const numbers = (ids: string[]) => ids.map((id) => Number(id.slice(4)));
  const onShelf = (wanted: (index: number) => boolean) =>
    Array.from({ length: COUNT }, (_, index) => index).filter(
      (index) => index % 10 !== 9 && wanted(index),
    );

  test("finds by title first, then by keywords, each part by sales", async () => {
    const found = numbers(await search("绿茶"));
    const inTitle = (index: number) => index % 2 === 0 && index % 50 !== 1;
    const titled = onShelf(inTitle);
    const others = onShelf((index) => !inTitle(index) && index % 5 === 0);
    expect(found.slice(0, titled.length).toSorted((a, b) => a - b)).toEqual(titled);
    expect(found.slice(titled.length).toSorted((a, b) => a - b)).toEqual(others);
    for (const part of [found.slice(0, titled.length), found.slice(titled.length)]) {
      const sales = part.map((index) => index % 3);
      expect(sales).toEqual(sales.toSorted((a, b) => b - a));
    }
  });

  test.each([
    ["桂", 40],
    ["桂花", 40],
    ["花桂", 0],
    ["茉莉 礼盒", 200],
    ["C-000050", 1],
    ["并没有", 0],
    ["！", 0],
  ])("%s: %i products", async (q, count) => {
    const found = await search(q);
    expect(found).toHaveLength(count);
    expect(new Set(found).size).toBe(count);
  });

  test("keeps to the category", async () => {
    expect(await search("手冲", { categoryId: rare })).toEqual([]);
    expect(await search("乌龙", { categoryId: rare })).toHaveLength(40);
  });
});

describe("a price range", () => {
  const range = { priceMinFen: 1_001, priceMaxFen: 1_002 };
  const inRange = (id: string) => [1, 2].includes(Number(id.slice(4)) % 4);

  test.each(sorts)(
    "by %s gives what lies in it, all of it, in the order of the list",
    async (sort) => {
      const all = await allPages(async (cursor) => listProducts({ sort, limit: 47, cursor }));
      const found = await allPages(async (cursor) =>
        listProducts({ sort, limit: 47, cursor, ...range }),
      );
      expect(found).toEqual(all.filter(inRange));
    },
  );

  test("may be open at one end, and goes with categories and words", async () => {
    const cheap = await allPages(async (cursor) =>
      listProducts({ sort: "price_desc", limit: 47, cursor, priceMaxFen: 1_000, categoryId: big }),
    );
    expect(cheap).toHaveLength(900 - 450 + 50);
    expect(cheap.every((id) => Number(id.slice(4)) % 4 === 0)).toBe(true);
    const all = await allPages(async (cursor) => searchProducts({ q: "绿茶", limit: 33, cursor }));
    const found = await allPages(async (cursor) =>
      searchProducts({ q: "绿茶", limit: 33, cursor, ...range }),
    );
    expect(found).toEqual(all.filter(inRange));
    expect(found.length).toBeGreaterThan(100);
  });

  test("refuses a cursor of another range rather than show what lies outside", async () => {
    const first = await listProducts({ sort: "price_asc", limit: 5 });
    const cursor = first.nextCursor ?? "";
    await expect(
      listProducts({ sort: "price_asc", limit: 50, cursor, ...range }),
    ).rejects.toMatchObject({ code: "malformed", issues: [{ pointer: "/query/cursor" }] });
  });
});

describe("what is in stock", () => {
  const storeId = "sto_01JBXG000000000000000000S1";
  const isStocked = (id: string) => Number(id.slice(4)) % 3 === 0;

  beforeAll(async () => {
    await Stores.create([
      {
        _id: storeId,
        name: "暖店总店",
        kind: "direct",
        isPickup: true,
        isDefault: true,
        province: "浙江省",
        city: "杭州市",
        district: "西湖区",
        detail: "文三路 1 号",
        hours: "9:00-21:00",
        phone: null,
      },
    ]);
    await rawCollection(Stock).insertMany(
      Array.from({ length: COUNT }, (_, index) => {
        const skuId = `sku_${String(index).padStart(6, "0")}`;
        const available = index % 3 === 0 ? 2 : 0;
        return { _id: stockId(storeId, skuId), storeId, skuId, available, reserved: 1, sold: 0 };
      }),
    );
  });

  test.each(sorts)("of what a search finds, by %s, is whole and in that order", async (sort) => {
    const range = { q: "绿茶", priceMinFen: 1_001 };
    const found = await allPages(async (cursor) => searchProducts({ ...range, limit: 33, cursor }));
    const all = await allPages(async (cursor) => listProducts({ sort, limit: 47, cursor }));
    const sorted = await allPages(async (cursor) =>
      searchProducts({ ...range, sort, limit: 33, cursor }),
    );
    expect(sorted).toEqual(all.filter((productId) => found.includes(productId)));
    expect(sorted.length).toBeGreaterThan(100);
    const stocked = await allPages(async (cursor) =>
      searchProducts({ ...range, sort, limit: 33, cursor, isInStock: "true" }),
    );
    expect(stocked).toEqual(sorted.filter(isStocked));
  });

  test.each(sorts)("by %s is found whole, in the order of the list", async (sort) => {
    const all = await allPages(async (cursor) => listProducts({ sort, limit: 47, cursor }));
    const found = await allPages(async (cursor) =>
      listProducts({ sort, limit: 47, cursor, isInStock: "true" }),
    );
    expect(found).toEqual(all.filter(isStocked));
  });

  test("goes with words and a price range", async () => {
    const query = { q: "绿茶", limit: 33, priceMinFen: 1_001 };
    const all = await allPages(async (cursor) => searchProducts({ ...query, cursor }));
    const found = await allPages(async (cursor) =>
      searchProducts({ ...query, cursor, isInStock: "true" }),
    );
    expect(found).toEqual(all.filter(isStocked));
    expect(found.length).toBeGreaterThan(50);
  });

  test("takes two commands a round, and at most five rounds however much is sold out", async () => {
    await defaultStoreBriefly();
    const usual = await commandsOf(async () =>
      listProducts({ sort: "sales", limit: 1, isInStock: "true" }),
    );
    expect(usual.commands.length % 2).toBe(0);
    expect(usual.commands.length).toBeLessThanOrEqual(10);
    const q = "桂花";
    await rawCollection(Stock).updateMany({}, { $set: { available: 0 } });
    const page = await commandsOf(async () => searchProducts({ q, limit: 2, isInStock: "true" }));
    expect(page.commands).toHaveLength(10);
    const none = await searchProducts({ q, limit: 2, isInStock: "true" });
    expect(none.items).toEqual([]);
    expect(none.nextCursor).not.toBeNull();
    expect(
      await allPages(async (cursor) => searchProducts({ q, limit: 2, cursor, isInStock: "true" })),
    ).toEqual([]);
  });
});

describe("what the database does for it", () => {
  const heavy = ["COLLSCAN", "SORT"];
  const cases = sorts.flatMap((sort) =>
    [undefined, big, rare].flatMap((categoryId) =>
      [false, true].map((isFirst) => ({ sort, categoryId, isFirst })),
    ),
  );

  test.each(cases)(
    "list by $sort in $categoryId, first page $isFirst: no scan, no sort, reads what it shows",
    async ({ sort, categoryId, isFirst }) => {
      const limit = 21;
      const first = await listProducts({ sort, categoryId, limit: 25 });
      const cursor = isFirst ? undefined : (first.nextCursor ?? undefined);
      const { filter, ...options } = listQuery({ sort, categoryId, cursor });
      const { stages, examined, returned } = await explain(filter, { ...options, limit });
      expect(stages.filter((stage) => heavy.includes(stage))).toEqual([]);
      expect(returned).toBeGreaterThan(10);
      expect(examined).toBeLessThanOrEqual(returned * 1.2);
    },
  );

  test.each(cases)(
    "and with a price range: by $sort in $categoryId, first page $isFirst",
    async ({ sort, categoryId, isFirst }) => {
      const range = { priceMinFen: 1_001, priceMaxFen: 1_003 };
      const limit = 21;
      const first = await listProducts({ sort, categoryId, limit: 25, ...range });
      const cursor = isFirst ? undefined : (first.nextCursor ?? undefined);
      const { filter, ...options } = listQuery({ sort, categoryId, cursor, ...range });
      const { stages, examined, returned } = await explain(filter, { ...options, limit });
      expect(stages.filter((stage) => heavy.includes(stage))).toEqual([]);
      expect(returned).toBeGreaterThan(5);
      expect(examined).toBeLessThanOrEqual(returned * 1.2);
    },
  );

  const searches = ["绿茶", "桂花", "茉莉 礼盒", "没有的"].flatMap((q) =>
    (["title", "other"] as const).flatMap((part) =>
      [null, { soldCount: 1, id: "prd_001000" }].map((after) => ({ q, part, after })),
    ),
  );

  test.each(searches)("search $q in $part after $after: no scan, no sort", async (search) => {
    const { q, part, after } = search;
    const { filter, sort } = searchQuery({ shelf: "on" }, queryWordsOf(q), { part, after });
    const { stages } = await explain(filter, { sort, limit: 21 });
    expect(stages.filter((stage) => heavy.includes(stage))).toEqual([]);
  });

  test("one word reads only what it shows, in the title and beside it", async () => {
    for (const part of ["title", "other"] as const) {
      const { filter, sort } = searchQuery({ shelf: "on" }, ["绿茶"], { part, after: null });
      const { examined, returned } = await explain(filter, { sort, limit: 21 });
      expect(returned).toBe(21);
      expect(examined).toBeLessThanOrEqual(25);
    }
  });

  test("a list is one command, a search at most two", async () => {
    const list = await commandsOf(async () => listProducts({ sort: "sales", limit: 20 }));
    expect(list.commands).toEqual(["find"]);
    const search = await commandsOf(async () => searchProducts({ q: "绿茶", limit: 20 }));
    expect(search.commands).toEqual(["find"]);
    const nothing = await commandsOf(async () => searchProducts({ q: "并没有", limit: 20 }));
    expect(nothing.commands).toEqual(["find", "find"]);
  });
});
