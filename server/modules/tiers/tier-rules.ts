import { addDays, addMonths } from "../../kernel/calendar.ts";
import { sumFen } from "../../kernel/money.ts";

/** What a birthday brings, and what one such gift costs the shop in fen. Data only: nothing gives it out yet. */
export type BirthdayGift =
  | { readonly kind: "coupon_template"; readonly templateId: string; readonly costFen: number }
  | { readonly kind: "text"; readonly text: string; readonly costFen: number };

/** What a level brings by the policy itself; member prices and the rate of points are kept where they are used. */
export type TierBenefits = {
  readonly hasFreeFreight: boolean;
  /** The gift of reaching the level, once. */
  readonly giftNote: string | null;
  readonly birthdayGift: BirthdayGift | null;
  /** Who is served first: 0 as everybody, the higher the sooner. */
  readonly servicePriority: number;
};

/** What the base level brings, and a level that does not say otherwise. */
export const noBenefits: TierBenefits = {
  hasFreeFreight: false,
  giftNote: null,
  birthdayGift: null,
  servicePriority: 0,
};

/** One level above the base level 0, reached at a growth value. */
export type TierLevel = {
  readonly level: number;
  readonly name: string;
  readonly threshold: number;
  readonly benefits: TierBenefits;
};

/** The rules of tiers as versioned data, in force from a Shanghai day until the next version's day. */
export type TierPolicy = {
  readonly version: number;
  readonly effectiveFrom: string;
  /** How far back spending counts. */
  readonly windowMonths: number;
  /** How long a level is kept once reached. */
  readonly termMonths: number;
  /** How long after the term's end the level can still be kept. */
  readonly graceDays: number;
  /** Growth value per ¥1.00 of net spend. */
  readonly growthPerYuan: number;
  readonly baseName: string;
  /** Ascending by level and by threshold, levels 1, 2, 3 … */
  readonly levels: readonly TierLevel[];
};

/** A purchase as tiers see it: its Shanghai day, and fen paid for goods and not given back. */
export type NetPurchase = { readonly day: string; readonly netFen: number };

/**
 * A level that a member brought along from another system: from its day until the day it is over (half-open) the member
 * is at least there, whatever was bought. It brings no gift of reaching the level: that was given where it was reached.
 */
export type TierGrant = { readonly level: number; readonly from: string; readonly until: string };

/**
 * Why a level changed or was kept; `policy`: the day's new rules lifted it, not what was bought; `grant`: it was brought
 * along from another system.
 */
export type TierReason = "upgrade" | "retain" | "downgrade" | "policy" | "grant";

/** One step of a member's way through the tiers. */
export type TierStep = {
  readonly day: string;
  readonly from: number;
  readonly to: number;
  readonly reason: TierReason;
  readonly policyVersion: number;
  /** The day on which the term that begins with it is over; null at the base level, which has none. */
  readonly until: string | null;
};

/** Where a member stands on a day. Terms are half-open: on `termEnd` the term is over. */
export type TierState = {
  readonly level: number;
  readonly growth: number;
  readonly termBegin: string | null;
  readonly termEnd: string | null;
  /** Set while the term is over and the level can still be kept: until this day. */
  readonly graceEnd: string | null;
  readonly policyVersion: number;
  /** Levels ever reached: each gives its gift once, even after down and up again. */
  readonly reachedLevels: readonly number[];
  readonly steps: readonly TierStep[];
};

/** What holds before a shop has published any rules: everybody is at the base level. */
export const noTiers: TierPolicy = {
  version: 0,
  effectiveFrom: "0001-01-01",
  windowMonths: 12,
  termMonths: 12,
  graceDays: 0,
  growthPerYuan: 1,
  baseName: "会员",
  levels: [],
};

/** The rules a new shop starts with, until it publishes its own. */
export const starterPolicy: Omit<TierPolicy, "version"> = {
  effectiveFrom: "2000-01-01",
  windowMonths: 12,
  termMonths: 12,
  graceDays: 30,
  growthPerYuan: 1,
  baseName: "新朋友",
  levels: [
    {
      level: 1,
      name: "常客",
      threshold: 500,
      benefits: { ...noBenefits, giftNote: "升级礼：常客小样一份" },
    },
    {
      level: 2,
      name: "熟客",
      threshold: 2_000,
      benefits: { ...noBenefits, giftNote: "升级礼：熟客好茶一盒" },
    },
    {
      level: 3,
      name: "知己",
      threshold: 5_000,
      benefits: {
        ...noBenefits,
        hasFreeFreight: true,
        giftNote: "升级礼：知己礼盒",
        servicePriority: 1,
      },
    },
    {
      level: 4,
      name: "家人",
      threshold: 10_000,
      benefits: {
        ...noBenefits,
        hasFreeFreight: true,
        giftNote: "升级礼：家人礼盒与生日蛋糕",
        servicePriority: 2,
      },
    },
  ],
};

