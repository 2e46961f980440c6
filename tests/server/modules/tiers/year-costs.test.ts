import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "@server/kernel/calendar.ts";
import {
  noBenefits,
  type TierBenefits,
  type TierPolicy,
} from "@server/modules/tiers/tier-rules.ts";
import { noCosts, openCostBook, type CostedPurchase } from "@server/modules/tiers/year-costs.ts";

const policy = (levels: Partial<TierBenefits>[], thresholds = [500, 1_000]): TierPolicy => ({
  version: 1,
  effectiveFrom: "2020-01-01",
  windowMonths: 12,
  termMonths: 12,
  graceDays: 0,
  growthPerYuan: 1,
  baseName: "普通",
  levels: levels.map((benefits, index) => ({
    level: index + 1,
    name: `第${index + 1}级`,
    threshold: thresholds[index] ?? 0,
    benefits: { ...noBenefits, ...benefits },
  })),
});
const plain = policy([{}, {}]);
const SKU = { listPriceFen: 2_000, memberPricesFen: { "1": 1_900, "2": 1_700 } };
/** 1 point per yuan, 2 from level 1; 100 points pay ¥1. */
const points = {
  version: 1,
  milliPerYuan: (level: number) => (level === 0 ? 1_000 : 2_000),
  pointsFor: (level: number, netFen: number) => Math.floor((netFen / 100) * (level === 0 ? 1 : 2)),
  worthFen: (count: number) => Math.floor(count / 100) * 100,
};
const price: Parameters<typeof openCostBook>[0]["priceFor"] = (sku, level) =>
  sku.memberPricesFen[String(level)] ?? sku.listPriceFen;

function costs(
  members: readonly CostedPurchase[][],
  draft: TierPolicy,
  inForce = plain,
  worth: typeof points | null = points,
) {
  const book = openCostBook({
    from: "2025-03-10",
    to: "2026-03-09",
    policies: [inForce],
    compared: { inForce, draft },
    prices: new Map([["sku", SKU]]),
    priceFor: price,
    points: worth,
  });
  for (const one of members) book.add(one);
  const { costs: counted, gaps } = book.close();
  const side = (name: "inForce" | "draft") => Object.fromEntries(counted[name]);
  return { inForce: side("inForce"), draft: side("draft"), gaps };
}
const buy = (day: string, yuan: number, parts: Partial<CostedPurchase> = {}): CostedPurchase => ({
  day,
  netFen: yuan * 100,
  isVoid: false,
  freightFen: 800,
  isFromShop: true,
  units: [],
  ...parts,
});

