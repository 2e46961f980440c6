import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, addMonths, daysBetween } from "@server/kernel/calendar.ts";
import {
  growthOn,
  levelFor,
  outlookOf,
  policyOn,
  replayTier,
  thresholdOf,
  type NetPurchase,
  type TierPolicy,
} from "@server/modules/tiers/tier-rules.ts";

const benefits = { hasFreeFreight: false, giftNote: null };
const policy: TierPolicy = {
  version: 1,
  effectiveFrom: "2020-01-01",
  windowMonths: 12,
  termMonths: 12,
  graceDays: 30,
  growthPerYuan: 1,
  baseName: "普通",
  levels: [
    { level: 1, name: "银", threshold: 500, benefits },
    { level: 2, name: "金", threshold: 2_000, benefits },
  ],
};
const bought = (day: string, yuan: number): NetPurchase => ({ day, netFen: yuan * 100 });
const on = (day: string, ...purchases: NetPurchase[]) => replayTier(purchases, [policy], day);

describe("a tier by spend", () => {
  it("is reached on the day the growth value reaches it, for a term", () => {
    expect(on("2026-01-09", bought("2026-01-10", 500))).toMatchObject({ level: 0, growth: 0 });
    expect(on("2026-01-10", bought("2026-01-10", 500))).toMatchObject({
      level: 1,
      growth: 500,
      termBegin: "2026-01-10",
      termEnd: "2027-01-10",
    });
    expect(on("2026-01-10", { day: "2026-01-10", netFen: 49_999 })).toMatchObject({
      level: 0,
      growth: 499,
    });
  });

  it("is not lost within its term, though the spending has left the window", () => {
    const purchases = [bought("2026-01-01", 400), bought("2026-06-01", 100)];
    expect(on("2027-05-31", ...purchases)).toMatchObject({
      level: 1,
      growth: 100,
      termEnd: "2027-06-01",
    });
  });

  it("is kept at the term's end by what was bought within the window", () => {
    const state = on("2027-01-10", bought("2026-01-10", 500), bought("2026-08-01", 600));
    expect(state).toMatchObject({ level: 1, termBegin: "2027-01-10", termEnd: "2028-01-10" });
    expect(state.steps.at(-1)).toMatchObject({ day: "2027-01-10", reason: "retain" });
  });

  it("has days of grace, in which it can be kept, and then falls to what the growth value reaches", () => {
    const gold = bought("2026-01-10", 2_000);
    expect(on("2027-01-10", gold)).toMatchObject({ level: 2, graceEnd: "2027-02-09" });
    expect(on("2027-02-08", gold)).toMatchObject({ level: 2 });
    expect(on("2027-02-09", gold)).toMatchObject({ level: 0, graceEnd: null, termEnd: null });
    expect(on("2027-02-09", gold, bought("2026-12-01", 700))).toMatchObject({
      level: 1,
      termBegin: "2027-02-09",
    });
    expect(on("2027-02-01", gold, bought("2027-02-01", 2_000))).toMatchObject({
      level: 2,
      termBegin: "2027-02-01",
    });
  });

  it("moves back when what lifted it is given back, and says what is missing", () => {
    const kept = bought("2026-01-01", 300);
    expect(on("2026-03-01", kept, bought("2026-02-01", 200)).level).toBe(1);
    expect(on("2026-03-01", kept, bought("2026-02-01", 199))).toMatchObject({
      level: 0,
      growth: 499,
      steps: [],
    });
  });

  it("tells the three numbers: to keep, to rise, until when", () => {
    const purchases = [bought("2026-01-10", 500), bought("2026-03-01", 120)];
    const state = on("2026-03-01", ...purchases);
    expect(outlookOf(purchases, [policy], state, "2026-03-01")).toEqual({
      toKeep: 380,
      toRise: 1_380,
      nextLevel: 2,
      until: "2027-01-10",
    });
  });

  it("follows a new policy: up at once on its first day, down only when the term is over", () => {
    const easier: TierPolicy = {
      ...policy,
      version: 2,
      effectiveFrom: "2026-06-01",
      levels: [
        { level: 1, name: "银", threshold: 100, benefits },
        { level: 2, name: "金", threshold: 400, benefits },
      ],
    };
    const harder: TierPolicy = {
      ...policy,
      version: 2,
      effectiveFrom: "2026-06-01",
      levels: [{ level: 1, name: "银", threshold: 5_000, benefits }],
    };
    const purchases = [bought("2026-01-10", 500)];
    expect(replayTier(purchases, [policy, easier], "2026-06-01")).toMatchObject({
      level: 2,
      termBegin: "2026-06-01",
    });
    expect(replayTier(purchases, [policy, harder], "2027-01-09").level).toBe(1);
    expect(replayTier(purchases, [policy, harder], "2027-02-09").level).toBe(0);
  });
});

