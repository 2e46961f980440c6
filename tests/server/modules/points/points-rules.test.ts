import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "@server/kernel/calendar.ts";
import { isBirthdayMonth } from "@server/modules/points/birthday-month.ts";
import {
  earnedPoints,
  freezeEarning,
  type EarningPurchase,
} from "@server/modules/points/earned-points.ts";
import { starterPointsRules } from "@server/modules/points/index.ts";
import { expiryDay } from "@server/modules/points/expiry-day.ts";
import {
  emptyAccount,
  openBook,
  type PointsAccount,
  type PointsEntry,
} from "@server/modules/points/points-book.ts";
import type { PointsRules } from "@server/modules/points/points-policy.model.ts";
import { capture, earn, grant, hold } from "@server/modules/points/points-verbs.ts";
import { pointsRulesFaults } from "@server/modules/points/publish-points-policy.ts";
import { undoPoints } from "@server/modules/points/undo-points.ts";

const numRuns = Number(process.env["MODEL_RUNS"] ?? 100) * 5;

describe("the last day of points", () => {
  const months = (n: number, roundUpTo: "day" | "month" | "quarter" | "year") =>
    ({ kind: "months", months: n, roundUpTo }) as const;
  const fixed = (monthDay: string, yearsLater = 0) =>
    ({ kind: "fixed_day", monthDay, yearsLater }) as const;

  it.each([
    [months(1, "day"), "2026-01-31", "2026-02-28"],
    [months(1, "day"), "2028-01-31", "2028-02-29"],
    [months(1, "day"), "2026-01-29", "2026-02-28"],
    [months(1, "day"), "2026-03-30", "2026-04-30"],
    [months(12, "day"), "2028-02-29", "2029-02-28"],
    [months(13, "day"), "2026-12-31", "2028-01-31"],
    [months(1, "month"), "2026-01-31", "2026-02-28"],
    [months(1, "month"), "2026-01-01", "2026-02-28"],
    [months(2, "month"), "2026-11-15", "2027-01-31"],
    [months(1, "quarter"), "2026-01-31", "2026-03-31"],
    [months(3, "quarter"), "2026-01-31", "2026-06-30"],
    [months(1, "quarter"), "2026-11-30", "2026-12-31"],
    [months(1, "quarter"), "2026-12-01", "2027-03-31"],
    [months(12, "year"), "2026-03-10", "2027-12-31"],
    [months(1, "year"), "2026-12-31", "2027-12-31"],
    [fixed("12-31"), "2026-03-10", "2026-12-31"],
    [fixed("06-30"), "2026-06-30", "2026-06-30"],
    [fixed("06-30"), "2026-07-01", "2027-06-30"],
    [fixed("12-31", 1), "2026-03-10", "2027-12-31"],
    [fixed("02-29"), "2026-01-01", "2026-02-28"],
    [fixed("02-29"), "2028-01-01", "2028-02-29"],
    [{ kind: "never" } as const, "2026-01-01", null],
  ])("by %j from %s is %s", (rule, from, last) => {
    expect(expiryDay(rule, from)).toBe(last);
  });
});

const rules = (earning: Partial<PointsRules["earning"]> = {}) => ({
  ...starterPointsRules,
  version: 3,
  earning: { ...starterPointsRules.earning, firstOrderBonus: 0, ...earning },
});
const purchase = (parts: Partial<EarningPurchase> = {}): EarningPurchase => ({
  day: "2026-03-10",
  tierLevel: 0,
  isFirstOrder: false,
  isBirthdayMonth: false,
  lines: [{ lineId: "a", categoryIds: [], netFen: 10_000 }],
  ...parts,
});
const pointsOf = (policy: ReturnType<typeof rules>, bought: EarningPurchase): number => {
  const facts = freezeEarning(policy, bought);
  return earnedPoints(facts, facts.lines).points;
};