/** The policy in force on a day: the newest that has begun; before the first, the first. */
export function policyOn(policies: readonly TierPolicy[], day: string): TierPolicy {
  return policies.findLast((policy) => policy.effectiveFrom <= day) ?? policies[0] ?? noTiers;
}

/** The growth value on a day: net spend within the window that ends with the day, rounded down once. */
export function growthOn(
  purchases: readonly NetPurchase[],
  policy: TierPolicy,
  day: string,
): number {
  return growthBetween(purchases, policy, addMonths(day, -policy.windowMonths), day);
}

function growthBetween(
  purchases: readonly NetPurchase[],
  policy: TierPolicy,
  after: string,
  upTo: string,
): number {
  const netFen = sumFen(
    purchases
      .filter((purchase) => purchase.day > after && purchase.day <= upTo)
      .map((purchase) => purchase.netFen),
  );
  return growthOf(netFen, policy);
}

function growthOf(netFen: number, policy: TierPolicy): number {
  return Math.floor((netFen * policy.growthPerYuan) / 100);
}

/** The highest level a growth value reaches; 0 below the first threshold. */
export function levelFor(policy: TierPolicy, growth: number): number {
  return policy.levels.findLast((level) => level.threshold <= growth)?.level ?? 0;
}

/** The growth value a level asks for; a level that the policy no longer has cannot be kept. */
export function thresholdOf(policy: TierPolicy, level: number): number {
  if (level === 0) return 0;
  return (
    policy.levels.find((candidate) => candidate.level === level)?.threshold ??
    Number.POSITIVE_INFINITY
  );
}

/**
 * Replays a member's whole way from what they bought (net of what was given back, on the day of the purchase), from
 * what they brought along, and from the policies by day. A level is reached at once; within its term it is never lost;
 * at the term's end it is kept for another term when the growth value still reaches it, otherwise there are days of
 * grace, and then the level falls to what the growth value reaches. A granted level is a floor under all of this while
 * it lasts, and a term that is over before it lasts as long. Pure: a refund is a smaller net amount, so it takes back
 * exactly what the purchase had brought, in any order; a late job gives what a punctual one gives. O(n log n) in
 * purchases.
 */
export function replayTier(
  purchases: readonly NetPurchase[],
  policies: readonly TierPolicy[],
  asOfDay: string,
  grants: readonly TierGrant[] = [],
): TierState {
  const history = purchases
    .filter((purchase) => purchase.day <= asOfDay)
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const growth = windowSums(history);
  const ownDays = [
    ...history.map((purchase) => purchase.day),
    ...grants.map((grant) => grant.from).filter((day) => day <= asOfDay),
  ].toSorted();
  const eventDays = [
    ...new Set([
      ...ownDays,
      ...policies
        .map((policy) => policy.effectiveFrom)
        .filter((day) => day <= asOfDay && day >= (ownDays[0] ?? "9999")),
    ]),
  ].toSorted();
  let state: Mutable = { level: 0, termBegin: null, termEnd: null, graceEnd: null };
  const steps: TierStep[] = [];
  const reached = new Set<number>();
  let next = 0;
  for (;;) {
    const due = state.graceEnd ?? state.termEnd;
    const event = eventDays[next];
    const day = due !== null && (event === undefined || due < event) ? due : event;
    if (day === undefined || day > asOfDay) break;
    if (day === event) next += 1;
    state = stepOn(day, state, policies, floorOn(grants, day), growth, steps, reached);
  }
  const policy = policyOn(policies, asOfDay);
  return {
    ...state,
    growth: growthOf(growth(addMonths(asOfDay, -policy.windowMonths), asOfDay), policy),
    policyVersion: policy.version,
    reachedLevels: [...reached].toSorted((a, b) => a - b),
    steps,
  };
}

type Mutable = {
  level: number;
  termBegin: string | null;
  termEnd: string | null;
  graceEnd: string | null;
};
type WindowSum = (afterDay: string, upToDay: string) => number;
/** The highest level granted on a day and until when; level 0 when none is. */
type Floor = { readonly level: number; readonly until: string };

