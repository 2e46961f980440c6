import { createHash } from "node:crypto";
import { allocate, sumFen } from "../../../kernel/money.ts";
import type { CampaignUse, PricingOffer } from "../offer.ts";
import { applyCampaigns, applyCoupons } from "./apply-offers.ts";
import { judgeOffer } from "./judge-offer.ts";
import { payWithPoints, type PointsPart } from "./pay-with-points.ts";
import { priceFreight } from "./price-freight.ts";
import { mallPart, priceGoods } from "./price-goods.ts";
import type { OfferRefusal, PricingInput, TraceStep } from "./pricing-input.ts";
import type { GiftLine, Running } from "./running.ts";

/** A priced line; `unitFens` and `unitPoints` have one entry per unit and sum to `payableFen` and `points`. */
export type PricedLine = {
  readonly lineId: string;
  readonly skuId: string;
  readonly quantity: number;
  readonly listPriceFen: number;
  /** Money for the line: what points pay is off already. */
  readonly payableFen: number;
  readonly unitFens: readonly number[];
  /** Points that pay for the line, and the fen they stand for. */
  readonly points: number;
  readonly pointsFen: number;
  readonly unitPoints: readonly number[];
};

/** A coupon beside a price: whether it could be used, what it would take off, or every reason why not. */
export type CouponView = {
  readonly couponId: string;
  readonly name: string;
  readonly isChosen: boolean;
  readonly isUsable: boolean;
  readonly valueFen: number;
  readonly refusals: readonly OfferRefusal[];
};

/**
 * A price, explained. `totalFen` = `goodsFen` + `freightFen`, all money; `goodsFen` = `goodsListFen` − `discountFen` −
 * `pointsFen`. The trace's amounts sum to `totalFen`.
 */
export type Priced = {
  readonly lines: readonly PricedLine[];
  readonly gifts: readonly GiftLine[];
  readonly goodsListFen: number;
  /** Fen off the list price by rules and offers; below 0 where a service surcharge outweighs them. */
  readonly discountFen: number;
  /** What lines of the points mall cost and what else points pay, together; all are held when the order is placed. */
  readonly points: number;
  readonly pointsFen: number;
  /** The most that could pay beside the points mall. */
  readonly pointsMax: number;
  readonly goodsFen: number;
  readonly freightFen: number;
  readonly totalFen: number;
  readonly isServed: boolean;
  /** The chosen coupons that applied. */
  readonly couponIds: readonly string[];
  /** What the campaigns that applied take of their budgets and stocks. */
  readonly campaignUses: readonly CampaignUse[];
  readonly trace: readonly TraceStep[];
};

/**
 * Prices lines: list price → member and personal prices → campaigns → coupons → points → freight. Pure: the same input
 * gives the same answer in cart, quote, order and what-if; every fen and point is in exactly one unit.
 */
export function priceLines(input: PricingInput): Priced {
  return describe(input, choose(input, beginPrice(input), input.couponIds));
}

/** The same with every coupon that the member holds, judged by itself on the price before coupons. */
export function explainPrice(input: PricingInput): { priced: Priced; coupons: CouponView[] } {
  const begun = beginPrice(input);
  return {
    priced: describe(input, choose(input, begun, input.couponIds)),
    coupons: viewCoupons(input, begun),
  };
}

/** The price before anything the shopper chooses: goods and campaigns. */
export function beginPrice(input: PricingInput): Running {
  return applyCampaigns(input, priceGoods(input));
}

type Chosen = {
  readonly paid: PointsPart;
  readonly freight: ReturnType<typeof priceFreight>;
};

/** The rest of a price: these coupons, points and freight. */
function choose(input: PricingInput, begun: Running, couponIds: readonly string[]): Chosen {
  const withCoupons = applyCoupons(input, begun, couponIds);
  return {
    paid: payWithPoints(input, withCoupons),
    freight: priceFreight(input, withCoupons),
  };
}

