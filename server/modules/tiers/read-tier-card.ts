import { shanghaiDay } from "../../kernel/calendar.ts";
import type { World } from "../../world.ts";
import { readNetHistory } from "../purchases/index.ts";
import { readGrants } from "./read-grants.ts";
import { benefitsShown, plannedGift, type ShownBenefits } from "./show-benefits.ts";
import { benefitsOn, levelView, type KeptBenefit } from "./tier-benefits.ts";
import { readPolicies } from "./tier-policy.model.ts";
import { policyOn, replayTier, type TierBenefits } from "./tier-rules.ts";

type Card<Shown> = {
  level: number;
  tierName: string;
  benefits: Shown;
  kept: KeptBenefit[];
  next: { level: number; tierName: string; toRise: number; benefits: Shown } | null;
};
type StaffBenefits = ShownBenefits & {
  servicePriority: number;
  birthdayGift: ReturnType<typeof plannedGift>;
};

/** What a member's tier brings today, what of it they keep though newer rules no longer give it, and the next tier. */
export async function readTierCard(world: World, memberId: string): Promise<Card<ShownBenefits>> {
  const { kept, ...card } = await buildCard(world, memberId, await benefitsShown());
  // What members are not shown, they are not told to keep.
  return { ...card, kept: kept.filter(({ field }) => field === "hasFreeFreight") };
}

/** The same for staff, with how soon to serve the member and the birthday gift that is noted. */
export async function readStaffTierCard(
  world: World,
  memberId: string,
): Promise<Card<StaffBenefits>> {
  const shown = await benefitsShown();
  return await buildCard(world, memberId, (benefits, level) => ({
    ...shown(benefits, level),
    servicePriority: benefits.servicePriority,
    birthdayGift: plannedGift(benefits.birthdayGift),
  }));
}

async function buildCard<Shown>(
  world: World,
  memberId: string,
  show: (benefits: TierBenefits, level: number) => Shown,
): Promise<Card<Shown>> {
  const [history, policies, grants] = await Promise.all([
    readNetHistory(memberId),
    readPolicies(),
    readGrants(memberId),
  ]);
  const day = shanghaiDay(world.clock.now());
  const purchases = history.map((entry) => ({ day: shanghaiDay(entry.at), netFen: entry.netFen }));
  const state = replayTier(purchases, policies, day, grants);
  const policy = policyOn(policies, day);
  const { benefits, kept } = benefitsOn(policies, state, day);
  const next = policy.levels.find((level) => level.level > state.level);
  return {
    level: state.level,
    tierName: levelView(policy, state.level).name,
    benefits: show(benefits, state.level),
    kept: [...kept],
    next:
      next === undefined
        ? null
        : {
            level: next.level,
            tierName: next.name,
            toRise: Math.max(0, next.threshold - state.growth),
            benefits: show(next.benefits, next.level),
          },
  };
}