function floorOn(grants: readonly TierGrant[], day: string): Floor {
  return grants
    .filter((grant) => grant.from <= day && day < grant.until)
    .reduce<Floor>(
      (floor, grant) =>
        grant.level > floor.level || (grant.level === floor.level && grant.until > floor.until)
          ? grant
          : floor,
      { level: 0, until: "" },
    );
}

/** What one day does to a state; the same step a day-by-day walk would take. */
function stepOn(
  day: string,
  state: Mutable,
  policies: readonly TierPolicy[],
  floor: Floor,
  netBetween: WindowSum,
  steps: TierStep[],
  reached: Set<number>,
): Mutable {
  const policy = policyOn(policies, day);
  const growthUnder = (rules: TierPolicy): number =>
    growthOf(netBetween(addMonths(day, -rules.windowMonths), day), rules);
  const growth = growthUnder(policy);
  const earned = levelFor(policy, growth);
  const target = Math.max(earned, floor.level);
  /** Begins a term: as long as the rules say where the level is earned, and at least as long as it was granted. */
  const begin = (level: number, reason: TierReason): Mutable => {
    const byRules = earned >= level ? addMonths(day, policy.termMonths) : "";
    const byGrant = floor.level >= level ? floor.until : "";
    const until = level === 0 ? null : byGrant > byRules ? byGrant : byRules;
    steps.push({ day, from: state.level, to: level, reason, policyVersion: policy.version, until });
    return { level, termBegin: level === 0 ? null : day, termEnd: until, graceEnd: null };
  };
  if (target > state.level) {
    for (let level = state.level + 1; level <= earned; level += 1) reached.add(level);
    if (target > earned) return begin(target, "grant");
    const rulesBefore = policyOn(policies, addDays(day, -1));
    const isByRules =
      rulesBefore !== policy && levelFor(rulesBefore, growthUnder(rulesBefore)) <= state.level;
    return begin(target, isByRules ? "policy" : "upgrade");
  }
  // A term that would end before what was granted is made as long.
  if (floor.level > 0 && floor.level === state.level && floor.until > (state.termEnd ?? ""))
    return begin(state.level, "grant");
  const isOver = state.termEnd !== null && day >= state.termEnd;
  if (!isOver) return state;
  if (growth >= thresholdOf(policy, state.level)) return begin(state.level, "retain");
  const graceEnd = state.graceEnd ?? addDays(state.termEnd ?? day, policy.graceDays);
  return day < graceEnd ? { ...state, graceEnd } : begin(target, "downgrade");
}

/** Sums of net fen over days by binary search on prefix sums. */
function windowSums(history: readonly NetPurchase[]): WindowSum {
  const prefix = [0];
  for (const purchase of history) prefix.push((prefix.at(-1) ?? 0) + purchase.netFen);
  const countUpTo = (day: string): number => {
    let low = 0;
    let high = history.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((history[middle]?.day ?? "") <= day) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (afterDay, upToDay) =>
    (prefix[countUpTo(upToDay)] ?? 0) - (prefix[countUpTo(afterDay)] ?? 0);
}

/** The three numbers a member must see, in growth value: to keep, to rise, and until when. */
export type TierOutlook = {
  /** Still needed by `until` to keep the level, counting only what will then still be in the window; null at level 0. */
  readonly toKeep: number | null;
  /** Still needed now for the next level; null at the highest. */
  readonly toRise: number | null;
  readonly nextLevel: number | null;
  /** The day on which the level is decided again; null at level 0. */
  readonly until: string | null;
};

/** Tells what a member needs, from where they stand on a day. */
export function outlookOf(
  purchases: readonly NetPurchase[],
  policies: readonly TierPolicy[],
  state: TierState,
  asOfDay: string,
): TierOutlook {
  const policy = policyOn(policies, asOfDay);
  const next = policy.levels.find((level) => level.level > state.level);
  const until = state.graceEnd ?? state.termEnd;
  const threshold = thresholdOf(policy, state.level);
  const stillCounting =
    until === null
      ? 0
      : growthBetween(purchases, policy, addMonths(until, -policy.windowMonths), asOfDay);
  return {
    toKeep:
      until === null || !Number.isFinite(threshold) ? null : Math.max(0, threshold - stillCounting),
    toRise: next === undefined ? null : Math.max(0, next.threshold - state.growth),
    nextLevel: next?.level ?? null,
    until,
  };
}
