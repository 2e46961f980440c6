import { createHash, randomInt } from "node:crypto";
import type { z } from "zod";
import type { ordersEndpoints } from "../../contract/orders.ts";
import { actorLabel, type MemberActor } from "../../kernel/actor.ts";
import { currentSession, isDuplicateKey, rawCollection, transaction } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { inLanes } from "../../kernel/lanes.ts";
import { newId } from "../../kernel/ids.ts";
import { formatYuan } from "../../kernel/money.ts";
import { encryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import type { SaleSku } from "../catalog/index.ts";
import { holdCoupons } from "../coupons/index.ts";
import { moveStock } from "../inventory/index.ts";
import { holdPoints, type SeenPoints } from "../points/index.ts";
import { takeMallUnits } from "../points-mall/index.ts";
import { useCampaigns, type GiftLine } from "../promotions/index.ts";
import { loadPricing, priceLoaded, type LoadedPrice, type WantedDelivery } from "./load-pricing.ts";
import {
  MemberLimits,
  OPEN_ORDERS_MAX,
  Orders,
  TAIL_LENGTH,
  type OrderDelivery,
  type OrderLineRow,
  type OrderRow,
} from "./order.model.ts";
import { sealAddress } from "./seal-address.ts";
import { settleOrder } from "./settle-order.ts";

/** What a shopper sends to place an order. */
export type PlaceOrderInput = z.output<(typeof ordersEndpoints)["POST /v1/orders"]["body"]>;

const RACES_MAX = 5;

/**
 * Places an order at exactly the price that was quoted: reserves stock and gifts, counts purchase limits and campaign
 * budgets, holds coupons and points, and freezes each unit's price, all in one transaction. The client made the id: the
 * same again gives the same order. An order that costs nothing is settled at once and never touches WeChat.
 * @throws price_changed, stock_insufficient, product_unavailable, sku_unavailable, purchase_limit, address_unserved,
 * open_orders_limit, idempotency_mismatch, coupon_unavailable, points_insufficient, campaign_over,
 * mall_item_unavailable, mall_item_sold_out, not_found
 */
export async function placeOrder(
  world: World,
  actor: MemberActor,
  input: PlaceOrderInput,
): Promise<OrderRow> {
  const requestHash = createHash("sha256").update(JSON.stringify(input)).digest("base64url");
  try {
    return await placeAnew(world, actor, input, requestHash);
  } catch (error) {
    // Only what is refused can have been placed before: the usual order costs no look-up.
    const { twin } = await readOrders(actor, input.orderId);
    if (twin === null) throw error;
    if (twin.memberId !== actor.memberId) fail("not_found");
    if (twin.requestHash !== requestHash) fail("idempotency_mismatch");
    return twin;
  }
}

async function placeAnew(
  world: World,
  actor: MemberActor,
  input: PlaceOrderInput,
  requestHash: string,
): Promise<OrderRow> {
  const loaded = priceLoaded(
    await loadPricing(world, {
      memberId: actor.memberId,
      lines: input.lines,
      delivery: wantedDelivery(input.delivery),
      choice: input,
    }),
  );
  refuseFaults(input, loaded);
  const draft = draftOrder(world, actor, input, loaded, requestHash);
  const lanes = draft.lines.flatMap(({ skuId, mallItemId }) => [
    `stock:${draft.storeId}:${skuId}`,
    ...(mallItemId === undefined ? [] : [`mall:${mallItemId}`]),
  ]);
  let openSlot = randomInt(OPEN_ORDERS_MAX);
  for (let race = 0; ; race += 1) {
    const order = { ...draft, openSlot };
    try {
      return await inLanes(
        lanes,
        async () => await transaction(async () => await insertOrder(world, actor, order, loaded)),
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // The place is taken by another of the member's unpaid orders, or this very order was placed meanwhile.
      const { twin, openSlots } = await readOrders(actor, input.orderId);
      if (twin !== null) throw error;
      if (race === RACES_MAX) fail("conflict");
      openSlot = freeSlot(openSlots);
    }
  }
}

/** The order of this id if there is one, and the places that the member's unpaid orders take: one command. */
async function readOrders(
  actor: MemberActor,
  orderId: string,
): Promise<{ twin: OrderRow | null; openSlots: ReadonlySet<number> }> {
  const rows = await rawCollection(Orders)
    .find({ $or: [{ _id: orderId }, { memberId: actor.memberId, openSlot: { $gte: 0 } }] })
    .toArray();
  return {
    twin: rows.find((row) => row._id === orderId) ?? null,
    openSlots: new Set(rows.flatMap((row) => row.openSlot ?? [])),
  };
}

function freeSlot(taken: ReadonlySet<number>): number {
  const slot = Array.from({ length: OPEN_ORDERS_MAX }, (_, index) => index).find(
    (index) => !taken.has(index),
  );
  return (
    slot ?? fail("open_orders_limit", { detail: `最多同时有 ${OPEN_ORDERS_MAX} 张待付款订单` })
  );
}

function wantedDelivery(delivery: PlaceOrderInput["delivery"]): WantedDelivery {
  return delivery.kind === "pickup"
    ? delivery
    : { kind: "express", province: delivery.address.province, city: delivery.address.city };
}

function refuseFaults(input: PlaceOrderInput, loaded: LoadedPrice): void {
  const [first] = loaded.faults.values();
  if (first !== undefined)
    fail(first.code, {
      detail: first.detail,
      issues: input.lines.flatMap((line, index) => {
        const fault = loaded.faults.get(line.lineId);
        return fault === undefined ? [] : [{ pointer: `/lines/${index}`, ...fault }];
      }),
    });
  if (!loaded.priced.isServed)
    fail("address_unserved", {
      issues: [{ pointer: "/delivery/address/province", detail: "暂不支持配送到该地区" }],
    });
  if (loaded.version !== input.quoteVersion || loaded.priced.totalFen !== input.expectedTotalFen)
    fail("price_changed", {
      detail: `现在应付 ${formatYuan(loaded.priced.totalFen)}`,
      issues: [
        loaded.priced.totalFen === input.expectedTotalFen
          ? { pointer: "/quoteVersion", detail: "价格明细有变化，请重新试算" }
          : {
              pointer: "/expectedTotalFen",
              detail: `现在应付 ${formatYuan(loaded.priced.totalFen)}`,
            },
      ],
    });
}

function draftOrder(
  world: World,
  actor: MemberActor,
  input: PlaceOrderInput,
  loaded: LoadedPrice,
  requestHash: string,
): OrderRow {
  const now = world.clock.now();
  const { priced } = loaded;
  const limited = new Map<string, number>();
  const mallItems = new Map(loaded.input.lines.map(({ lineId, mall }) => [lineId, mall]));
  const bought = priced.lines.map((line): OrderLineRow => {
    const sku = loaded.skus.get(line.skuId);
    assert(sku !== undefined, "a priced line has its SKU");
    if (sku.perMemberLimit !== null)
      limited.set(sku.productId, (limited.get(sku.productId) ?? 0) + line.quantity);
    const mall = mallItems.get(line.lineId);
    return {
      lineId: line.lineId,
      skuId: line.skuId,
      ...describe(sku),
      quantity: line.quantity,
      listPriceFen: line.listPriceFen,
      payableFen: line.payableFen,
      unitFens: [...line.unitFens],
      points: line.points,
      pointsFen: line.pointsFen,
      unitPoints: [...line.unitPoints],
      gift: null,
      ...(mall !== undefined && { mallItemId: mall.mallItemId }),
      ...untouched,
    };
  });
  const lines = [...bought, ...priced.gifts.map((gift) => giftLine(now, gift, loaded))];
  return {
    _id: input.orderId,
    tail: input.orderId.slice(-TAIL_LENGTH),
    memberId: actor.memberId,
    openid: actor.openid,
    storeId: loaded.storeId,
    requestHash,
    paymentState: "awaiting_payment",
    fulfilmentState: "unfulfilled",
    afterSalesState: "none",
    openSlot: 0,
    lines,
    goodsListFen: priced.goodsListFen,
    discountFen: priced.discountFen,
    points: priced.points,
    pointsFen: priced.pointsFen,
    goodsFen: priced.goodsFen,
    freightFen: priced.freightFen,
    totalFen: priced.totalFen,
    refundedFen: 0,
    refundedFreightFen: 0,
    refundPendingFen: 0,
    trace: [...priced.trace],
    quoteVersion: loaded.version,
    couponIds: [...priced.couponIds],
    campaignUses: [...priced.campaignUses],
    tierLevel: loaded.input.member?.level ?? 0,
    delivery: orderDelivery(world, input.delivery),
    addressChangedAt: null,
    buyerNote: input.buyerNote,
    internalNotes: [],
    invoice:
      input.invoice === null
        ? null
        : {
            kind: input.invoice.kind,
            title: input.invoice.title,
            taxNumber: input.invoice.kind === "company" ? input.invoice.taxNumber : null,
            emailSealed: encryptPii(world.config.pii, input.invoice.email),
          },
    limits: [...limited].map(([productId, quantity]) => ({
      productId,
      quantity,
      max:
        [...loaded.skus.values()].find((sku) => sku.productId === productId)?.perMemberLimit ?? 0,
    })),
    createdAt: now,
    expiresAt: new Date(now.getTime() + world.config.orderExpiresMinutes * 60_000),
    paidAt: null,
    closedAt: null,
    closeReason: null,
    shippedAt: null,
    receivedAt: null,
    history: [
      { axis: "payment", from: "new", to: "awaiting_payment", at: now, actor: actorLabel(actor) },
    ],
  };
}

const untouched = { refundedQuantity: 0, shippedQuantity: 0, cancelledQuantity: 0 } as const;

const describe = (sku: SaleSku) => ({
  productId: sku.productId,
  title: sku.title,
  optionsText: sku.optionsText,
  pictureUrl: sku.pictureUrl,
  categoryIds: [...sku.categoryIds],
});

/** What an offer gives is a line of the order: reserved, sent and sent back like any other, at no price. */
function giftLine(now: Date, gift: GiftLine, loaded: LoadedPrice): OrderLineRow {
  const sku = loaded.skus.get(gift.skuId);
  assert(sku !== undefined, "a gift has its SKU");
  const { offerId, offerName, rule, skuId, quantity } = gift;
  const nothing = Array.from({ length: quantity }, () => 0);
  return {
    lineId: newId("lin", now),
    skuId,
    ...describe(sku),
    quantity,
    listPriceFen: 0,
    payableFen: 0,
    unitFens: nothing,
    points: 0,
    pointsFen: 0,
    unitPoints: nothing,
    gift: { offerId, offerName, ...rule },
    ...untouched,
  };
}

function orderDelivery(world: World, delivery: PlaceOrderInput["delivery"]): OrderDelivery {
  if (delivery.kind === "pickup")
    return {
      kind: "pickup",
      storeId: delivery.storeId,
      pickupCode: randomInt(0, 100_000_000).toString().padStart(8, "0"),
    };
  return { kind: "express", ...sealAddress(world, delivery.address) };
}

async function insertOrder(
  world: World,
  actor: MemberActor,
  order: OrderRow,
  { seenPoints }: LoadedPrice,
): Promise<OrderRow> {
  const session = currentSession();
  assert(session !== undefined, "orders are placed in a transaction");
  const orders = rawCollection(Orders);
  const cause = { storeId: order.storeId, cause: order._id, items: order.lines };
  await moveStock(world, actor, { kind: "reserve", ...cause });
  await countLimits(order);
  await holdValue(world, actor, order, seenPoints);
  await orders.insertOne(order, { session });
  if (order.totalFen > 0) return order;
  await settleOrder(world, { orderId: order._id, paidAt: order.createdAt });
  const settled = await orders.findOne({ _id: order._id }, { session });
  assert(settled !== null, "the order was just placed");
  return settled;
}

/** Takes what the price rests on: campaigns, coupons, units of the points mall and points, each by a conditional write. */
async function holdValue(
  world: World,
  actor: MemberActor,
  order: OrderRow,
  seen: SeenPoints,
): Promise<void> {
  const { _id: orderId, memberId, campaignUses, couponIds, points } = order;
  if (campaignUses.length > 0) await useCampaigns(world, { memberId, uses: campaignUses });
  if (couponIds.length > 0) await holdCoupons(world, actor, { memberId, orderId, couponIds });
  const mall = order.lines.flatMap(({ mallItemId, quantity }, index) =>
    mallItemId === undefined ? [] : [{ mallItemId, quantity, pointer: `/lines/${index}` }],
  );
  if (mall.length > 0) await takeMallUnits(memberId, mall);
  if (points > 0) await holdPoints(world, actor, { memberId, orderId, points, seen });
}

/** Adds to the member's counters of limited products; the condition and the addition are one write each. */
async function countLimits(order: OrderRow): Promise<void> {
  for (const { productId, quantity, max } of order.limits) {
    const _id = `${order.memberId}:${productId}`;
    await MemberLimits.updateOne({ _id }, { $setOnInsert: { quantity: 0 } }, { upsert: true });
    const counted = await MemberLimits.updateOne(
      { _id, quantity: { $lte: max - quantity } },
      { $inc: { quantity } },
    );
    if (counted.matchedCount === 0) fail("purchase_limit", { detail: `每人限购 ${max} 件` });
  }
}
