import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogEndpoints } from "@server/contract/catalog.ts";
import { createKoa, createRouter, problems } from "@server/kernel/http.ts";
import { catalogHandlers, createProduct, editHome } from "@server/modules/catalog/index.ts";
import { createStore } from "@server/modules/stores/index.ts";
import { buildCategory, buildProduct, owner, productInput, skuInput } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
const staffToken = "staff-token-for-this-test-only";
/** No other number in the answers looks like this one. */
const COST = 71_777;
let server: Server;
let base = "";

beforeAll(async () => {
  await createStore(world, owner, {
    name: "总店",
    kind: "direct",
    isPickup: false,
    province: "浙江省",
    city: "杭州市",
    district: "上城区",
    detail: "南山路 118 号",
    hours: "08:00–22:00",
    phone: null,
  });
  const app = createKoa({ trustProxy: false, log: world.log });
  app.use(problems(world.log));
  const gate = {
    authenticate: async (token: string) =>
      token === staffToken ? owner : { ...owner, permissions: new Set<never>() },
    limit: async () => undefined,
  };
  app.use(createRouter(world, catalogEndpoints, catalogHandlers, gate).routes());
  await new Promise<void>((resolve) => {
    server = app.listen(0, "127.0.0.1", resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => new Promise((resolve) => server.close(resolve)));

const get = async (path: string, headers: Record<string, string> = {}) =>
  fetch(`${base}${path}`, { headers });
const send = async (method: string, path: string, body: unknown, token = staffToken) =>
  fetch(`${base}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

async function picture(): Promise<string> {
  const create = { width: 500, height: 500, channels: 3 as const, background: "#c2410c" };
  const bytes = await sharp({ create }).jpeg().toBuffer();
  const answer = await send("POST", "/v1/staff/media", { dataBase64: bytes.toString("base64") });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { mediaId: string }).mediaId;
}

test("no answer to a shopper holds the cost, the keywords or the version", async () => {
  const category = await buildCategory(world);
  const product = await buildProduct(world, {
    categoryId: category,
    title: "桂花酒酿",
    keywords: "秘密别名",
    skus: [skuInput({ code: "COSTLY", costFen: COST })],
  });
  const mediaId = await picture();
  const banner = { title: "秋", subtitle: null, mediaId, productId: null, categoryId: category };
  await editHome(world, owner, {
    version: 0,
    banners: [banner],
    pickProductIds: [product.productId],
  });
  const paths = [
    "/v1/home",
    "/v1/categories",
    "/v1/products",
    `/v1/products?categoryId=${category}&sort=sales`,
    `/v1/products?q=${encodeURIComponent("桂花")}`,
    `/v1/products/${product.productId}`,
  ];
  for (const path of paths) {
    const answer = await get(path);
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
    const text = await answer.text();
    // Each of them shows the product or, the categories, its category: an empty answer proves nothing.
    expect(text).toMatch(new RegExp(`${product.productId}|${category}`));
    expect(text).not.toMatch(/cost|version|keywords|秘密/i);
    expect(text).not.toContain(String(COST));
  }
  const staff = await send("GET", `/v1/staff/products/${product.productId}`, undefined);
  expect(await staff.text()).toContain(String(COST));
});

test("pages that are the same for everyone may be kept half a minute and asked again by ETag", async () => {
  const product = await buildProduct(world);
  for (const path of ["/v1/home", "/v1/products", `/v1/products/${product.productId}`]) {
    const first = await get(path);
    expect(first.headers.get("cache-control")).toBe("public, max-age=30");
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/".{27}"$/);
    // Without a word of its own, fetch would say no-cache here, which asks for the whole answer.
    const again = await get(path, { "if-none-match": etag, "cache-control": "max-age=0" });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
  }
  const before = (await get("/v1/products")).headers.get("etag");
  await buildProduct(world);
  expect((await get("/v1/products")).headers.get("etag")).not.toBe(before);
});

test("staff ask what SKUs are called; those that do not exist are left out", async () => {
  const product = await buildProduct(world, { title: "山楂条" });
  const skuId = product.skus[0]?.skuId ?? "";
  const path = `/v1/staff/skus?skuIds=${skuId},sku_${"0".repeat(26)}`;
  const answer = await send("GET", path, undefined);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    items: [{ skuId, productId: product.productId, title: "山楂条" }],
  });
  expect((await send("GET", `${path},nonsense`, undefined)).status).toBe(400);
  expect((await get(path)).status).toBe(401);
});

test("a picture may be kept for a year, and comes in three widths only", async () => {
  const mediaId = await picture();
  const answer = await get(`/v1/media/${mediaId}/480`);
  expect(answer.headers.get("content-type")).toBe("image/webp");
  expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000");
  const { width } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  expect(width).toBe(480);
  expect((await get(`/v1/media/${mediaId}/481`)).status).toBe(400);
});

test("what is off the shelf is not there for shoppers", async () => {
  const category = await buildCategory(world);
  const made = await createProduct(world, owner, productInput(category));
  expect((await get(`/v1/products/${made.productId}`)).status).toBe(404);
  const list = (await (await get(`/v1/products?categoryId=${category}`)).json()) as object;
  expect(list).toEqual({ items: [], nextCursor: null });
});

describe("refuses", () => {
  const pointers = async (answer: Response) => {
    const problem = (await answer.json()) as { code: string; errors: { pointer: string }[] };
    return [problem.code, ...problem.errors.map(({ pointer }) => pointer)];
  };

  test("orders that there are not, sizes and cursors out of bounds", async () => {
    const sorted = await get("/v1/products?q=x&sort=sideways");
    expect(await pointers(sorted)).toEqual(["malformed", "/query/sort"]);
    expect(await pointers(await get("/v1/products?limit=51"))).toEqual([
      "malformed",
      "/query/limit",
    ]);
    expect(await pointers(await get("/v1/products?cursor=!"))).toEqual([
      "malformed",
      "/query/cursor",
    ]);
  });

  test("staff without the permission, and shoppers", async () => {
    const category = await buildCategory(world);
    const input = productInput(category);
    const weak = await send("POST", "/v1/staff/products", input, "somebody-elses-token-here");
    expect(weak.status).toBe(403);
    expect((await get("/v1/staff/products")).status).toBe(401);
  });

  test("a product whose parts do not agree, naming each place", async () => {
    const category = await buildCategory(world);
    const options = [{ name: "色", values: ["红", "红"] }];
    const skus = [
      skuInput({ code: "A", optionValues: ["红"] }),
      skuInput({ code: "A", optionValues: ["红"], memberPricesFen: { "1": 2_001 } }),
      skuInput({ code: "B", optionValues: ["蓝"] }),
    ];
    const answer = await send(
      "POST",
      "/v1/staff/products",
      productInput(category, { options, skus }),
    );
    expect(answer.status).toBe(400);
    expect((await pointers(answer)).toSorted()).toEqual([
      "/options/0/values",
      "/skus/1/code",
      "/skus/1/memberPricesFen/1",
      "/skus/1/optionValues",
      "/skus/2/optionValues",
      "malformed",
    ]);
  });

  test.each([
    ["a price in fractions of a fen", { listPriceFen: 10.5 }, "/skus/0/listPriceFen"],
    ["a negative price", { listPriceFen: -1, memberPricesFen: {} }, "/skus/0/listPriceFen"],
    [
      "a tier level that cannot be",
      { memberPricesFen: { gold: 1 } },
      "/skus/0/memberPricesFen/gold",
    ],
    ["a field nobody knows", { profitFen: 1 }, "/skus/0/profitFen"],
  ])("%s", async (_, part, pointer) => {
    const category = await buildCategory(world);
    const sku = { ...skuInput({ code: "ODD" }), ...part };
    const answer = await send("POST", "/v1/staff/products", {
      ...productInput(category),
      skus: [sku],
    });
    expect(await pointers(answer)).toEqual(["malformed", pointer]);
  });

  test("a picture far too large before it is read", async () => {
    const dataBase64 = "A".repeat(2_800_000);
    expect((await send("POST", "/v1/staff/media", { dataBase64 })).status).toBe(413);
  });
});
