import { briefly } from "../../kernel/briefly.ts";
import { eachScopeSku } from "../catalog/index.ts";
import { priceForLevel, readLevelPoints } from "./level-worth.ts";
import type { BirthdayGift, TierBenefits } from "./tier-rules.ts";

const LEVELS_MAX = 10;

/** How many SKUs on the shelf each level pays less than the list price for, by level. One database query a second. */
const memberPriced = briefly(async () => {
  const counts = Array.from({ length: LEVELS_MAX + 1 }, () => 0);
  for await (const sku of eachScopeSku({ productIds: [], categoryIds: [], skuIds: [] })) {
    if (!sku.isBuyable) continue;
    for (const level of counts.keys())
      if (priceForLevel(sku, level) < sku.listPriceFen) counts[level] = (counts[level] ?? 0) + 1;
  }
  return counts;
});

/** A level's benefits as members see them. */
export type ShownBenefits = {
  hasFreeFreight: boolean;
  giftNote: string | null;
  milliPointsPerYuan: number | null;
  memberPricedSkus: number;
};

/**
 * Tells how benefits are shown: what the policy gives, with the rate of points from the rules of points and the member
 * prices from the catalogue, each asked where it is kept. The birthday gift is left out as long as nobody gives it out.
 */
export async function benefitsShown(): Promise<
  (benefits: TierBenefits, level: number) => ShownBenefits
> {
  const [points, priced] = await Promise.all([readLevelPoints(), memberPriced.get("")]);
  return ({ hasFreeFreight, giftNote }, level) => ({
    hasFreeFreight,
    giftNote,
    milliPointsPerYuan: points?.milliPerYuan(level) ?? null,
    memberPricedSkus: priced[level] ?? 0,
  });
}

/** A birthday gift as staff see it: noted, and given out by nobody yet. */
export function plannedGift(gift: BirthdayGift | null) {
  if (gift === null) return null;
  return {
    state: "planned" as const,
    kind: gift.kind,
    templateId: gift.kind === "coupon_template" ? gift.templateId : null,
    text: gift.kind === "text" ? gift.text : null,
    costFen: gift.costFen,
  };
}
