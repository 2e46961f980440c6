import { offerTerms, type OfferTerms } from "@server/contract/offer-terms.ts";
import type { z } from "zod";
import type { PricingInput, PricingLine, PricingOffer } from "@server/modules/promotions/index.ts";

/** The moment at which tests price. */
export const pricingNow = new Date("2026-03-10T02:00:00.000Z");

/** ¥8 for the first kilogram, ¥2 for each more, free from ¥99. */
export const plainFreight: PricingInput["freight"] = {
  version: 1,
  storeId: "sto_x",
  rules: [
    {
      provinces: [],
      isServed: true,
      firstGrams: 1_000,
      firstFen: 800,
      stepGrams: 1_000,
      stepFen: 200,
      freeFromFen: 9_900,
    },
  ],
};

/** A line of the nth product: one unit at ¥50 unless told otherwise. */
export function pricingLine(n: number, over: Partial<PricingLine> = {}): PricingLine {
  return {
    lineId: `lin_${n}`,
    skuId: skuIdOf(n),
    productId: productIdOf(n),
    categoryIds: [],
    quantity: 1,
    listPriceFen: 5_000,
    memberPricesFen: {},
    weightGrams: 400,
    ...over,
  };
}

const numbered = (prefix: string, n: number): string =>
  `${prefix}_${n.toString().padStart(26, "0")}`;

/** The id of the nth SKU. */
export const skuIdOf = (n: number): string => numbered("sku", n);
/** The id of the nth product. */
export const productIdOf = (n: number): string => numbered("prd", n);
/** The id of the nth category. */
export const categoryIdOf = (n: number): string => numbered("cat", n);

/** What a purchase of one line costs a member of level 0 when nothing else is said. */
export function pricingInput(over: Partial<PricingInput> = {}): PricingInput {
  return {
    now: pricingNow,
    storeId: "sto_x",
    lines: [pricingLine(1)],
    member: {
      memberId: "mem_1",
      level: 0,
      tierName: "",
      hasFreeFreight: false,
      isFirstOrder: false,
    },
    delivery: null,
    freight: plainFreight,
    personalPrices: [],
    campaigns: [],
    coupons: [],
    couponIds: [],
    points: null,
    gifts: new Map(),
    ...over,
  };
}

/** An offer with these terms, running for a month. */
export function pricingOffer(
  kind: PricingOffer["kind"],
  n: number,
  terms: z.input<typeof offerTerms>,
  over: Partial<PricingOffer> = {},
): PricingOffer {
  const parsed: OfferTerms = offerTerms.parse(terms);
  return {
    offerId: numbered(kind === "coupon" ? "cpn" : "cmp", n),
    kind,
    name: `${kind === "coupon" ? "券" : "活动"}${n}`,
    priority: 100,
    terms: parsed,
    from: new Date("2026-03-01T00:00:00.000Z"),
    until: new Date("2026-04-01T00:00:00.000Z"),
    since: new Date("2026-03-01T00:00:00.000Z"),
    budgetLeftFen: null,
    unitsLeft:
      parsed.benefit.kind === "flash_price"
        ? Object.fromEntries(parsed.benefit.prices.map(({ skuId, stock }) => [skuId, stock]))
        : {},
    ...over,
  };
}
