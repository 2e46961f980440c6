import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chooseBest,
  explainPrice,
  priceLines,
  type PricingInput,
  type PricingOffer,
} from "@server/modules/promotions/index.ts";
import {
  categoryIdOf,
  pricingInput,
  pricingLine,
  pricingOffer,
  productIdOf,
  skuIdOf,
} from "@support/pricing.ts";

const shanghai = { kind: "express", province: "上海市", city: "上海市" } as const;
const member = (level: number, isFirstOrder = false): PricingInput["member"] => ({
  memberId: "mem_1",
  level,
  tierName: "熟客",
  hasFreeFreight: false,
  isFirstOrder,
});
const campaign = (n: number, terms: Parameters<typeof pricingOffer>[2], over = {}) =>
  pricingOffer("campaign", n, terms, over);
const coupon = (n: number, terms: Parameters<typeof pricingOffer>[2], over = {}) =>
  pricingOffer("coupon", n, terms, over);
const goodsOf = (over: Partial<PricingInput>) => priceLines(pricingInput(over)).goodsFen;
const refusalsOf = (offer: PricingOffer, over: Partial<PricingInput> = {}) =>
  explainPrice(pricingInput({ coupons: [offer], ...over })).coupons[0]?.refusals ?? [];

describe("what a benefit takes off", () => {
  const three = [
    pricingLine(1, { quantity: 2, listPriceFen: 3_000 }),
    pricingLine(2, { listPriceFen: 1_000 }),
  ];
  it.each([
    ["¥10 off", { kind: "amount_off", amountFen: 1_000 }, 6_000],
    ["more off than the goods cost", { kind: "amount_off", amountFen: 99_999 }, 0],
    ["88 折", { kind: "percent_off", payBps: 8_800 }, 6_160],
    ["88 折, at most ¥5", { kind: "percent_off", payBps: 8_800, capFen: 500 }, 6_500],
    ["each unit ¥20", { kind: "fixed_price", priceFen: 2_000 }, 5_000],
    ["one unit ¥20, the dearest", { kind: "fixed_price", priceFen: 2_000, unitsMax: 1 }, 6_000],
    ["buy 2 get the cheapest", { kind: "buy_x_get_y", buy: 2, get: 1 }, 6_000],
    ["buy 3 get 1: not enough", { kind: "buy_x_get_y", buy: 3, get: 1 }, 7_000],
    ["second at half price", { kind: "nth_item", n: 2, payBps: 5_000 }, 6_500],
    [
      "steps: the highest reached",
      {
        kind: "spend_and_save",
        steps: [
          { fromFen: 5_000, offFen: 500 },
          { fromFen: 7_000, offFen: 900 },
          { fromFen: 9_000, offFen: 2_000 },
        ],
      },
      6_100,
    ],
    [
      "every ¥30 ¥2 off",
      { kind: "spend_and_save", steps: [{ fromFen: 3_000, offFen: 200 }], isRepeated: true },
      6_600,
    ],
    [
      "one of each at ¥30",
      {
        kind: "bundle_price",
        items: [
          { skuId: skuIdOf(1), quantity: 1 },
          { skuId: skuIdOf(2), quantity: 1 },
        ],
        priceFen: 3_000,
      },
      6_000,
    ],
    [
      "flash price with one unit left",
      { kind: "flash_price", prices: [{ skuId: skuIdOf(1), priceFen: 1_500, stock: 1 }] },
      5_500,
    ],
    [
      "add-on: the second product at ¥1 beside the first",
      { kind: "add_on", skuId: skuIdOf(2), priceFen: 100 },
      6_100,
    ],
  ] as const)("%s", (_, benefit, goodsFen) => {
    const priced = priceLines(
      pricingInput({ lines: three, campaigns: [campaign(1, { benefit: benefit as never })] }),
    );
    expect(priced.goodsFen).toBe(goodsFen);
    expect(priced.trace.reduce((total, step) => total + step.amountFen, 0)).toBe(goodsFen);
  });

  const limited: Parameters<typeof pricingOffer>[2]["benefit"] = {
    kind: "flash_price",
    perMemberMax: 3,
    prices: [
      { skuId: skuIdOf(1), priceFen: 2_900, stock: 9 },
      { skuId: skuIdOf(2), priceFen: 100, stock: 9 },
    ],
  };
  it.each([
    ["whole", undefined, 5_900],
    ["down to two units: the one that saves most first", 2, 6_000],
    ["down to one unit", 1, 6_100],
    ["used up", 0, 7_000],
  ])("prices units above a member's limit of a flash price as ever: %s", (_, left, goodsFen) => {
    const over = left === undefined ? {} : { memberUnitsLeft: left };
    const priced = priceLines(
      pricingInput({ lines: three, campaigns: [campaign(1, { benefit: limited }, over)] }),
    );
    expect(priced.goodsFen).toBe(goodsFen);
    if (left === 0)
      expect(priced.trace.at(-1)).toMatchObject({ reason: "每人限购 3 件，您已购满" });
  });

  it("adds a gift while there is one, and says when there is none", () => {
    const offer = campaign(1, {
      benefit: { kind: "gift", skuId: skuIdOf(9), quantity: 2 },
      threshold: { fen: 5_000 },
    });
    const gifts = (available: number) =>
      new Map([[skuIdOf(9), { title: "茶巾", listPriceFen: 900, available }]]);
    expect(priceLines(pricingInput({ campaigns: [offer], gifts: gifts(2) })).gifts).toMatchObject([
      { skuId: skuIdOf(9), quantity: 2, title: "茶巾" },
    ]);
    const none = priceLines(pricingInput({ campaigns: [offer], gifts: gifts(1) }));
    expect(none.gifts).toEqual([]);
    expect(none.trace.at(-1)).toMatchObject({ isApplied: false, reason: "赠品已送完" });
  });

  it("frees freight up to its cap, after the shop's own threshold", () => {
    const free = coupon(1, { benefit: { kind: "free_freight", capFen: 500 } });
    const priced = priceLines(
      pricingInput({ coupons: [free], couponIds: [free.offerId], delivery: shanghai }),
    );
    expect([priced.freightFen, priced.totalFen]).toEqual([300, 5_300]);
  });
});

