import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, addMonths, daysBetween } from "@server/kernel/calendar.ts";
import {
  growthOn,
  levelFor,
  noBenefits,
  outlookOf,
  policyOn,
  replayTier,
  thresholdOf,
  type NetPurchase,
  type TierGrant,
  type TierPolicy,
} from "@server/modules/tiers/tier-rules.ts";

const benefits = noBenefits;
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

describe("a level brought along from another system", () => {
  const brought: TierGrant = { level: 2, from: "2026-03-01", until: "2026-09-01" };
  const at = (day: string, ...purchases: NetPurchase[]) =>
    replayTier(purchases, [policy], day, [brought]);

  it("holds from its day to its last day, then through the days of grace", () => {
    expect(at("2026-02-28").level).toBe(0);
    expect(at("2026-03-01")).toMatchObject({ level: 2, termEnd: "2026-09-01", reachedLevels: [] });
    expect(at("2026-08-31").level).toBe(2);
    const graceEnd = addDays("2026-09-01", policy.graceDays);
    expect(at("2026-09-01")).toMatchObject({ level: 2, graceEnd });
    expect(at(graceEnd).level).toBe(0);
  });

  it("is kept like any other by what was bought", () => {
    const bought = { day: "2026-05-01", netFen: 100 * (policy.levels[1]?.threshold ?? 0) };
    expect(at("2026-09-01", bought)).toMatchObject({ level: 2, graceEnd: null });
    expect(at("2026-09-01", bought).steps.map((step) => step.reason)).toEqual(["grant", "retain"]);
  });

  it("falls to what was bought, and lifts nobody who stands higher", () => {
    const some = { day: "2026-05-01", netFen: 100 * (policy.levels[0]?.threshold ?? 0) };
    expect(at("2026-12-01", some).level).toBe(1);
    const much = { day: "2026-02-01", netFen: 100 * (policy.levels[1]?.threshold ?? 0) };
    const lower = replayTier([much], [policy], "2026-03-01", [{ ...brought, level: 1 }]);
    expect(lower).toMatchObject({ level: 2, termEnd: "2027-02-01" });
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

const grants = fc.array(
  fc
    .record({
      level: fc.integer({ min: 1, max: 2 }),
      from: days,
      days: fc.integer({ min: 1, max: 500 }),
    })
    .map(({ level, from, days: length }): TierGrant => ({
      level,
      from,
      until: addDays(from, length),
    })),
  { maxLength: 3 },
);

/** The plain model: a walk over every single day. */
function walk(
  purchases: readonly NetPurchase[],
  rules: readonly TierPolicy[],
  asOfDay: string,
  granted: readonly TierGrant[] = [],
) {
  const first = [
    ...purchases.map((purchase) => purchase.day),
    ...granted.map((grant) => grant.from),
  ].toSorted()[0];
  let level = 0;
  let termEnd = null as string | null;
  let graceEnd = null as string | null;
  const steps: string[] = [];
  for (let day = first ?? asOfDay; day <= asOfDay; day = addDays(day, 1)) {
    const rule = policyOn(rules, day);
    const growth = growthOn(purchases, rule, day);
    const earned = levelFor(rule, growth);
    const running = granted.filter((grant) => grant.from <= day && grant.until > day);
    const lastDayOf = (to: number) =>
      running
        .filter((grant) => grant.level >= to && grant.level === floor)
        .map((grant) => grant.until)
        .toSorted()
        .at(-1) ?? "";
    const floor = Math.max(0, ...running.map((grant) => grant.level));
    const target = Math.max(earned, floor);
    const start = (to: number, reason: string) => {
      steps.push(`${day} ${level}>${to} ${reason}`);
      level = to;
      const ends = [earned >= to ? addMonths(day, rule.termMonths) : "", lastDayOf(to)];
      termEnd = to === 0 ? null : (ends.toSorted().at(-1) ?? null);
      graceEnd = null;
    };
    if (target > level && target > earned) start(target, "grant");
    else if (target > level) {
      const before = policyOn(rules, addDays(day, -1));
      const hadRisen = levelFor(before, growthOn(purchases, before, day)) > level;
      start(target, hadRisen ? "upgrade" : "policy");
    } else if (level > 0 && level === floor && lastDayOf(level) > (termEnd ?? "")) {
      start(level, "grant");
    } else if (termEnd !== null && day >= termEnd) {
      if (growth >= thresholdOf(rule, level)) start(level, "retain");
      else {
        graceEnd ??= addDays(termEnd, rule.graceDays);
        if (day >= graceEnd) start(target, "downgrade");
      }
    }
  }
  return { level, termEnd, graceEnd, steps };
}

describe("the replay of tiers", () => {
  it("equals a walk over every single day, for any history, policies, grants and any day", () => {
    fc.assert(
      fc.property(histories, policies, days, grants, (purchases, rules, asOfDay, granted) => {
        const { level, termEnd, graceEnd, steps } = replayTier(purchases, rules, asOfDay, granted);
        const told = steps.map((step) => `${step.day} ${step.from}>${step.to} ${step.reason}`);
        expect({ level, termEnd, graceEnd, steps: told }).toEqual(
          walk(
            purchases.filter((purchase) => purchase.day <= asOfDay),
            rules,
            asOfDay,
            granted.filter((grant) => grant.from <= asOfDay),
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("is never below what was granted, nor what the same purchases give without it", () => {
    fc.assert(
      fc.property(histories, policies, days, grants, (purchases, rules, asOfDay, granted) => {
        const { level, reachedLevels } = replayTier(purchases, rules, asOfDay, granted);
        const running = granted.filter((grant) => grant.from <= asOfDay && grant.until > asOfDay);
        expect(level).toBeGreaterThanOrEqual(Math.max(0, ...running.map((grant) => grant.level)));
        const bare = replayTier(purchases, rules, asOfDay);
        // Whoever is in grace, or was decided anew on another day, may stand elsewhere; the growth value never does.
        expect(level).toBeGreaterThanOrEqual(levelFor(policyOn(rules, asOfDay), bare.growth));
        // A grant brings no gift that the purchases had not brought.
        expect(bare.reachedLevels).toEqual(expect.arrayContaining([...reachedLevels]));
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

  it("counts money given back as never paid, in whatever order it goes back", () => {
    const refunds = fc.array(fc.record({ which: fc.nat(), fen: fc.nat(150_000), key: fc.nat() }), {
      maxLength: 8,
    });
    const bought = histories.filter((purchases) => purchases.length > 0);
    fc.assert(
      fc.property(bought, policies, days, refunds, (purchases, rules, asOfDay, back) => {
        const after = (list: typeof back) => {
          const left = purchases.map((purchase) => ({ ...purchase }));
          for (const { which, fen } of list) {
            const target = left[which % left.length];
            if (target !== undefined) target.netFen = Math.max(0, target.netFen - fen);
          }
          return left;
        };
        const shuffled = back.toSorted((a, b) => a.key - b.key);
        const left = after(shuffled);
        expect(replayTier(left, rules, asOfDay)).toEqual(replayTier(after(back), rules, asOfDay));
        expect(replayTier(left, rules, asOfDay)).toEqual(
          replayTier(
            left.filter((purchase) => purchase.netFen > 0),
            rules,
            asOfDay,
          ),
        );
      }),
    );
  });

  it("tells a late look the same steps on the same days as a look on every day", () => {
    fc.assert(
      fc.property(histories, policies, days, grants, (purchases, rules, asOfDay, granted) => {
        const daily: unknown[] = [];
        for (let day = "2024-01-31"; day <= asOfDay; day = addDays(day, 1)) {
          const { steps } = replayTier(purchases, rules, day, granted);
          const fresh = steps.slice(daily.length);
          expect(fresh.every((step) => step.day === day)).toBe(true);
          daily.push(...fresh);
        }
        expect(daily).toEqual(replayTier(purchases, rules, asOfDay, granted).steps);
      }),
      { numRuns: 20 },
    );
  });

  it("asks for exactly what rises or keeps a level: one point less does not", () => {
    fc.assert(
      fc.property(histories, policies, days, (purchases, [rule], asOfDay) => {
        const rules = rule === undefined ? [] : [rule];
        // Whole yuan, so that points and money agree and no floor swallows a fen.
        const past = purchases
          .filter((purchase) => purchase.day <= asOfDay)
          .map(({ day, netFen }) => ({ day, netFen: netFen - (netFen % 100) }));
        const state = replayTier(past, rules, asOfDay);
        const { toKeep, toRise, nextLevel, until } = outlookOf(past, rules, state, asOfDay);
        const later = (day: string, growth: number) =>
          replayTier([...past, { day, netFen: growth * 100 }], rules, day);
        if (toRise !== null && toRise > 0) {
          expect(later(asOfDay, toRise).level).toBe(nextLevel);
          expect(later(asOfDay, toRise - 1).level).toBe(state.level);
        }
        if (toKeep !== null && toKeep > 0 && until !== null) {
          const kept = later(until, toKeep);
          expect(kept.level >= state.level && kept.graceEnd === null).toBe(true);
          const missed = later(until, toKeep - 1);
          expect(missed.level < state.level || missed.graceEnd !== null).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("never lasts longer than its term and grace without being decided again", () => {
    fc.assert(
      fc.property(histories, policies, days, (purchases, rules, asOfDay) => {
        const { termEnd, graceEnd } = replayTier(purchases, rules, asOfDay);
        const until = graceEnd ?? termEnd;
        expect(until === null || daysBetween(asOfDay, until) > 0).toBe(true);
      }),
    );
  });
});
