import { describe, expect, test } from "vitest";
import { listActions } from "@server/modules/audit-trail/list-actions.ts";
import { createProduct, readSaleSkus, setSales } from "@server/modules/catalog/index.ts";
import { changePrices } from "@server/modules/catalog/products/change-prices.ts";
import { listStaffProducts } from "@server/modules/catalog/products/list-staff-products.ts";
import { readStaffProduct } from "@server/modules/catalog/products/read-staff-product.ts";
import { searchProducts } from "@server/modules/catalog/products/search-products.ts";
import { shelveProduct } from "@server/modules/catalog/products/shelve-product.ts";
import { updateProduct } from "@server/modules/catalog/products/update-product.ts";
import type { StaffProduct } from "@server/contract/catalog.ts";
import { buildCategory, buildProduct, owner, productInput, skuInput } from "@support/catalog.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();

const sized = {
  options: [{ name: "杯型", values: ["中杯", "大杯"] }],
  skus: [
    skuInput({ code: "SIZED-M", optionValues: ["中杯"], listPriceFen: 1_500, memberPricesFen: {} }),
    skuInput({ code: "SIZED-L", optionValues: ["大杯"], listPriceFen: 1_900 }),
  ],
};

/** What staff would send back of a product they read. */
function inputOf(product: StaffProduct) {
  const { title, subtitle, description, keywords, categoryIds, mediaIds, options } = product;
  const { skus, perOrderLimit, perMemberLimit, productId, version } = product;
  const words = { title, subtitle, description, keywords };
  const limits = { perOrderLimit, perMemberLimit };
  return { ...words, ...limits, categoryIds, mediaIds, options, skus, productId, version };
}

async function lastAction(subject: string) {
  const { items } = await listActions({ subject, limit: 1 });
  return items[0];
}

describe("making", () => {
  test("a new product is off the shelf, in its category and the parent, with prices ready for lists", async () => {
    const parent = await buildCategory(world, { name: "饮品" });
    const child = await buildCategory(world, { name: "绿茶", parentId: parent });
    const made = await createProduct(world, owner, {
      ...productInput(child),
      ...sized,
    });
    expect(made).toMatchObject({ isOnShelf: false, publishedAt: null, version: 1, soldCount: 0 });
    expect(made.categoryIds).toEqual([child, parent]);
    const { items } = await listStaffProducts({ limit: 1, categoryId: child });
    expect(items[0]).toMatchObject({
      productId: made.productId,
      priceFromFen: 1_500,
      priceToFen: 1_900,
      memberPricesFromFen: { "2": 1_500 },
      lowestCostFen: 777,
      skuCount: 2,
    });
    expect(await lastAction(made.productId)).toMatchObject({ action: "product.created" });
  });

  test("refuses a code of another product, pointing at it, and keeps nothing", async () => {
    const first = await buildProduct(world);
    const code = first.skus[0]?.code ?? "";
    const category = await buildCategory(world);
    const skus = [skuInput({ code: "FRESH-1" }), skuInput({ code })];
    await expect(
      createProduct(world, owner, productInput(category, { title: "半途而废", skus })),
    ).rejects.toMatchObject({ code: "sku_code_taken", issues: [{ pointer: "/skus/1/code" }] });
    const { items } = await listStaffProducts({ q: "半途而废", limit: 5 });
    expect(items).toEqual([]);
  });

  test("refuses categories and pictures that do not exist, all at once within each kind", async () => {
    const gone = "cat_01JBXG0000000000000000GONE";
    await expect(createProduct(world, owner, productInput(gone))).rejects.toMatchObject({
      code: "malformed",
      issues: [{ pointer: "/categoryIds/0" }],
    });
    const media = "med_01JBXG0000000000000000GONE";
    const category = await buildCategory(world);
    await expect(
      createProduct(
        world,
        owner,
        productInput(category, { mediaIds: [media], skus: [skuInput({ mediaId: media })] }),
      ),
    ).rejects.toMatchObject({
      issues: [{ pointer: "/mediaIds/0" }, { pointer: "/skus/0/mediaId" }],
    });
  });
});