describe("an offer that does not apply", () => {
  const tenOff = { kind: "amount_off", amountFen: 1_000 } as const;
  it.each([
    [
      "not begun",
      coupon(1, { benefit: tenOff }, { from: new Date("2026-03-20") }),
      {},
      "not_begun",
    ],
    [
      "over",
      coupon(1, { benefit: tenOff }, { until: new Date("2026-03-10T02:00:00Z") }),
      {},
      "over",
    ],
    ["other tier", coupon(1, { benefit: tenOff, audience: { tierLevels: [3] } }), {}, "level"],
    [
      "not the first order",
      coupon(1, { benefit: tenOff, audience: { isFirstOrder: true } }),
      {},
      "not_first_order",
    ],
    [
      "other store",
      coupon(1, { benefit: tenOff, scope: { storeIds: [`sto_${"0".repeat(26)}`] } }),
      {},
      "store",
    ],
    [
      "other goods",
      coupon(1, { benefit: tenOff, scope: { productIds: [productIdOf(2)] } }),
      {},
      "scope",
    ],
    [
      "below the threshold",
      coupon(1, { benefit: tenOff, threshold: { fen: 6_200 } }),
      {},
      "threshold",
    ],
    [
      "too few units",
      coupon(1, { benefit: tenOff, threshold: { units: 2 } }),
      {},
      "threshold_units",
    ],
  ] as const)("says why: %s", (_, offer, over, code) => {
    expect(refusalsOf(offer, over).map((one) => one.code)).toEqual([code]);
  });

  it("tells every reason, not the first, and how much is missing", () => {
    const offer = coupon(
      1,
      { benefit: tenOff, audience: { tierLevels: [3] }, threshold: { fen: 6_200 } },
      { from: new Date("2026-03-20") },
    );
    const refusals = refusalsOf(offer);
    expect(refusals.map((one) => one.code)).toEqual(["not_begun", "level", "threshold"]);
    expect(refusals.at(-1)).toMatchObject({ missingFen: 1_200 });
    expect(refusals.at(-1)?.detail).toContain("还差 ¥12.00");
  });

  it("counts its threshold on the base it names", () => {
    const campaigns = [campaign(1, { benefit: { kind: "percent_off", payBps: 5_000 } })];
    const after = coupon(2, { benefit: tenOff, threshold: { fen: 5_000 } });
    const before = coupon(3, {
      benefit: tenOff,
      threshold: { fen: 5_000, base: "before_discounts" },
    });
    const freight = coupon(4, {
      benefit: tenOff,
      threshold: { fen: 3_300, isFreightCounted: true },
    });
    expect(refusalsOf(after, { campaigns })[0]?.missingFen).toBe(2_500);
    expect(refusalsOf(before, { campaigns })).toEqual([]);
    expect(refusalsOf(freight, { campaigns, delivery: shanghai })).toEqual([]);
  });

  it("is dropped with a reason and does not block the rest (linlinjava/litemall#147)", () => {
    const stale = coupon(1, { benefit: tenOff }, { until: new Date("2026-03-09") });
    const priced = priceLines(pricingInput({ coupons: [stale], couponIds: [stale.offerId] }));
    expect([priced.totalFen, priced.couponIds]).toEqual([5_000, []]);
    expect(priced.trace.at(-1)).toMatchObject({ isApplied: false, reason: "已过有效期" });
  });

  it("of somebody else is not known at all", () => {
    const priced = priceLines(pricingInput({ couponIds: ["cpn_of_another"] }));
    expect([priced.totalFen, priced.couponIds]).toEqual([5_000, []]);
  });
});

