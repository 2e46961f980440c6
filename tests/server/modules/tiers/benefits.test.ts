import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, addMonths } from "@server/kernel/calendar.ts";
import { benefitDifferences, isTakenAway } from "@server/modules/tiers/benefit-differences.ts";
import { countStanding } from "@server/modules/tiers/index.ts";
import { benefitsOn } from "@server/modules/tiers/tier-benefits.ts";
import {
  noBenefits,
  replayTier,
  type TierBenefits,
  type TierPolicy,
} from "@server/modules/tiers/tier-rules.ts";

const policy = (levels: Partial<TierBenefits>[], parts: Partial<TierPolicy> = {}): TierPolicy => ({
  version: 1,
  effectiveFrom: "2020-01-01",
  windowMonths: 12,
  termMonths: 12,
  graceDays: 30,
  growthPerYuan: 1,
  baseName: "普通",
  levels: levels.map((benefits, index) => ({
    level: index + 1,
    name: `第${index + 1}级`,
    threshold: 500 * (index + 1),
    benefits: { ...noBenefits, ...benefits },
  })),
  ...parts,
});
const cake = (costFen: number, text = "蛋糕") => ({ kind: "text", text, costFen }) as const;
const coupon = (costFen: number) =>
  ({ kind: "coupon_template", templateId: "tpl_01JBXG5Z8Q7M3W9T4R6Y2K0HCD", costFen }) as const;
const told = (before: TierPolicy | null, after: TierPolicy) =>
  benefitDifferences(before, after).map(({ name, change, pointer }) => [name, change, pointer]);

