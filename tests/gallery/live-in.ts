import { newId } from "@server/kernel/ids.ts";
import { demoShopper } from "@server/seed/demo-people.ts";
import { buy, order, receiver } from "../journeys/buy.ts";
import type { DemoShop, Login } from "../journeys/open-demo-shop.ts";

type Items<Item> = { items: Item[] };
type Product = { productId: string; skus: { skuId: string; isAvailable?: boolean }[] };
type OrderView = { lines: { lineId: string; quantity: number }[] };

/** A shop in the middle of its day: who stands before it, and what the query of each page is. */
export type LivedIn = {
  readonly member: Login & { openid: string };
  /** Somebody who has only just come. */
  readonly stranger: Login & { openid: string };
  readonly staff: Login;
  /** By the end of a page's path. */
  readonly queries: Readonly<Record<string, string>>;
};

const id = (prefix: string): string => newId(prefix, new Date());
const DAY_MS = 86_400_000;

/** Lets a day happen in the demo shop, so that every page has something to show. */
export async function liveIn(shop: Omit<DemoShop, "stop">): Promise<LivedIn> {
  const [member, stranger, friend] = [
    await shop.meetShopper(demoShopper.openid),
    await shop.meetShopper(),
    await shop.meetShopper(),
  ];
  const [owner, clerk] = [await shop.logInStaff("owner"), await shop.logInStaff("staff")];
  const asMember = { token: member.token };
  const asOwner = { token: owner.token };
  const goods = await someGoods(shop);
  const [first = "", second = "", third = ""] = goods.map(({ skuId }) => skuId);

  for (const [detail, isDefault] of [
    ["文三路 1 号 2 室", true],
    ["灵隐街道青芝坞 88 号", false],
  ] as const)
    await shop.ask("POST", "/v1/me/addresses", {
      ...asMember,
      body: { ...receiver, detail, isDefault },
    });
  const addresses = await shop.ask<Items<{ addressId: string }>>(
    "GET",
    "/v1/me/addresses",
    asMember,
  );
  const { items: stores } = await shop.ask<Items<{ storeId: string; isPickup: boolean }>>(
    "GET",
    "/v1/stores",
  );
  const storeId = stores.find(({ isPickup }) => isPickup)?.storeId ?? "";

  const shipped = await buy(shop, member, {
    lines: [
      { skuId: first, quantity: 2 },
      { skuId: second, quantity: 1 },
    ],
  });
  await ship(shop, owner, shipped);
  const asked = await buy(shop, member, { lines: [{ skuId: second, quantity: 2 }] });
  const refundId = await askRefund(shop, member, asked);
  await buy(shop, member, { lines: [{ skuId: third, quantity: 1 }], storeId });
  await order(shop, member, { lines: [{ skuId: third, quantity: 2 }] });
  for (const { skuId } of goods.slice(0, 4))
    await shop.ask("POST", "/v1/cart/lines", {
      ...asMember,
      body: { lineId: id("lin"), skuId, quantity: 1 },
    });

  const giftToken = await giveCoupon(shop, friend);
  const template = await firstOf(shop, owner, "/v1/staff/coupon-templates", "templateId");
  const campaign = await firstOf(shop, owner, "/v1/staff/campaigns", "campaignId");
  const validity = {
    from: new Date().toISOString(),
    until: new Date(Date.now() + 30 * DAY_MS).toISOString(),
  };
  const batchId = id("pcb");
  for (const [token, body] of [
    [
      owner.token,
      { batchId: id("pcb"), codes: { kind: "single", count: 20 }, purpose: "门店开业，发给街坊" },
    ],
    [
      clerk.token,
      { batchId, codes: { kind: "vanity", code: "NUAN2026", total: 40 }, purpose: "老客回访" },
    ],
  ] as const)
    await shop.ask("POST", "/v1/staff/code-batches", {
      token,
      body: { templateId: template, ...validity, ...body },
    });
  await shop.ask("POST", "/v1/staff/coupon-issues", {
    ...asOwner,
    body: {
      issueId: id("iss"),
      templateId: template,
      audience: { kind: "members", memberIds: [member.personId, friend.personId] },
      reason: "感谢开业以来的照顾",
    },
  });
  await shop.ask("POST", "/v1/staff/personal-prices", {
    ...asOwner,
    body: {
      memberId: member.personId,
      payBps: 8_800,
      reason: "婚宴伴手礼订购三十份以上",
      ...validity,
    },
  });
  await shop.ask("POST", `/v1/staff/members/${member.personId}/notes`, {
    ...asOwner,
    body: { noteId: id("not"), text: "喜欢桂花口味，送货请放门口。" },
  });
  await shop.ask("POST", `/v1/staff/members/${member.personId}/points/adjustments`, {
    ...asOwner,
    body: {
      adjustmentId: id("pta"),
      points: 20_000,
      reason: "周年回馈，线下已告知",
      note: "周年回馈",
    },
  });
  const importId = await importMembers(shop, owner);
  return {
    member,
    stranger,
    staff: owner,
    queries: {
      "checkout/address/index": `id=${addresses.items[0]?.addressId ?? ""}`,
      "checkout/result/index": `orderId=${shipped}`,
      "membership/gift/index": `token=${giftToken}`,
      "orders/detail/index": `orderId=${shipped}`,
      "orders/invoice/index": `orderId=${shipped}`,
      "orders/refund/index": `orderId=${shipped}`,
      "product/detail/index": `id=${goods[0]?.productId ?? ""}`,
      "product/search/index": `q=${encodeURIComponent("茶")}`,
      "merchant/order/index": `orderId=${shipped}`,
      "merchant/refund/index": `orderId=${asked}&refundId=${refundId}`,
      "merchant-goods/product/index": `productId=${goods[0]?.productId ?? ""}`,
      "merchant-goods/stock-ledger/index": `storeId=${storeId}&skuId=${first}`,
      "merchant-members/member/index": `id=${member.personId}`,
      "merchant-offers/batch/index": `id=${batchId}`,
      "merchant-offers/campaign/index": `id=${campaign}`,
      "merchant-offers/template/index": `id=${template}`,
      "merchant-shop/import/index": `id=${importId}`,
    },
  };
}