describe("offers together", () => {
  const off = (amountFen: number) => ({ kind: "amount_off", amountFen }) as const;
  const half = { kind: "percent_off", payBps: 5_000 } as const;

  it("of one group reach each line once, the better first; disjoint goods get both", () => {
    const lines = [pricingLine(1), pricingLine(2)];
    const all = campaign(1, { benefit: { kind: "percent_off", payBps: 9_000 } });
    const second = campaign(2, { benefit: half, scope: { productIds: [productIdOf(2)] } });
    // ¥25 off the second beats ¥10 off both, which then keeps the first.
    expect(goodsOf({ lines, campaigns: [all, second] })).toBe(4_500 + 2_500);
  });

  it("of different groups follow their priority, each on what the ones before left", () => {
    const campaigns = [
      campaign(1, { benefit: off(1_000) }, { priority: 2 }),
      campaign(2, { benefit: half }, { priority: 1 }),
    ];
    expect(goodsOf({ campaigns })).toBe(1_500);
    const turned = campaigns.map((offer) => ({ ...offer, priority: 3 - offer.priority }));
    expect(goodsOf({ campaigns: turned })).toBe(2_000);
  });

  it("an offer that never stacks keeps others out, but not those that always stack", () => {
    const never = campaign(1, { benefit: half, stacking: { category: "never" } }, { priority: 1 });
    const common = campaign(2, { benefit: off(1_000) }, { priority: 2 });
    const always = campaign(3, { benefit: off(300), stacking: { category: "always" } });
    const priced = priceLines(pricingInput({ campaigns: [never, common, always] }));
    expect(priced.goodsFen).toBe(2_500 - 300);
    expect(priced.trace.find((step) => step.name === "活动2")).toMatchObject({
      isApplied: false,
      reason: "不能与「活动1」同时使用",
    });
  });

  it("coupons go one of a group to an order", () => {
    const coupons = [coupon(1, { benefit: off(500) }), coupon(2, { benefit: off(700) })];
    const couponIds = coupons.map(({ offerId }) => offerId);
    const priced = priceLines(pricingInput({ coupons, couponIds }));
    expect(priced.couponIds).toEqual([couponIds[0]]);
    expect(goodsOf({ coupons, couponIds: [couponIds[1] ?? ""] })).toBe(4_300);
  });

  it("a budget that cannot pay the whole discount pays nothing", () => {
    const poor = campaign(1, { benefit: off(1_000) }, { budgetLeftFen: 999 });
    expect(goodsOf({ campaigns: [poor] })).toBe(5_000);
    expect(goodsOf({ campaigns: [{ ...poor, budgetLeftFen: 1_000 }] })).toBe(4_000);
  });

  it("a ladder says what more would bring", () => {
    const ladder = campaign(1, {
      benefit: {
        kind: "spend_and_save",
        steps: [
          { fromFen: 4_000, offFen: 300 },
          { fromFen: 6_200, offFen: 800 },
        ],
      },
    });
    expect(
      priceLines(pricingInput({ campaigns: [ladder] })).trace.find((s) => s.rule === "campaign"),
    ).toMatchObject({ isApplied: true, amountFen: -300, missingFen: 1_200 });
  });

  it("goods of a category are found, excluded ones are not", () => {
    const lines = [
      pricingLine(1, { categoryIds: [categoryIdOf(1)] }),
      pricingLine(2, { categoryIds: [categoryIdOf(1)] }),
    ];
    const offer = campaign(1, {
      benefit: half,
      scope: { categoryIds: [categoryIdOf(1)], excludedProductIds: [productIdOf(2)] },
    });
    expect(goodsOf({ lines, campaigns: [offer] })).toBe(7_500);
  });
});