describe("a changed benefit", () => {
  it.each<[string, Partial<TierBenefits>, Partial<TierBenefits>, string | null]>([
    ["hasFreeFreight", {}, { hasFreeFreight: true }, "added"],
    ["hasFreeFreight", { hasFreeFreight: true }, {}, "removed"],
    ["hasFreeFreight", { hasFreeFreight: true }, { hasFreeFreight: true }, null],
    ["giftNote", {}, { giftNote: "茶" }, "added"],
    ["giftNote", { giftNote: "茶" }, {}, "removed"],
    ["giftNote", { giftNote: "茶" }, { giftNote: "更好的茶" }, "replaced"],
    ["birthdayGift", {}, { birthdayGift: cake(0) }, "added"],
    ["birthdayGift", { birthdayGift: cake(0) }, {}, "removed"],
    ["birthdayGift", { birthdayGift: cake(100) }, { birthdayGift: cake(99) }, "lowered"],
    ["birthdayGift", { birthdayGift: cake(100) }, { birthdayGift: cake(101, "大蛋糕") }, "raised"],
    ["birthdayGift", { birthdayGift: cake(100) }, { birthdayGift: cake(100, "花") }, "replaced"],
    ["birthdayGift", { birthdayGift: cake(100) }, { birthdayGift: coupon(100) }, "replaced"],
    ["birthdayGift", { birthdayGift: coupon(100) }, { birthdayGift: coupon(100) }, null],
    ["servicePriority", {}, { servicePriority: 1 }, "added"],
    ["servicePriority", { servicePriority: 3 }, { servicePriority: 5 }, "raised"],
    ["servicePriority", { servicePriority: 3 }, { servicePriority: 2 }, "lowered"],
    ["servicePriority", { servicePriority: 3 }, {}, "removed"],
  ])("%s from %j to %j is %s", (field, before, after, change) => {
    const names: Record<string, string> = {
      hasFreeFreight: "freeFreight",
      giftNote: "upgradeGift",
    };
    expect(told(policy([{}, before]), policy([{}, after]))).toEqual(
      change === null
        ? []
        : [[`levels/2/${names[field] ?? field}`, change, `/levels/1/benefits/${field}`]],
    );
  });

  it("of a level that is no more: the level, and what its members lose by the level below", () => {
    const before = policy([
      { hasFreeFreight: true },
      { hasFreeFreight: true, giftNote: "茶", servicePriority: 2 },
    ]);
    expect(told(before, policy([{ hasFreeFreight: true }]))).toEqual([
      ["levels/2", "removed", "/levels"],
      ["levels/2/upgradeGift", "removed", "/levels"],
      ["levels/2/servicePriority", "removed", "/levels"],
    ]);
  });

  it("of a level that is new: it may not bring less than the level its members come from", () => {
    const before = policy([{ hasFreeFreight: true, giftNote: "茶" }]);
    const after = policy([{ hasFreeFreight: true, giftNote: "茶" }, { giftNote: "好茶" }]);
    expect(told(before, after)).toEqual([
      ["levels/2/freeFreight", "removed", "/levels/1/benefits/hasFreeFreight"],
      ["levels/2/upgradeGift", "added", "/levels/1/benefits/giftNote"],
    ]);
  });

  it("of the very first rules is only added, in words that people read", () => {
    expect(
      benefitDifferences(null, policy([{ birthdayGift: cake(2_000), servicePriority: 1 }])),
    ).toMatchObject([
      { change: "added", before: null, after: "蛋糕（每份成本 ¥20.00）" },
      { change: "added", before: null, after: "服务优先级 1" },
    ]);
  });

  it("is listed exactly: what was lowered is taken away, and nothing else, whatever else was raised", () => {
    const rich: TierBenefits = {
      hasFreeFreight: true,
      giftNote: "茶",
      birthdayGift: cake(100),
      servicePriority: 4,
    };
    const less: Record<string, Partial<TierBenefits>[]> = {
      freeFreight: [{ hasFreeFreight: false }],
      upgradeGift: [{ giftNote: null }, { giftNote: "水" }],
      birthdayGift: [
        { birthdayGift: null },
        { birthdayGift: cake(1) },
        { birthdayGift: coupon(100) },
      ],
      servicePriority: [{ servicePriority: 0 }, { servicePriority: 3 }],
    };
    const more: Record<string, Partial<TierBenefits>[]> = {
      freeFreight: [{}],
      upgradeGift: [{}],
      birthdayGift: [{}, { birthdayGift: cake(101, "大蛋糕") }, { birthdayGift: coupon(200) }],
      servicePriority: [{}, { servicePriority: 9 }],
    };
    const choice = fc.record({ isLess: fc.boolean(), which: fc.nat(5) });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(choice, choice, choice, choice), { minLength: 1, maxLength: 10 }),
        (levels) => {
          const lowered: string[] = [];
          const after = levels.map((choices, index) =>
            Object.keys(less).reduce<TierBenefits>((benefits, name, at) => {
              const { isLess = false, which = 0 } = choices[at] ?? {};
              if (isLess) lowered.push(`levels/${index + 1}/${name}`);
              const from = (isLess ? less[name] : more[name]) ?? [{}];
              return { ...benefits, ...from[which % from.length] };
            }, rich),
          );
          const found = benefitDifferences(policy(levels.map(() => rich)), policy(after));
          expect(found.filter(isTakenAway).map(({ name }) => name)).toEqual(lowered);
        },
      ),
      { numRuns: Number(process.env["MODEL_RUNS"] ?? 100) },
    );
  });
});