describe("what a purchase earns", () => {
  const tea = "cat_01JBXG5Z8Q7M3W9T4R6Y2K0HCD";
  const cards = "cat_01JBXG5Z8Q7M3W9T4R6Y2K0HCE";
  const line = (netFen: number, ...categoryIds: string[]) => ({ lineId: "a", categoryIds, netFen });
  const doubleDays = { days: [], weekdays: [], monthDays: [], multiplierBps: 20_000 };

  it.each<[string, number, Partial<PointsRules["earning"]>, Partial<EarningPurchase>]>([
    ["a point per yuan", 100, {}, {}],
    ["cut, never rounded up", 99, {}, { lines: [line(9_999)] }],
    ["the rate of the tier", 120, {}, { tierLevel: 2 }],
    ["the highest rate the tier reaches", 150, {}, { tierLevel: 7 }],
    [
      "nothing for gift cards",
      0,
      { excludedCategoryIds: [cards] },
      { lines: [line(10_000, cards)] },
    ],
    [
      "the largest multiplier of the line's categories",
      300,
      {
        categories: [
          { categoryId: tea, multiplierBps: 30_000 },
          { categoryId: cards, multiplierBps: 5_000 },
        ],
      },
      { lines: [line(10_000, cards, tea)] },
    ],
    ["double on a named day", 200, { doubleDays: { ...doubleDays, days: ["2026-03-10"] } }, {}],
    ["double on Tuesdays", 200, { doubleDays: { ...doubleDays, weekdays: [2] } }, {}],
    [
      "once on Tuesdays where Wednesdays double",
      100,
      { doubleDays: { ...doubleDays, weekdays: [3] } },
      {},
    ],
    ["double on every 10th", 200, { doubleDays: { ...doubleDays, monthDays: [10] } }, {}],
    ["triple in the birthday month", 300, { birthdayMonthBps: 30_000 }, { isBirthdayMonth: true }],
    ["once outside of it", 100, { birthdayMonthBps: 30_000 }, {}],
    [
      "of double day and birthday the larger, not both",
      300,
      { birthdayMonthBps: 30_000, doubleDays: { ...doubleDays, monthDays: [10] } },
      { isBirthdayMonth: true },
    ],
    ["a bonus for the first order", 150, { firstOrderBonus: 50 }, { isFirstOrder: true }],
    ["no bonus later", 100, { firstOrderBonus: 50 }, {}],
    [
      "no bonus for gift cards alone",
      0,
      { firstOrderBonus: 50, excludedCategoryIds: [cards] },
      { isFirstOrder: true, lines: [line(10_000, cards)] },
    ],
    [
      "the parts of a point of all lines together",
      1,
      {},
      { lines: [line(60), { ...line(40), lineId: "b" }] },
    ],
  ])("%s: %i", (_, points, earning, bought) => {
    expect(pointsOf(rules(earning), purchase(bought))).toBe(points);
  });

  it("explains itself line by line", () => {
    const facts = freezeEarning(rules(), purchase({ tierLevel: 2, lines: [line(1_999)] }));
    expect(facts).toMatchObject({ policyVersion: 3, dayReason: null });
    expect(earnedPoints(facts, facts.lines)).toEqual({
      points: 23,
      bonus: 0,
      lines: [
        {
          lineId: "a",
          netFen: 1_999,
          milliPerYuan: 1_200,
          categoryBps: 10_000,
          milliPoints: 23_988,
        },
      ],
    });
  });

  it("the bonus goes when all that earns is given back", () => {
    const facts = freezeEarning(rules({ firstOrderBonus: 50 }), purchase({ isFirstOrder: true }));
    expect(earnedPoints(facts, [{ lineId: "a", netFen: 1 }]).points).toBe(50);
    expect(earnedPoints(facts, [{ lineId: "a", netFen: 0 }]).points).toBe(0);
  });

  it.each([
    [{ calendar: "solar", month: 3 }, "2026-03-31", true],
    [{ calendar: "solar", month: 3 }, "2026-04-01", false],
    // Mid-autumn 2026 (8th month, 15th day) is 25 September.
    [{ calendar: "lunar", month: 8 }, "2026-09-25", true],
    [{ calendar: "lunar", month: 9 }, "2026-09-25", false],
    // 2025 had a second 6th month, from 25 July.
    [{ calendar: "lunar", month: 6 }, "2025-08-01", true],
  ] as const)("knows the birthday month of %j on %s: %s", (kept, day, isIt) => {
    const birthday = { year: null, day: 1, isLeapMonth: false, ...kept };
    expect(isBirthdayMonth(birthday, day)).toBe(isIt);
  });

  it("rules that contradict themselves are told where", () => {
    const faulty = rules({
      rates: [
        { fromLevel: 1, milliPerYuan: 1 },
        { fromLevel: 1, milliPerYuan: 2 },
      ],
      categories: [
        { categoryId: tea, multiplierBps: 1 },
        { categoryId: tea, multiplierBps: 2 },
      ],
      excludedCategoryIds: [tea],
    });
    expect(
      pointsRulesFaults({ ...faulty, adjusting: { aloneMax: 2, max: 1 } }).map(
        (one) => one.pointer,
      ),
    ).toEqual([
      "/earning/rates",
      "/earning/rates/1/fromLevel",
      "/earning/categories/0/categoryId",
      "/earning/categories/1/categoryId",
      "/earning/categories/1/categoryId",
      "/adjusting/aloneMax",
    ]);
    expect(pointsRulesFaults(starterPointsRules)).toEqual([]);
  });
});

const START = "2026-01-01";
const dayAfter = (days: number): string => addDays(START, days);
const lastDay = fc.option(fc.integer({ min: 0, max: 40 }).map(dayAfter), { nil: null });
const someFacts = freezeEarning(rules(), purchase());

/** Does to an account, on its day, one of the things that can be done without asking what is there. */
type Deed = { day: number; points: number; activatesIn: number; expiresOn: string | null };
const deeds = fc.array(
  fc.record<Deed>({
    day: fc.integer({ min: 0, max: 30 }),
    points: fc.integer({ min: 1, max: 50 }),
    activatesIn: fc.integer({ min: -1, max: 10 }),
    expiresOn: lastDay,
  }),
  { maxLength: 8 },
);