describe("prices for one person", () => {
  const personal = (payBps: number, over = {}) => ({
    personalPriceId: "ppr_1",
    name: payBps > 10_000 ? "上门服务费" : "老友专属",
    memberId: "mem_1",
    tierLevel: null,
    productIds: [],
    payBps,
    from: new Date("2026-03-01"),
    until: new Date("2026-04-01"),
    ...over,
  });

  it("come after the member price, by name; a surcharge is a step of its own above the list price shown", () => {
    const lines = [pricingLine(1, { memberPricesFen: { "1": 4_000 } })];
    const priced = priceLines(
      pricingInput({ lines, member: member(1), personalPrices: [personal(9_000)] }),
    );
    expect(priced.goodsFen).toBe(3_600);
    const charged = priceLines(pricingInput({ personalPrices: [personal(10_500)] }));
    expect([charged.goodsListFen, charged.goodsFen, charged.discountFen]).toEqual([
      5_000, 5_250, -250,
    ]);
    expect(charged.trace.find((step) => step.rule === "service_surcharge")).toMatchObject({
      name: "上门服务费",
      amountFen: 250,
    });
  });

  it.each([
    ["another member", { memberId: "mem_2" }],
    ["another tier", { memberId: null, tierLevel: 2 }],
    ["other goods", { productIds: ["prd_other"] }],
    ["over", { until: new Date("2026-03-10T02:00:00Z") }],
  ])("are not for %s", (_, over) => {
    expect(goodsOf({ personalPrices: [personal(9_000, over)] })).toBe(5_000);
  });
});

describe("points at checkout", () => {
  const rule = { stepPoints: 100, stepFen: 100, maxBps: 3_000, isWithCoupons: false };
  const points = (wanted: number, available = 10_000) => ({ wanted, available, rule });

  it.each([
    ["whole steps only", points(950), 900, 900],
    ["no more than the share of the goods", points(9_999), 1_500, 1_500],
    ["no more than there are", points(9_999, 399), 300, 300],
    ["none when not asked", points(0), 0, 0],
  ])("pay %s", (_, given, used, fen) => {
    const priced = priceLines(pricingInput({ points: given, delivery: shanghai }));
    expect([priced.points, priced.pointsFen]).toEqual([used, fen]);
    expect(priced.totalFen).toBe(5_000 - fen + 800);
  });

  it("do not go with coupons where the rule says so", () => {
    const tenOff = coupon(1, { benefit: { kind: "amount_off", amountFen: 1_000 } });
    const chosen = { coupons: [tenOff], couponIds: [tenOff.offerId], points: points(500) };
    const priced = priceLines(pricingInput(chosen));
    expect([priced.points, priced.goodsFen]).toEqual([0, 4_000]);
    expect(priced.trace.at(-1)).toMatchObject({ rule: "points", isApplied: false });
    const both = { ...chosen, points: { ...points(500), rule: { ...rule, isWithCoupons: true } } };
    expect(goodsOf(both)).toBe(3_500);
  });
});