describe("what newer rules no longer give", () => {
  const v1 = policy([{ hasFreeFreight: true, servicePriority: 3 }, { servicePriority: 1 }]);
  const v2 = policy([{}, {}], { version: 2, effectiveFrom: "2026-06-01" });
  const way = (yuan: number, day: string, asOf: string, policies: readonly TierPolicy[]) =>
    replayTier([{ day, netFen: yuan * 100 }], policies, asOf);
  const has = (day: string, policies: readonly TierPolicy[], bought: [string, number][]) => {
    const state = replayTier(
      bought.map(([on, yuan]) => ({ day: on, netFen: yuan * 100 })),
      policies,
      day,
    );
    const { benefits, kept } = benefitsOn(policies, state, day);
    return [state.level, benefits.hasFreeFreight, benefits.servicePriority, kept.length];
  };

  it("is kept to the last day of the running term, not in the grace after it", () => {
    const bought: [string, number][] = [["2026-01-10", 600]];
    expect(has("2026-06-01", [v1, v2], bought)).toEqual([1, true, 3, 2]);
    expect(has("2027-01-09", [v1, v2], bought)).toEqual([1, true, 3, 2]);
    expect(has("2027-01-10", [v1, v2], bought)).toEqual([1, false, 0, 0]);
    expect(
      benefitsOn([v1, v2], way(600, "2026-01-10", "2026-07-01", [v1, v2]), "2026-07-01"),
    ).toEqual({
      benefits: { ...noBenefits, hasFreeFreight: true, servicePriority: 3 },
      kept: [
        { field: "hasFreeFreight", until: "2027-01-10" },
        { field: "servicePriority", until: "2027-01-10" },
      ],
    });
  });

  it("is never had by who reaches the level afterwards, nor by who keeps it for a new term", () => {
    expect(has("2026-06-01", [v1, v2], [["2026-06-01", 600]])).toEqual([1, false, 0, 0]);
    const keeps: [string, number][] = [
      ["2026-01-10", 600],
      ["2026-12-01", 600],
    ];
    expect(has("2027-01-09", [v1, v2], keeps).slice(0, 2)).toEqual([2, true]);
    expect(has("2027-01-10", [v1, v2], keeps).slice(0, 2)).toEqual([2, false]);
  });

  it("is kept through a rise to a level that brings less, until the old term would have ended", () => {
    const bought: [string, number][] = [
      ["2026-01-10", 600],
      ["2026-03-01", 600],
    ];
    expect(has("2026-03-01", [v1], bought)).toEqual([2, true, 3, 2]);
    expect(has("2027-01-10", [v1], bought)).toEqual([2, false, 1, 0]);
    const history = bought.map(([day, yuan]) => ({
      at: new Date(`${day}T02:00:00.000Z`),
      netFen: yuan * 100,
      isVoid: false,
    }));
    // The job must look again on that day, not only when the new term is over.
    expect(countStanding("m", history, [v1], "2026-03-01")).toMatchObject({
      hasFreeFreight: true,
      termEnd: "2027-03-01",
      nextCheckDay: "2027-01-10",
    });
    expect(countStanding("m", history, [v1], "2027-01-10")).toMatchObject({
      hasFreeFreight: false,
      nextCheckDay: "2027-03-01",
    });
  });

  it("is kept though only rules in between gave it", () => {
    const none = policy([{}]);
    const gives = policy([{ hasFreeFreight: true }], { version: 2, effectiveFrom: "2026-03-01" });
    const takes = policy([{}], { version: 3, effectiveFrom: "2026-04-01" });
    const bought: [string, number][] = [["2026-01-10", 600]];
    const rules = [none, gives, takes];
    expect(has("2026-02-28", rules, bought)).toEqual([1, false, 0, 0]);
    expect(has("2026-03-01", rules, bought)).toEqual([1, true, 0, 0]);
    expect(has("2026-04-01", rules, bought)).toEqual([1, true, 0, 1]);
    expect(has("2027-01-10", rules, bought)).toEqual([1, false, 0, 0]);
  });

  it("is gone with the purchase that had brought it, when the money goes back", () => {
    expect(has("2026-06-01", [v1, v2], [["2026-01-10", 0]])).toEqual([0, false, 0, 0]);
  });

  it("never becomes less within a term, whatever is published", () => {
    const arbitraryPolicy = fc.record({
      day: fc.nat(400),
      levels: fc.array(fc.record({ hasFreeFreight: fc.boolean(), servicePriority: fc.nat(9) }), {
        minLength: 2,
        maxLength: 2,
      }),
    });
    const start = "2026-01-10";
    const end = addMonths(start, 12);
    fc.assert(
      fc.property(
        fc.array(arbitraryPolicy, { maxLength: 4 }),
        fc.nat(364),
        fc.nat(364),
        (later, a, b) => {
          const days = later.map(({ day }) => day).toSorted((one, other) => one - other);
          const policies = [
            v1,
            ...later.map(({ levels }, index) =>
              policy(levels, {
                version: index + 2,
                effectiveFrom: addDays(start, (days[index] ?? 0) + 1),
              }),
            ),
          ];
          const on = (offset: number) => {
            const day = addDays(start, offset);
            expect(day < end).toBe(true);
            return benefitsOn(policies, way(600, start, day, policies), day).benefits;
          };
          const [early, late] = [on(Math.min(a, b)), on(Math.max(a, b))];
          expect(Number(late.hasFreeFreight)).toBeGreaterThanOrEqual(Number(early.hasFreeFreight));
          expect(late.servicePriority).toBeGreaterThanOrEqual(early.servicePriority);
        },
      ),
      { numRuns: Number(process.env["MODEL_RUNS"] ?? 100) },
    );
  });
});