/** Goods of several kinds, the first with the most kinds to choose from. */
async function someGoods(
  shop: Omit<DemoShop, "stop">,
): Promise<{ productId: string; skuId: string }[]> {
  const { items } = await shop.ask<Items<{ productId: string }>>("GET", "/v1/products?limit=12");
  const products = await Promise.all(
    items.map(async ({ productId }) => await shop.ask<Product>("GET", `/v1/products/${productId}`)),
  );
  return products
    .toSorted((one, other) => other.skus.length - one.skus.length)
    .map(({ productId, skus }) => ({ productId, skuId: skus.at(-1)?.skuId ?? "" }));
}

async function firstOf(
  shop: Omit<DemoShop, "stop">,
  { token }: Login,
  path: string,
  key: string,
): Promise<string> {
  const { items } = await shop.ask<Items<Record<string, string>>>("GET", path, { token });
  return items[0]?.[key] ?? "";
}

/** A coupon that may be given on waits for whoever has its link. */
async function giveCoupon(shop: Omit<DemoShop, "stop">, { token }: Login): Promise<string> {
  const { items } = await shop.ask<Items<{ templateId: string; standing: string }>>(
    "GET",
    "/v1/coupons",
    { token },
  );
  for (const { templateId } of items.filter(({ standing }) => standing === "claimable")) {
    const { couponId, isGiftable } = await shop.ask<{ couponId: string; isGiftable: boolean }>(
      "POST",
      "/v1/coupons/claims",
      { token, body: { templateId, claimId: id("clm") } },
    );
    const path = `/v1/me/coupons/${couponId}/gift`;
    if (isGiftable) return (await shop.ask<{ token: string }>("POST", path, { token })).token;
  }
  return "";
}

/** A part of an order leaves the shop. */
async function ship(
  shop: Omit<DemoShop, "stop">,
  { token }: Login,
  orderId: string,
): Promise<void> {
  const { lines } = await shop.ask<OrderView>("GET", `/v1/staff/orders/${orderId}`, { token });
  await shop.ask("POST", `/v1/staff/orders/${orderId}/shipments`, {
    token,
    body: {
      shipmentId: id("shp"),
      carrier: "ZTO",
      trackingNo: "ZT2026112200018",
      lines: [{ lineId: lines[0]?.lineId, quantity: 1 }],
    },
  });
}

async function askRefund(
  shop: Omit<DemoShop, "stop">,
  { token }: Login,
  orderId: string,
): Promise<string> {
  const order = await shop.ask<OrderView>("GET", `/v1/orders/${orderId}`, { token });
  const lines = [{ lineId: order.lines[0]?.lineId, quantity: 1 }];
  const path = `/v1/orders/${orderId}/refunds`;
  const preview = await shop.ask<{ version: string }>("POST", `${path}/preview`, {
    token,
    body: { lines },
  });
  const refundId = id("ref");
  await shop.ask("POST", path, {
    token,
    body: { refundId, lines, reason: "颜色和图片不太一样", previewVersion: preview.version },
  });
  return refundId;
}

/** Checked, with rows that cannot come along. */
async function importMembers(shop: Omit<DemoShop, "stop">, { token }: Login): Promise<string> {
  const importId = id("imp");
  const text = ["会员编号,手机号,姓名", "A1,13911112222,小满", "B2,1390000,短号"].join("\n");
  await shop.ask("POST", "/v1/staff/imports", {
    token,
    body: { importId, files: [{ kind: "members", name: "旧系统会员.csv", text }] },
  });
  return importId;
}
