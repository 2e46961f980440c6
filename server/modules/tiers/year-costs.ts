import { benefitsOn, levelView } from "./tier-benefits.ts";
import type { LevelPoints, LevelPrice } from "./level-worth.ts";
import { replayTier, type TierGrant, type TierPolicy, type TierStep } from "./tier-rules.ts";

/** A purchase as costs need it; fen. */
export type CostedPurchase = {
  readonly day: string;
  readonly netFen: number;
  readonly isVoid: boolean;
  /** Freight that was paid. */
  readonly freightFen: number;
  /** Made in this shop, so that its freight follows this shop's benefits. */
  readonly isFromShop: boolean;
  /** What was paid for and kept. */
  readonly units: readonly { readonly skuId: string | null; readonly quantity: number }[];
};

/** What a year of one level comes to; money in fen. */
export type LevelCosts = {
  members: number;
  purchases: number;
  netFen: number;
  freeFreightFen: number;
  points: number;
  pointsFen: number;
  memberPricesFen: number;
  birthdayGiftsFen: number;
  totalFen: number;
};

/** What the answer must say it did not know. */
export type CostGaps = {
  /** Units whose SKU is no longer in the catalogue, or was never known. */
  unknownUnits: number;
  /** Purchases whose freight the tier had waived, so that nobody knows it. */
  waivedFreights: number;
  /** What stands for it: the mean of the freights that were paid; null when none was. */
  meanFreightFen: number | null;
};

type Prices = ReadonlyMap<
  string,
  {
    readonly listPriceFen: number;
    readonly memberPricesFen: Readonly<Record<string, number>>;
  }
>;
type Tally = LevelCosts & { waived: number };

/** Rules as if they had always been in force. */
const always = (policy: TierPolicy): readonly TierPolicy[] => [
  { ...policy, effectiveFrom: "0001-01-01" },
];

/**
 * Counts what the benefits of some policies would have cost in the days `from`..`to`, member by member: memory grows
 * with levels and SKUs, never with members. Each of the compared policies counts as if it had always been in force; a
 * purchase is at the level that the days before it gave.
 * @param policies what really was in force, to tell which freights it waived.
 */
export function openCostBook<Side extends string>(facts: {
  readonly from: string;
  readonly to: string;
  readonly policies: readonly TierPolicy[];
  readonly compared: Readonly<Record<Side, TierPolicy>>;
  readonly prices: Prices;
  readonly priceFor: LevelPrice;
  readonly points: LevelPoints | null;
}): {
  add(purchases: readonly CostedPurchase[], grants?: readonly TierGrant[]): void;
  close(): { costs: Record<Side, ReadonlyMap<number, LevelCosts>>; gaps: CostGaps };
} {
  const { from, to, policies, prices, priceFor, points } = facts;
  const sides = Object.keys(facts.compared) as Side[];
  const tallies = new Map(sides.map((side) => [side, new Map<number, Tally>()]));
  const paid = { freights: 0, freightFen: 0 };
  const gaps = { unknownUnits: 0, waivedFreights: 0 };
  const tallyOf = (side: Side, level: number): Tally => {
    const levels = tallies.get(side);
    const tally = levels?.get(level) ?? emptyTally();
    levels?.set(level, tally);
    return tally;
  };

  const savedByPrices = (purchase: CostedPurchase, level: number): number =>
    purchase.units.reduce((total, { skuId, quantity }) => {
      const sku = prices.get(skuId ?? "");
      return sku === undefined
        ? total
        : total + (sku.listPriceFen - priceFor(sku, level)) * quantity;
    }, 0);

  const addSide = (
    side: Side,
    purchases: readonly CostedPurchase[],
    year: readonly (CostedPurchase & { isWaived: boolean })[],
    grants: readonly TierGrant[],
  ): void => {
    const policy = facts.compared[side];
    const { level: last, steps } = replayTier(purchases, always(policy), to, grants);
    tallyOf(side, last).members += 1;
    for (const purchase of year) {
      const level = levelBefore(steps, purchase.day);
      const tally = tallyOf(side, level);
      tally.purchases += 1;
      tally.netFen += purchase.netFen;
      tally.points += points?.pointsFor(level, purchase.netFen) ?? 0;
      tally.memberPricesFen += savedByPrices(purchase, level);
      if (!levelView(policy, level).benefits.hasFreeFreight) continue;
      tally.freeFreightFen += purchase.freightFen;
      if (purchase.isWaived) tally.waived += 1;
    }
  };

  return {
    add(purchases, grants = []) {
      const { steps } = replayTier(purchases, policies, to, grants);
      const year = purchases
        .filter(({ day, isVoid }) => day >= from && day <= to && !isVoid)
        .map((purchase) => ({
          ...purchase,
          isWaived: isWaived(purchase, steps, policies),
        }));
      for (const purchase of year) {
        if (purchase.freightFen > 0) paid.freights += 1;
        paid.freightFen += purchase.freightFen;
        if (purchase.isWaived) gaps.waivedFreights += 1;
        for (const { skuId, quantity } of purchase.units)
          if (!prices.has(skuId ?? "")) gaps.unknownUnits += quantity;
      }
      for (const side of sides) addSide(side, purchases, year, grants);
    },
    close() {
      const meanFreightFen =
        paid.freights === 0 ? null : Math.floor(paid.freightFen / paid.freights);
      const costs = Object.fromEntries(
        sides.map((side) => [
          side,
          new Map(
            [...(tallies.get(side) ?? [])].map(([level, tally]) => [
              level,
              closeTally(
                tally,
                meanFreightFen ?? 0,
                levelView(facts.compared[side], level).benefits.birthdayGift?.costFen ?? 0,
                points,
              ),
            ]),
          ),
        ]),
      ) as Record<Side, Map<number, LevelCosts>>;
      return { costs, gaps: { ...gaps, meanFreightFen } };
    },
  };
}