const drawnLines = fc
  .array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 9 }),
      listPriceFen: fc.integer({ min: 0, max: 100_000 }),
      category: fc.integer({ min: 1, max: 3 }),
      mall: fc.option(
        fc.record({
          mallItemId: fc.constant("pmi_1"),
          points: fc.integer({ min: 1, max: 3_000 }),
          priceFen: fc.integer({ min: 0, max: 50_000 }),
        }),
        { freq: 5 },
      ),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((rows) =>
    rows.map(({ category, mall, ...row }, index) =>
      pricingLine(index + 1, {
        ...row,
        categoryIds: [categoryIdOf(category)],
        ...(mall !== null && { mall }),
      }),
    ),
  );
const pair = [
  { skuId: skuIdOf(1), quantity: 1 },
  { skuId: skuIdOf(2), quantity: 2 },
];
const flash = [{ skuId: skuIdOf(1), priceFen: 100, stock: 3 }];
const drawnTerms = fc.record({
  benefit: fc.oneof(
    fc.record({
      kind: fc.constant("amount_off" as const),
      amountFen: fc.integer({ min: 1, max: 50_000 }),
    }),
    fc.record({
      kind: fc.constant("percent_off" as const),
      payBps: fc.integer({ min: 0, max: 9_999 }),
    }),
    fc.record({
      kind: fc.constant("fixed_price" as const),
      priceFen: fc.integer({ min: 0, max: 50_000 }),
    }),
    fc.record({
      kind: fc.constant("buy_x_get_y" as const),
      buy: fc.integer({ min: 1, max: 3 }),
      get: fc.integer({ min: 1, max: 2 }),
    }),
    fc.record({
      kind: fc.constant("nth_item" as const),
      n: fc.integer({ min: 2, max: 4 }),
      payBps: fc.integer({ min: 0, max: 9_999 }),
    }),
    fc.record({
      kind: fc.constant("bundle_price" as const),
      items: fc.constant(pair),
      priceFen: fc.integer({ min: 0, max: 50_000 }),
    }),
    fc.record({
      kind: fc.constant("flash_price" as const),
      prices: fc.constant(flash),
    }),
    fc.constant({ kind: "free_freight" as const }),
  ),
  scope: fc.record({
    categoryIds: fc.uniqueArray(fc.integer({ min: 1, max: 3 }).map(categoryIdOf), { maxLength: 2 }),
  }),
  threshold: fc.record({
    fen: fc.integer({ min: 0, max: 60_000 }),
    base: fc.constantFrom("before_discounts" as const, "after_discounts" as const),
  }),
  stacking: fc.record({
    category: fc.constantFrom(
      "common" as const,
      "common" as const,
      "never" as const,
      "always" as const,
    ),
    group: fc.constantFrom(null, "甲", "乙"),
  }),
});
const couponBenefits = new Set(["bundle_price", "flash_price"]);