function describe(input: PricingInput, { paid, freight }: Chosen): Priced {
  const lines = pricedLines(input, paid);
  const goodsFen = sumFen(lines.map((line) => line.payableFen));
  const goodsListFen = sumFen(input.lines.map((line) => line.listPriceFen * line.quantity));
  const pointsFen = sumFen(lines.map((line) => line.pointsFen));
  const { applied } = paid.running;
  return {
    lines,
    gifts: paid.running.gifts,
    goodsListFen,
    discountFen: goodsListFen - goodsFen - pointsFen,
    points: sumFen(lines.map((line) => line.points)),
    pointsFen,
    pointsMax: paid.maxPoints,
    goodsFen,
    freightFen: freight.freightFen,
    totalFen: goodsFen + freight.freightFen,
    isServed: freight.isServed,
    couponIds: couponIdsOf(applied),
    campaignUses: applied.flatMap(({ offer, amountFen, units }) =>
      offer.kind === "campaign" && (offer.budgetLeftFen !== null || units.length > 0)
        ? [{ campaignId: offer.offerId, amountFen, units }]
        : [],
    ),
    trace: [...paid.running.trace, ...freight.trace],
  };
}

/** The coupons among what applied. */
export const couponIdsOf = (applied: Running["applied"]): string[] =>
  applied.flatMap(({ offer }) => (offer.kind === "coupon" ? [offer.offerId] : []));

function viewCoupons(input: PricingInput, begun: Running): CouponView[] {
  const chosen = new Set(input.couponIds);
  const held = new Set(input.coupons.map(({ offerId }) => offerId));
  const unknown = input.couponIds.filter((couponId) => !held.has(couponId)).map(unknownCoupon);
  const views = input.coupons.map((coupon: PricingOffer): CouponView => {
    const { refusals, valueFen } = judgeOffer(coupon, input, begun);
    return {
      couponId: coupon.offerId,
      name: coupon.name,
      isChosen: chosen.has(coupon.offerId),
      isUsable: refusals.length === 0,
      valueFen: refusals.length === 0 ? valueFen : 0,
      refusals,
    };
  });
  return [...views, ...unknown];
}

/** A coupon that was chosen and cannot be found among those the member may use. */
const unknownCoupon = (couponId: string): CouponView => ({
  couponId,
  name: "优惠券",
  isChosen: true,
  isUsable: false,
  valueFen: 0,
  refusals: [
    {
      code: "unknown",
      detail: "这张券已用于另一张订单、已失效，或不属于您",
      missingFen: null,
    },
  ],
});

/**
 * The version of a price: a digest of all that the shopper was shown and of all it rests on, so that placing an order
 * under it means paying exactly that.
 */
export function versionOf(input: PricingInput, priced: Priced): string {
  const shown = [
    input.lines.map((line) => [line.lineId, line.skuId, line.quantity, line.listPriceFen]),
    priced.lines.map((line) => [line.payableFen, line.points]),
    priced.gifts.map((gift) => [gift.offerId, gift.skuId, gift.quantity]),
    priced.couponIds,
    input.delivery,
    priced.freightFen,
    priced.totalFen,
  ];
  return createHash("sha256").update(JSON.stringify(shown)).digest("base64url").slice(0, 22);
}

function pricedLines(input: PricingInput, { running, perLine }: PointsPart): PricedLine[] {
  return input.lines.map((line, index): PricedLine => {
    const payableFen = running.payable[index] ?? 0;
    const { points, fen } =
      line.mall === undefined
        ? (perLine[index] ?? { points: 0, fen: 0 })
        : mallPart(line, line.mall);
    const even = Array.from({ length: line.quantity }, () => 1);
    return {
      lineId: line.lineId,
      skuId: line.skuId,
      quantity: line.quantity,
      listPriceFen: line.listPriceFen,
      payableFen,
      unitFens: allocate(payableFen, even),
      points,
      pointsFen: fen,
      unitPoints: points === 0 ? even.map(() => 0) : allocate(points, even),
    };
  });
}
