import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { priceLines, versionOf, type PricingInput } from "@server/modules/promotions/index.ts";

const freight = {
  version: 1,
  storeId: "sto_x",
  rules: [
    {
      provinces: ["西藏"],
      isServed: false,
      firstGrams: 1_000,
      firstFen: 0,
      stepGrams: 1_000,
      stepFen: 0,
      freeFromFen: null,
    },
    {
      provinces: ["新疆", "青海"],
      isServed: true,
      firstGrams: 1_000,
      firstFen: 1_800,
      stepGrams: 500,
      stepFen: 900,
      freeFromFen: 29_900,
    },
    {
      provinces: [],
      isServed: true,
      firstGrams: 1_000,
      firstFen: 800,
      stepGrams: 1_000,
      stepFen: 200,
      freeFromFen: 9_900,
    },
  ],
};
const line = (over: Partial<PricingInput["lines"][number]> = {}) => ({
  lineId: "lin_1",
  skuId: "sku_1",
  quantity: 1,
  listPriceFen: 5_000,
  memberPricesFen: {},
  productId: "prd_1",
  categoryIds: [],
  weightGrams: 400,
  ...over,
});
const base: PricingInput = {
  now: new Date("2026-03-10T02:00:00.000Z"),
  storeId: "sto_x",
  lines: [line()],
  member: null,
  delivery: null,
  freight,
  personalPrices: [],
  campaigns: [],
  coupons: [],
  couponIds: [],
  points: null,
  gifts: new Map(),
};
const price = (over: Partial<PricingInput>) => priceLines({ ...base, ...over });
const shanghai = { kind: "express", province: "上海市", city: "上海市" } as const;
const member = (level: number, hasFreeFreight = false) => ({
  memberId: "mem_1",
  isFirstOrder: false,
  level,
  tierName: "银卡",
  hasFreeFreight,
});

describe("the price of a purchase", () => {
  it("is the list price for a visitor, and says what logging in would bring", () => {
    const priced = price({ lines: [line({ memberPricesFen: { "1": 4_500 } })] });
    expect(priced.totalFen).toBe(5_000);
    expect(priced.trace.find((step) => step.rule === "member_price")).toMatchObject({
      isApplied: false,
      amountFen: 0,
      reason: "登录后按会员等级计价",
    });
  });

  it.each([
    [0, 5_000],
    [1, 4_500],
    [2, 4_500],
    [3, 4_000],
    [4, 4_000],
  ])("gives tier level %i the best price of its own and lower levels: %i fen", (level, fen) => {
    const lines = [line({ memberPricesFen: { "1": 4_500, "3": 4_000, "4": 4_900 } })];
    expect(price({ lines, member: member(level) }).totalFen).toBe(fen);
  });

  it("never charges a member more than the list price", () => {
    expect(
      price({ lines: [line({ memberPricesFen: { "1": 9_999 } })], member: member(2) }).totalFen,
    ).toBe(5_000);
  });

  it.each([
    ["上海市", 400, 1, 800],
    ["上海市", 1_001, 1, 1_000],
    ["上海市", 3_000, 1, 1_200],
    ["新疆维吾尔自治区", 1_600, 1, 3_600],
  ])("asks freight to %s for %i g × %i: %i fen", (province, weightGrams, quantity, freightFen) => {
    const priced = price({
      lines: [line({ weightGrams, quantity })],
      delivery: { kind: "express", province, city: "" },
    });
    expect(priced.freightFen).toBe(freightFen);
    expect(priced.totalFen).toBe(priced.goodsFen + freightFen);
  });

  it("says how much is missing for free freight, and gives it from the threshold on", () => {
    const below = price({ delivery: shanghai });
    expect(below.trace.at(-1)).toMatchObject({
      rule: "free_freight",
      isApplied: false,
      missingFen: 4_900,
    });
    expect(below.trace.at(-1)?.reason).toContain("还差 ¥49.00");
    const at = price({ lines: [line({ listPriceFen: 9_900 })], delivery: shanghai });
    expect(at.freightFen).toBe(0);
    expect(at.trace.at(-1)).toMatchObject({
      rule: "free_freight",
      isApplied: true,
      amountFen: -800,
    });
  });

  it("is free of freight for a tier with that benefit and at pickup, and not served where the shop does not send", () => {
    expect(price({ delivery: shanghai, member: member(3, true) }).freightFen).toBe(0);
    expect(price({ delivery: { kind: "pickup" } }).freightFen).toBe(0);
    expect(
      price({ delivery: { kind: "express", province: "西藏自治区", city: "" } }).isServed,
    ).toBe(false);
  });

  it("has a version that changes with anything shown and with nothing else", () => {
    const input = (over: Partial<PricingInput>): PricingInput => ({
      ...base,
      delivery: shanghai,
      ...over,
    });
    const version = (over: Partial<PricingInput>) =>
      versionOf(input(over), priceLines(input(over)));
    expect(version({})).toBe(version({ freight: { ...freight, version: 2 } }));
    expect(version({})).not.toBe(version({ lines: [line({ listPriceFen: 5_001 })] }));
    expect(version({})).not.toBe(version({ lines: [line({ quantity: 2 })] }));
    expect(version({})).not.toBe(version({ delivery: { kind: "pickup" } }));
  });

  it("conserves every fen, for any cart", () => {
    const lines = fc.array(
      fc.record({
        quantity: fc.integer({ min: 1, max: 99 }),
        listPriceFen: fc.integer({ min: 0, max: 10_000_000 }),
        memberPricesFen: fc.dictionary(
          fc.constantFrom("1", "2", "3", "4"),
          fc.integer({ min: 0, max: 10_000_000 }),
        ),
        weightGrams: fc.integer({ min: 0, max: 50_000 }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    const members = fc.option(
      fc.record({
        level: fc.integer({ min: 0, max: 5 }),
        tierName: fc.constant("银卡"),
        hasFreeFreight: fc.boolean(),
        memberId: fc.constant("mem_1"),
        isFirstOrder: fc.boolean(),
      }),
    );
    const deliveries = fc.constantFrom(
      null,
      shanghai,
      { kind: "pickup" } as const,
      { kind: "express", province: "新疆", city: "" } as const,
    );
    fc.assert(
      fc.property(lines, members, deliveries, (drawn, who, delivery) => {
        const priced = priceLines({
          ...base,
          lines: drawn.map((row, index) => ({
            ...row,
            lineId: `lin_${index}`,
            skuId: `sku_${index}`,
            productId: `prd_${index}`,
            categoryIds: [],
          })),
          member: who,
          delivery,
          freight,
        });
        for (const row of priced.lines) {
          expect(row.unitFens).toHaveLength(row.quantity);
          expect(row.unitFens.reduce((total, fen) => total + fen, 0)).toBe(row.payableFen);
          expect(row.payableFen).toBeLessThanOrEqual(row.listPriceFen * row.quantity);
        }
        expect(priced.trace.reduce((total, step) => total + step.amountFen, 0)).toBe(
          priced.totalFen,
        );
        expect(priced.goodsListFen - priced.discountFen + priced.freightFen).toBe(priced.totalFen);
        expect(priced.totalFen).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });
});