const days = fc.integer({ min: 0, max: 900 }).map((offset) => addDays("2024-01-31", offset));
const histories = fc.array(fc.record({ day: days, netFen: fc.integer({ min: 0, max: 150_000 }) }), {
  maxLength: 25,
});
const policies = fc
  .record({
    windowMonths: fc.integer({ min: 1, max: 14 }),
    termMonths: fc.integer({ min: 1, max: 14 }),
    graceDays: fc.integer({ min: 0, max: 40 }),
    secondFrom: days,
    factor: fc.constantFrom(0.5, 1, 2),
  })
  .map(({ secondFrom, factor, ...parts }): TierPolicy[] => [
    { ...policy, ...parts },
    {
      ...policy,
      ...parts,
      version: 2,
      effectiveFrom: secondFrom,
      levels: policy.levels.map((level) => ({ ...level, threshold: level.threshold * factor })),
    },
  ]);

/** The plain model: a walk over every single day. */
function walk(purchases: readonly NetPurchase[], rules: readonly TierPolicy[], asOfDay: string) {
  const first = purchases.map((purchase) => purchase.day).toSorted()[0];
  let level = 0;
  let termEnd = null as string | null;
  let graceEnd = null as string | null;
  for (let day = first ?? asOfDay; day <= asOfDay; day = addDays(day, 1)) {
    const rule = policyOn(rules, day);
    const growth = growthOn(purchases, rule, day);
    const target = levelFor(rule, growth);
    const start = (to: number) => {
      level = to;
      termEnd = to === 0 ? null : addMonths(day, rule.termMonths);
      graceEnd = null;
    };
    if (target > level) start(target);
    else if (termEnd !== null && day >= termEnd) {
      if (growth >= thresholdOf(rule, level)) start(level);
      else {
        graceEnd ??= addDays(termEnd, rule.graceDays);
        if (day >= graceEnd) start(target);
      }
    }
  }
  return { level, termEnd, graceEnd };
}

describe("the replay of tiers", () => {
  it("equals a walk over every single day, for any history, any policies and any day", () => {
    fc.assert(
      fc.property(histories, policies, days, (purchases, rules, asOfDay) => {
        const { level, termEnd, graceEnd } = replayTier(purchases, rules, asOfDay);
        expect({ level, termEnd, graceEnd }).toEqual(
          walk(
            purchases.filter((purchase) => purchase.day <= asOfDay),
            rules,
            asOfDay,
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order in which purchases are told or money is given back", () => {
    fc.assert(
      fc.property(histories, policies, days, (purchases, rules, asOfDay) => {
        expect(replayTier(purchases.toReversed(), rules, asOfDay)).toEqual(
          replayTier(purchases, rules, asOfDay),
        );
      }),
    );
  });

  it("never lasts longer than its term and grace without being decided again", () => {
    fc.assert(
      fc.property(histories, policies, days, (purchases, rules, asOfDay) => {
        const { termEnd, graceEnd } = replayTier(purchases, rules, asOfDay);
        const until = graceEnd ?? termEnd;
        if (until !== null) expect(daysBetween(asOfDay, until)).toBeGreaterThan(0);
      }),
    );
  });
});
