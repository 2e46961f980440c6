import { z } from "zod";
import { fen, id, quantity, text } from "./primitives.ts";

const units = z.int().min(1).max(999);
const basisPoints = z.int().min(0).max(10_000);

/** Which goods an offer is about; empty lists mean all goods (of all stores). */
export const offerScope = z.strictObject({
  productIds: z.array(id("prd")).max(200).default([]),
  categoryIds: z.array(id("cat")).max(50).default([]),
  excludedProductIds: z.array(id("prd")).max(200).default([]),
  storeIds: z.array(id("sto")).max(200).default([]),
});

/** Who an offer is for; no levels means every member, and visitors where `isForVisitors`. */
export const offerAudience = z.strictObject({
  tierLevels: z.array(z.int().min(0).max(9)).max(10).default([]),
  isForVisitors: z.boolean().default(true),
  isFirstOrder: z.boolean().default(false),
});

/**
 * From when on an offer applies. `base` names what is counted: the goods in scope at list price, or what they cost
 * after the steps before this one; `isFreightCounted` adds the freight of the order.
 */
export const offerThreshold = z.strictObject({
  fen: fen.default(0),
  units: z.int().min(0).max(9_999).default(0),
  base: z.enum(["before_discounts", "after_discounts"]).default("after_discounts"),
  isFreightCounted: z.boolean().default(false),
});

/** What an offer gives. Rates are what is still paid, in basis points (88 折 = 8 800). */
export const offerBenefit = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("amount_off"), amountFen: fen.min(1) }),
  z.strictObject({
    kind: z.literal("percent_off"),
    payBps: basisPoints.max(9_999),
    capFen: fen.min(1).nullable().default(null),
  }),
  /** Each of at most `unitsMax` units in scope costs this, dearest first. */
  z.strictObject({
    kind: z.literal("fixed_price"),
    priceFen: fen,
    unitsMax: units.nullable().default(null),
  }),
  /** Of every `buy` + `get` units in scope the `get` cheapest are free. */
  z.strictObject({
    kind: z.literal("buy_x_get_y"),
    buy: units,
    get: units,
    timesMax: units.nullable().default(null),
  }),
  /** Of every `n` units in scope the cheapest costs `payBps` of its price. */
  z.strictObject({
    kind: z.literal("nth_item"),
    n: z.int().min(2).max(99),
    payBps: basisPoints.max(9_999),
    timesMax: units.nullable().default(null),
  }),
  /** The highest step reached; with `isRepeated` the only step as often as it is reached. */
  z.strictObject({
    kind: z.literal("spend_and_save"),
    steps: z
      .array(z.strictObject({ fromFen: fen.min(1), offFen: fen.min(1) }))
      .min(1)
      .max(10),
    isRepeated: z.boolean().default(false),
  }),
  /** These SKUs together at one price, as often as the cart holds them all. */
  z.strictObject({
    kind: z.literal("bundle_price"),
    items: z
      .array(z.strictObject({ skuId: id("sku"), quantity: units }))
      .min(2)
      .max(20),
    priceFen: fen,
    timesMax: units.nullable().default(null),
  }),
  /** Units added for nothing; when a refund leaves less than the threshold they are sent back, or kept. */
  z.strictObject({
    kind: z.literal("gift"),
    skuId: id("sku"),
    quantity: units.max(10),
    onRefund: z.enum(["send_back", "keep"]).default("send_back"),
  }),
  z.strictObject({ kind: z.literal("free_freight"), capFen: fen.min(1).nullable().default(null) }),
  /** A price of its own per SKU, with a stock of its own and at most so many units per member. */
  z.strictObject({
    kind: z.literal("flash_price"),
    prices: z
      .array(z.strictObject({ skuId: id("sku"), priceFen: fen, stock: quantity }))
      .min(1)
      .max(50),
    perMemberMax: units.nullable().default(null),
  }),
  /** This SKU at this price, so many per order, beside goods that reach the threshold without it. */
  z.strictObject({
    kind: z.literal("add_on"),
    skuId: id("sku"),
    priceFen: fen,
    unitsMax: units.default(1),
  }),
]);

/**
 * How offers go together. `never`: with no other offer but those that are `always`; `common`: with one of each group
 * (offers without a group stand in the group of their kind); `always`: with everything.
 */
export const offerStacking = z.strictObject({
  category: z.enum(["common", "never", "always"]).default("common"),
  group: text(30).nullable().default(null),
  isWithPoints: z.boolean().default(true),
});

/** The whole of what an offer is: shared by campaigns and coupons, so that one function prices both. */
export const offerTerms = z.strictObject({
  benefit: offerBenefit,
  scope: offerScope.prefault({}),
  audience: offerAudience.prefault({}),
  threshold: offerThreshold.prefault({}),
  stacking: offerStacking.prefault({}),
});

/** What an offer is, decoded. */
export type OfferTerms = z.output<typeof offerTerms>;
/** What an offer gives, decoded. */
export type OfferBenefit = OfferTerms["benefit"];