/** The level that the days before a day gave. */
const levelBefore = (steps: readonly TierStep[], day: string): number =>
  steps.findLast((step) => step.day < day)?.to ?? 0;

/** Whether nobody knows the freight of a purchase, because the tier that the member had then made it free. */
function isWaived(
  purchase: CostedPurchase,
  steps: readonly TierStep[],
  policies: readonly TierPolicy[],
): boolean {
  if (!purchase.isFromShop || purchase.freightFen > 0) return false;
  const before = steps.filter((step) => step.day < purchase.day);
  const level = before.at(-1)?.to ?? 0;
  return benefitsOn(policies, { level, steps: before }, purchase.day).benefits.hasFreeFreight;
}

function closeTally(
  { waived, ...tally }: Tally,
  meanFreightFen: number,
  giftFen: number,
  points: LevelPoints | null,
): LevelCosts {
  const freeFreightFen = tally.freeFreightFen + waived * meanFreightFen;
  const pointsFen = points?.worthFen(tally.points) ?? 0;
  const birthdayGiftsFen = tally.members * giftFen;
  return {
    ...tally,
    freeFreightFen,
    pointsFen,
    birthdayGiftsFen,
    totalFen: freeFreightFen + pointsFen + tally.memberPricesFen + birthdayGiftsFen,
  };
}

/** Nothing counted yet. */
export const noCosts: LevelCosts = {
  members: 0,
  purchases: 0,
  netFen: 0,
  freeFreightFen: 0,
  points: 0,
  pointsFen: 0,
  memberPricesFen: 0,
  birthdayGiftsFen: 0,
  totalFen: 0,
};

const emptyTally = (): Tally => ({ ...noCosts, waived: 0 });

/** Joins figures field by field. */
export function joinCosts(
  a: LevelCosts,
  b: LevelCosts,
  join: (one: number, other: number) => number,
): LevelCosts {
  return {
    members: join(a.members, b.members),
    purchases: join(a.purchases, b.purchases),
    netFen: join(a.netFen, b.netFen),
    freeFreightFen: join(a.freeFreightFen, b.freeFreightFen),
    points: join(a.points, b.points),
    pointsFen: join(a.pointsFen, b.pointsFen),
    memberPricesFen: join(a.memberPricesFen, b.memberPricesFen),
    birthdayGiftsFen: join(a.birthdayGiftsFen, b.birthdayGiftsFen),
    totalFen: join(a.totalFen, b.totalFen),
  };
}