/** The account after the deeds, looked at on every day in between, or only when something is done. */
function live(
  all: readonly Deed[],
  isPunctual: boolean,
): { account: PointsAccount; entries: PointsEntry[] } {
  let account: PointsAccount = { ...emptyAccount(), debt: 20, rolledTo: START };
  const entries: PointsEntry[] = [];
  for (let day = 0; day <= 45; day += 1) {
    const done = all.map((deed, index) => ({ ...deed, index })).filter((deed) => deed.day === day);
    if (!isPunctual && done.length === 0 && day < 45) continue;
    const book = openBook(account, dayAfter(day));
    for (const { index, points, activatesIn, expiresOn } of done) {
      const cause = { scene: "test", id: `${index}` };
      const activatesOn = dayAfter(day + activatesIn);
      const last = expiresOn !== null && expiresOn < dayAfter(day) ? dayAfter(day) : expiresOn;
      if (activatesIn < 0)
        grant(book, { kind: "open", cause, points, expiresOn: last, reason: "", note: null });
      else
        earn(book, { orderId: `${index}`, points, activatesOn, expiresOn: last, facts: someFacts });
    }
    ({ account } = book);
    entries.push(...book.entries);
  }
  return { account, entries };
}

describe("an account", () => {
  it("is the same however late somebody looks at it", () => {
    fc.assert(
      fc.property(deeds, (all) => {
        expect(live(all, false)).toEqual(live(all, true));
      }),
      { numRuns },
    );
  });

  it("is after any sequence of partial refunds what it is after one full refund, bucket by bucket", () => {
    const scene = fc.record({
      buckets: fc.array(
        fc.record({ points: fc.integer({ min: 1, max: 60 }), expiresOn: lastDay }),
        { minLength: 1, maxLength: 5 },
      ),
      spendBps: fc.integer({ min: 0, max: 10_000 }),
      thenSpendBps: fc.integer({ min: 0, max: 10_000 }),
      netFen: fc.integer({ min: 0, max: 20_000 }),
      activatesIn: fc.integer({ min: 0, max: 5 }),
      refundsIn: fc.integer({ min: 0, max: 45 }),
      graceDays: fc.constantFrom(0, 7),
      isFirstOrder: fc.boolean(),
      parts: fc.array(
        fc.record({
          moneyBps: fc.integer({ min: 0, max: 10_000 }),
          pointsBps: fc.integer({ min: 0, max: 10_000 }),
        }),
        { maxLength: 5 },
      ),
    });
    fc.assert(
      fc.property(scene, (given) => {
        const book = openBook({ ...emptyAccount() }, START);
        for (const [index, part] of given.buckets.entries())
          grant(book, {
            kind: "open",
            cause: { scene: "test", id: `${index}` },
            ...part,
            reason: "",
            note: null,
          });
        const spent = Math.floor((book.account.available * given.spendBps) / 10_000);
        if (spent > 0) {
          hold(book, { orderId: "o", points: spent });
          capture(book, "o");
        }
        const facts = freezeEarning(
          rules({ firstOrderBonus: 30 }),
          purchase({
            isFirstOrder: given.isFirstOrder,
            lines: [{ lineId: "a", categoryIds: [], netFen: given.netFen }],
          }),
        );
        const { points } = earnedPoints(facts, facts.lines);
        if (points > 0)
          earn(book, {
            orderId: "o",
            points,
            activatesOn: dayAfter(given.activatesIn),
            expiresOn: dayAfter(60),
            facts,
          });
        const later = openBook(book.account, dayAfter(given.refundsIn));
        const elsewhere = Math.floor((later.account.available * given.thenSpendBps) / 10_000);
        if (elsewhere > 0) {
          hold(later, { orderId: "other", points: elsewhere });
          capture(later, "other");
        }
        const refund = (
          steps: readonly { moneyBps: number; pointsBps: number }[],
        ): PointsAccount => {
          let { account } = later;
          const history = book.entries.filter((entry) => entry.orderId === "o");
          let netFen = given.netFen;
          let unreturned = spent;
          for (const [index, step] of [
            ...steps,
            { moneyBps: 10_000, pointsBps: 10_000 },
          ].entries()) {
            const returnPoints = Math.floor((unreturned * step.pointsBps) / 10_000);
            unreturned -= returnPoints;
            netFen -= Math.floor((netFen * step.moneyBps) / 10_000);
            const page = openBook(account, later.today);
            undoPoints(
              page,
              history,
              {
                memberId: "m",
                orderId: "o",
                refundId: `${index}`,
                returnPoints,
                lines: [{ lineId: "a", netFen }],
              },
              given.graceDays,
            );
            history.push(...page.entries.filter((entry) => entry.orderId === "o"));
            ({ account } = page);
          }
          return { ...account, lastSeq: 0 };
        };
        expect(refund(given.parts)).toEqual(refund([]));
      }),
      { numRuns },
    );
  });
});
