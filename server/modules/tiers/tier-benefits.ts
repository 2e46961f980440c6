import {
  noBenefits,
  policyOn,
  type TierBenefits,
  type TierPolicy,
  type TierStep,
} from "./tier-rules.ts";

/** The name and benefits of a level; one the policy no longer has is called by the highest that remains below. */
export function levelView(
  policy: TierPolicy,
  level: number,
): { name: string; benefits: TierBenefits } {
  const found = policy.levels.findLast((candidate) => candidate.level <= level);
  return found === undefined || level === 0
    ? { name: policy.baseName, benefits: noBenefits }
    : { name: found.name, benefits: found.benefits };
}

/** A benefit that newer rules no longer give, and the day from which the member no longer has it. */
export type KeptBenefit = {
  readonly field: "hasFreeFreight" | "birthdayGift" | "servicePriority";
  readonly until: string;
};

/**
 * What a member has on a day: what the rules in force give the level, and until a term they reached is over whatever
 * any rules gave that term's level while it ran. So publishing takes nothing away within a term, and rising to a level
 * that brings less does not either. Grace comes after the term: it keeps the level, no longer the promise. The gift of
 * reaching a level is given at once and needs no keeping. Pure.
 */
export function benefitsOn(
  policies: readonly TierPolicy[],
  way: { readonly level: number; readonly steps: readonly TierStep[] },
  day: string,
): { benefits: TierBenefits; kept: readonly KeptBenefit[] } {
  let benefits = levelView(policyOn(policies, day), way.level).benefits;
  const kept = new Map<KeptBenefit["field"], KeptBenefit>();
  for (const promise of runningPromises(policies, way.steps, day)) {
    const { until } = promise;
    if (promise.benefits.hasFreeFreight && !benefits.hasFreeFreight) {
      benefits = { ...benefits, hasFreeFreight: true };
      kept.set("hasFreeFreight", { field: "hasFreeFreight", until });
    }
    if (promise.benefits.servicePriority > benefits.servicePriority) {
      benefits = { ...benefits, servicePriority: promise.benefits.servicePriority };
      kept.set("servicePriority", { field: "servicePriority", until });
    }
    if (giftCost(promise.benefits) > giftCost(benefits)) {
      benefits = { ...benefits, birthdayGift: promise.benefits.birthdayGift };
      kept.set("birthdayGift", { field: "birthdayGift", until });
    }
  }
  return { benefits, kept: [...kept.values()] };
}

/** A gift that costs nothing is still more than none. */
const giftCost = (benefits: TierBenefits): number => benefits.birthdayGift?.costFen ?? -1;

/** What was promised for the terms that run on a day, the term that runs longest first. */
function runningPromises(
  policies: readonly TierPolicy[],
  steps: readonly TierStep[],
  day: string,
): { benefits: TierBenefits; until: string }[] {
  return steps
    .flatMap(({ day: from, to, until }) =>
      until !== null && from <= day && until > day ? [{ from, to, until }] : [],
    )
    .toSorted((a, b) => (a.until < b.until ? 1 : a.until > b.until ? -1 : 0))
    .flatMap(({ from, to, until }) =>
      [
        from,
        ...policies
          .map((policy) => policy.effectiveFrom)
          .filter((begins) => begins > from && begins <= day),
      ].map((on) => ({ benefits: levelView(policyOn(policies, on), to).benefits, until })),
    );
}