describe("changing", () => {
  test("replaces what was written, keeps SKU ids, adds new SKUs, and can be found by the new words", async () => {
    const product = await buildProduct(world, { title: "旧名字" });
    const [sku] = product.skus;
    const input = inputOf(product);
    const after = await updateProduct(world, owner, {
      ...input,
      title: "白桃乌龙",
      options: [{ name: "杯型", values: ["中杯", "大杯"] }],
      skus: [
        { ...skuInput(), ...sku, optionValues: ["中杯"] },
        skuInput({ code: "PEACH-L", optionValues: ["大杯"], listPriceFen: 2_600 }),
      ],
    });
    expect(after.version).toBe(product.version + 1);
    expect(after.skus[0]?.skuId).toBe(sku?.skuId);
    expect(after.skus[1]?.skuId).toMatch(/^sku_/);
    expect(await readStaffProduct(product.productId)).toEqual(after);
    const found = await searchProducts({ q: "白桃", limit: 5 });
    expect(found.items.map(({ productId }) => productId)).toEqual([product.productId]);
    expect((await searchProducts({ q: "旧名字", limit: 5 })).items).toEqual([]);
    const action = await lastAction(product.productId);
    expect(action).toMatchObject({
      action: "product.updated",
      before: { title: "旧名字" },
      after: { title: "白桃乌龙" },
    });
    expect(action?.after).not.toHaveProperty("subtitle");
  });

  test("of two who saw the same version, one changes it and the other is told", async () => {
    const product = await buildProduct(world);
    const input = inputOf(product);
    const results = await Promise.allSettled(
      ["甲的改动", "乙的改动"].map(async (title) =>
        updateProduct(world, owner, { ...input, title }),
      ),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const lost = results.find((result) => result.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "conflict" });
    expect((await readStaffProduct(product.productId)).version).toBe(product.version + 1);
  });

  test("no SKU can be left out, none of another product taken in", async () => {
    const product = await buildProduct(world, {
      ...sized,
      skus: sized.skus.map((sku) => ({ ...sku, code: `${sku.code}-2` })),
    });
    const other = await buildProduct(world);
    const input = inputOf(product);
    await expect(
      updateProduct(world, owner, { ...input, skus: input.skus.slice(0, 1) }),
    ).rejects.toMatchObject({ code: "sku_needed", issues: [{ pointer: "/skus" }] });
    await expect(
      updateProduct(world, owner, { ...input, skus: [...input.skus, ...other.skus] }),
    ).rejects.toMatchObject({ code: "malformed", issues: [{ pointer: "/skus/2/skuId" }] });
    expect(await readStaffProduct(product.productId)).toEqual(product);
  });

  test("an unknown product is not found", async () => {
    const productId = "prd_01JBXG0000000000000000GONE";
    await expect(
      shelveProduct(world, owner, { productId, version: 1, isOnShelf: true }),
    ).rejects.toMatchObject({ code: "not_found" });
    await expect(readStaffProduct(productId)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("prices", () => {
  test("change for the named SKUs only, with the reason in the trail", async () => {
    const product = await buildProduct(world, {
      ...sized,
      skus: sized.skus.map((sku) => ({ ...sku, code: `${sku.code}-3` })),
    });
    const [medium, large] = product.skus;
    const after = await changePrices(world, owner, {
      productId: product.productId,
      version: product.version,
      prices: [
        {
          skuId: large?.skuId ?? "",
          listPriceFen: 2_100,
          memberPricesFen: { "1": 2_000, "3": 1_700 },
          costFen: null,
        },
      ],
      reason: "原料涨价",
    });
    expect(after.skus[0]).toEqual(medium);
    expect(after.skus[1]).toMatchObject({ listPriceFen: 2_100, costFen: null, code: "SIZED-L-3" });
    const { items } = await listStaffProducts({ limit: 50 });
    expect(items.find(({ productId }) => productId === product.productId)).toMatchObject({
      priceToFen: 2_100,
      memberPricesFromFen: { "1": 1_500, "3": 1_500 },
    });
    expect(await lastAction(product.productId)).toMatchObject({
      action: "product.repriced",
      reason: "原料涨价",
    });
  });

  test("are refused for a SKU of another product and at an old version", async () => {
    const product = await buildProduct(world);
    const other = await buildProduct(world);
    const price = { listPriceFen: 1, memberPricesFen: {}, costFen: null };
    const change = async (version: number, skuId: string) =>
      changePrices(world, owner, {
        productId: product.productId,
        version,
        prices: [{ skuId, ...price }],
        reason: "试",
      });
    await expect(change(product.version, other.skus[0]?.skuId ?? "")).rejects.toMatchObject({
      code: "malformed",
      issues: [{ pointer: "/prices/0/skuId" }],
    });
    await expect(change(product.version - 1, product.skus[0]?.skuId ?? "")).rejects.toMatchObject({
      code: "conflict",
    });
  });
});

describe("the shelf", () => {
  test("a product that is taken off and put on again is not new again", async () => {
    const product = await buildProduct(world);
    const { productId, publishedAt } = product;
    world.clock.advance(86_400_000);
    const off = await shelveProduct(world, owner, {
      productId,
      version: product.version,
      isOnShelf: false,
    });
    expect(off).toMatchObject({ isOnShelf: false, publishedAt });
    const on = await shelveProduct(world, owner, {
      productId,
      version: off.version,
      isOnShelf: true,
    });
    expect(on).toMatchObject({ isOnShelf: true, publishedAt });
  });

  test("nothing goes on, or stays on, with no SKU that is on", async () => {
    const category = await buildCategory(world);
    const skus = [skuInput({ code: "ALL-OFF", isOn: false })];
    const made = await createProduct(world, owner, productInput(category, { skus }));
    await expect(shelveProduct(world, owner, { ...made, isOnShelf: true })).rejects.toMatchObject({
      code: "shelf_refused",
    });
    const shown = await buildProduct(world);
    const input = inputOf(shown);
    await expect(
      updateProduct(world, owner, {
        ...input,
        skus: input.skus.map((sku) => ({ ...sku, isOn: false })),
      }),
    ).rejects.toMatchObject({ code: "shelf_refused" });
  });
});

describe("SKUs for carts and orders", () => {
  test("come in one command, with what they take from the product", async () => {
    const product = await buildProduct(world, {
      ...sized,
      title: "厚乳拿铁",
      perOrderLimit: 3,
      skus: sized.skus.map((sku) => ({ ...sku, code: `${sku.code}-4` })),
    });
    const plain = await buildProduct(world);
    const [, large] = product.skus;
    const wanted = [large?.skuId ?? "", plain.skus[0]?.skuId ?? "", "sku_unknown"];
    const { result, commands } = await commandsOf(async () => readSaleSkus(wanted));
    expect(commands).toEqual(["find"]);
    expect([...result.keys()].toSorted()).toEqual(wanted.slice(0, 2).toSorted());
    expect(result.get(wanted[0] ?? "")).toEqual({
      skuId: large?.skuId,
      productId: product.productId,
      title: "厚乳拿铁",
      optionsText: "大杯",
      pictureUrl: null,
      listPriceFen: 1_900,
      memberPricesFen: { "2": 1_800 },
      costFen: 777,
      weightGrams: 100,
      categoryIds: product.categoryIds,
      isBuyable: true,
      perOrderLimit: 3,
      perMemberLimit: null,
    });
  });

  test("cannot be bought when the SKU or the product is off", async () => {
    const product = await buildProduct(world, {
      ...sized,
      skus: sized.skus.map((sku, index) => ({ ...sku, code: `OFF-${index}`, isOn: index === 0 })),
    });
    const ids = product.skus.map(({ skuId }) => skuId);
    const buyable = async () => {
      const skus = await readSaleSkus(ids);
      return ids.map((skuId) => skus.get(skuId)?.isBuyable);
    };
    expect(await buyable()).toEqual([true, false]);
    await shelveProduct(world, owner, { ...product, isOnShelf: false });
    expect(await buyable()).toEqual([false, false]);
  });
});

test("sales are written as counted, once, and others fall back to none", async () => {
  const sold = await buildProduct(world);
  const skuId = sold.skus[0]?.skuId ?? "";
  expect(await setSales(new Map([[skuId, 12]]))).toBe(1);
  expect(await setSales(new Map([[skuId, 12]]))).toBe(0);
  expect((await readStaffProduct(sold.productId)).soldCount).toBe(12);
  expect(await setSales(new Map())).toBe(1);
  expect((await readStaffProduct(sold.productId)).soldCount).toBe(0);
});

test("staff list and search what is off the shelf too, and may narrow to it", async () => {
  const category = await buildCategory(world, { name: "仓库" });
  const on = await buildProduct(world, { categoryId: category, title: "雪梨膏" });
  const off = await createProduct(world, owner, productInput(category, { title: "雪梨糖" }));
  const ids = async (more: { shelf?: "on" | "off"; q?: string }) => {
    const page = await listStaffProducts({ categoryId: category, limit: 10, ...more });
    return page.items.map(({ productId }) => productId);
  };
  expect(await ids({})).toEqual([off.productId, on.productId].toSorted().toReversed());
  expect(await ids({ shelf: "off" })).toEqual([off.productId]);
  expect(await ids({ q: "雪梨", shelf: "on" })).toEqual([on.productId]);
  expect((await ids({ q: "雪梨" })).toSorted()).toEqual([on.productId, off.productId].toSorted());
});