describe("any price", () => {
  it("conserves every fen and point, stays between nothing and the list price, and explains itself", () => {
    fc.assert(
      fc.property(
        drawnLines,
        fc.array(drawnTerms, { maxLength: 6 }),
        fc.array(drawnTerms, { maxLength: 4 }),
        fc.integer({ min: 0, max: 200_000 }),
        (lines, campaignTerms, couponTerms, wanted) => {
          const coupons = couponTerms
            .filter((terms) => !couponBenefits.has(terms.benefit.kind))
            .map((terms, n) => coupon(n, terms));
          const input = pricingInput({
            lines,
            campaigns: campaignTerms.map((terms, n) => campaign(n, terms)),
            coupons,
            couponIds: coupons.map(({ offerId }) => offerId),
            delivery: shanghai,
            points: {
              wanted,
              available: 100_000,
              rule: { stepPoints: 100, stepFen: 90, maxBps: 5_000, isWithCoupons: true },
            },
          });
          const priced = priceLines(input);
          const sum = (amounts: readonly number[]) => amounts.reduce((a, b) => a + b, 0);
          for (const line of priced.lines) {
            expect(sum(line.unitFens)).toBe(line.payableFen);
            expect(sum(line.unitPoints)).toBe(line.points);
            expect(Math.min(...line.unitFens, line.payableFen)).toBeGreaterThanOrEqual(0);
            expect(line.payableFen).toBeLessThanOrEqual(line.listPriceFen * line.quantity);
          }
          for (const [index, { listPriceFen, quantity, mall }] of lines.entries())
            if (mall !== undefined)
              expect(priced.lines[index]).toMatchObject({
                payableFen: Math.min(mall.priceFen, listPriceFen) * quantity,
                points: mall.points * quantity,
              });
          expect(sum(priced.lines.map((line) => line.points))).toBe(priced.points);
          expect(sum(priced.trace.map((step) => step.amountFen))).toBe(priced.totalFen);
          for (const step of priced.trace)
            if (step.allocation.length > 0)
              expect(sum(step.allocation.map((part) => part.amountFen))).toBe(step.amountFen);
          expect(
            priced.goodsListFen - priced.discountFen - priced.pointsFen + priced.freightFen,
          ).toBe(priced.totalFen);
          expect(priceLines(input)).toEqual(priced);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("the best choice", () => {
  it("breaks a tie as WeChat does: higher threshold, earlier end, held for longer, smaller id", () => {
    const off = (n: number, over: Partial<PricingOffer> = {}, fen = 0) =>
      coupon(n, { benefit: { kind: "amount_off", amountFen: 500 }, threshold: { fen } }, over);
    const bestOf = (...coupons: PricingOffer[]) =>
      chooseBest(pricingInput({ coupons })).best.couponIds;
    const first = off(1);
    expect(bestOf(off(2), first)).toEqual([first.offerId]);
    const older = off(3, { since: new Date("2026-02-01") });
    expect(bestOf(first, older)).toEqual([older.offerId]);
    const ending = off(4, { until: new Date("2026-03-11") });
    expect(bestOf(first, older, ending)).toEqual([ending.offerId]);
    const demanding = off(5, {}, 4_000);
    expect(bestOf(first, older, ending, demanding)).toEqual([demanding.offerId]);
  });

  it("costs no more than any choice that could be made by hand", () => {
    fc.assert(
      fc.property(
        drawnLines,
        fc.array(drawnTerms, { maxLength: 3 }),
        fc.array(drawnTerms, { maxLength: 5 }),
        (lines, campaignTerms, couponTerms) => {
          const coupons = couponTerms
            .filter((terms) => !couponBenefits.has(terms.benefit.kind))
            .map((terms, n) => coupon(n, terms));
          const input = pricingInput({
            lines,
            campaigns: campaignTerms.map((terms, n) => campaign(n, terms)),
            coupons,
            delivery: shanghai,
          });
          const { best } = chooseBest(input);
          let cheapest = Infinity;
          for (let mask = 0; mask < 2 ** coupons.length; mask += 1) {
            const couponIds = coupons.flatMap(({ offerId }, bit) =>
              (mask >> bit) % 2 === 1 ? [offerId] : [],
            );
            cheapest = Math.min(cheapest, priceLines({ ...input, couponIds }).totalFen);
          }
          expect(best.totalFen).toBe(cheapest);
          expect(priceLines({ ...input, couponIds: best.couponIds }).totalFen).toBe(best.totalFen);
        },
      ),
      { numRuns: 300 },
    );
  });
});