describe("a year of benefits", () => {
  it("counts a purchase at the level of the day before, and a member at the last day's", () => {
    const { draft } = costs([[buy("2025-05-01", 600), buy("2025-06-01", 600)]], plain);
    expect(draft).toEqual({
      0: { ...noCosts, purchases: 1, netFen: 60_000, points: 600, pointsFen: 600, totalFen: 600 },
      1: {
        ...noCosts,
        purchases: 1,
        netFen: 60_000,
        points: 1_200,
        pointsFen: 1_200,
        totalFen: 1_200,
      },
      2: { ...noCosts, members: 1 },
    });
  });

  it.each<[string, number, number]>([
    ["2025-03-09", 0, 1],
    ["2025-03-10", 1, 1],
    ["2026-03-09", 1, 1],
    ["2026-03-10", 0, 1],
  ])("counts a purchase of %s %i times, and its member", (day, purchases, members) => {
    expect(costs([[buy(day, 1)]], plain).draft[0]).toMatchObject({ purchases, members });
  });

  it("looks back as far as the window does for a level, but costs the year only", () => {
    const { draft } = costs([[buy("2025-01-01", 600), buy("2025-04-01", 100)]], plain);
    expect(draft[1]).toMatchObject({ purchases: 1, netFen: 10_000, members: 0 });
    expect(draft[0]).toMatchObject({ purchases: 0, members: 1 });
  });

  it("leaves out what was given back whole", () => {
    const { draft } = costs([[buy("2025-05-01", 0, { isVoid: true })]], plain);
    expect(draft[0]).toEqual({ ...noCosts, members: 1 });
  });

  it("costs free freight by what was paid, and by the mean where the tier had waived it", () => {
    const free = policy([{ hasFreeFreight: true }, { hasFreeFreight: true }]);
    const history = [
      buy("2025-05-01", 600, { freightFen: 1_000 }),
      buy("2025-06-01", 10, { freightFen: 0 }),
      buy("2025-07-01", 10, { freightFen: 501 }),
    ];
    // Under rules that gave nothing, a freight of nothing is the shop's own doing and no cost.
    const gains = costs([history], free);
    expect(gains.gaps).toMatchObject({ waivedFreights: 0, meanFreightFen: 750 });
    expect([gains.inForce[1]?.freeFreightFen, gains.draft[1]?.freeFreightFen]).toEqual([0, 501]);
    // Under rules that waived it, it would have been the mean of the freights that were paid.
    const loses = costs([history], plain, free);
    expect(loses.gaps).toMatchObject({ waivedFreights: 1, meanFreightFen: 750 });
    expect([loses.inForce[1]?.freeFreightFen, loses.draft[1]?.freeFreightFen]).toEqual([1_251, 0]);
    const pos = history.map((one) => ({ ...one, isFromShop: false }));
    expect(costs([pos], plain, free).gaps.waivedFreights).toBe(0);
    const unpaid = history.map((one) => ({ ...one, freightFen: 0 }));
    expect(costs([unpaid], plain, free)).toMatchObject({
      inForce: { 1: { freeFreightFen: 0 } },
      gaps: { waivedFreights: 2, meanFreightFen: null },
    });
  });

  it("costs member prices by today's prices, and says how many units it does not know", () => {
    const units = [
      { skuId: "sku", quantity: 3 },
      { skuId: "gone", quantity: 2 },
      { skuId: null, quantity: 1 },
    ];
    const history = [buy("2025-05-01", 600, { units }), buy("2025-06-01", 10, { units })];
    const lower = policy([{}, {}], [100, 400]);
    const { inForce, draft, gaps } = costs([history], lower);
    expect([inForce[0]?.memberPricesFen, inForce[1]?.memberPricesFen]).toEqual([0, 300]);
    expect(draft[2]?.memberPricesFen).toBe(900);
    expect(gaps.unknownUnits).toBe(6);
  });

  it("costs a birthday gift once a year for everybody on the level, and points as far as they pay", () => {
    const gift = policy([{ birthdayGift: { kind: "text", text: "蛋糕", costFen: 3_000 } }, {}]);
    const members = [[buy("2025-05-01", 600)], [buy("2025-05-01", 700)], [buy("2025-05-01", 1)]];
    const { draft } = costs(members, gift);
    expect(draft[1]).toMatchObject({ members: 2, birthdayGiftsFen: 6_000, totalFen: 6_000 });
    expect(costs(members, gift, plain, null).draft[0]).toMatchObject({ points: 0, pointsFen: 0 });
  });

  it("is the same whoever comes first, adds up on both sides, and differs in nothing by the same rules", () => {
    const purchase = fc
      .tuple(fc.nat(700), fc.nat(900), fc.nat(2), fc.boolean(), fc.nat(3))
      .map(([back, yuan, freight, isVoid, quantity]) =>
        buy(addDays("2026-03-09", -back), isVoid ? 0 : yuan, {
          freightFen: freight * 400,
          isVoid,
          units: [{ skuId: "sku", quantity }],
        }),
      );
    const benefit = fc.record({
      hasFreeFreight: fc.boolean(),
      birthdayGift: fc.constantFrom(null, { kind: "text", text: "花", costFen: 500 } as const),
    });
    const rules = fc
      .tuple(fc.array(benefit, { minLength: 2, maxLength: 2 }), fc.integer({ min: 1, max: 800 }))
      .map(([levels, first]) => policy(levels, [first, first * 2]));
    const total = (levels: Record<string, { [field: string]: number }>, field: string) =>
      Object.values(levels).reduce((sum, one) => sum + (one[field] ?? 0), 0);
    fc.assert(
      fc.property(
        fc.array(fc.array(purchase, { minLength: 1, maxLength: 8 }), { maxLength: 6 }),
        rules,
        rules,
        (members, inForce, draft) => {
          const counted = costs(members, draft, inForce);
          expect(costs(members.toReversed(), draft, inForce)).toEqual(counted);
          const same = costs(members, inForce, inForce);
          expect(same.draft).toEqual(same.inForce);
          const year = members
            .flat()
            .filter(({ day, isVoid }) => !isVoid && day >= "2025-03-10" && day <= "2026-03-09");
          for (const side of [counted.inForce, counted.draft]) {
            expect(total(side, "members")).toBe(members.length);
            expect(total(side, "purchases")).toBe(year.length);
            expect(total(side, "netFen")).toBe(year.reduce((sum, one) => sum + one.netFen, 0));
            expect(total(side, "totalFen")).toBe(
              ["freeFreightFen", "pointsFen", "memberPricesFen", "birthdayGiftsFen"].reduce(
                (sum, field) => sum + total(side, field),
                0,
              ),
            );
          }
        },
      ),
      { numRuns: Number(process.env["MODEL_RUNS"] ?? 100) },
    );
  });
});
