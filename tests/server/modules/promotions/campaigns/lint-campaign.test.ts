import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { offerTerms } from "@server/contract/offer-terms.ts";
import type { ScopeSku } from "@server/modules/catalog/index.ts";
import {
  describeDays,
  describeTerms,
} from "@server/modules/promotions/campaigns/describe-offer.ts";
import {
  lintCampaign,
  type LintedCampaign,
  type LintFacts,
} from "@server/modules/promotions/campaigns/lint-campaign.ts";
import { smallestUseFen } from "@server/modules/promotions/campaigns/counting.ts";
import type { FloorOffer } from "@server/modules/promotions/campaigns/lowest-price.ts";
import { categoryIdOf, pricingNow, productIdOf, skuIdOf } from "@support/pricing.ts";

type Terms = z.input<typeof offerTerms>;
const now = pricingNow;
const soon = (days: number): Date => new Date(now.getTime() + days * 86_400_000);

function campaign(parts: Partial<Omit<LintedCampaign, "terms">> & { terms?: Terms } = {}) {
  const { terms, ...rest } = parts;
  return {
    _id: "cmp_1",
    name: "春日立减",
    description: null,
    schedule: { from: soon(0), until: soon(10), weekdays: [], monthDays: [] },
    priority: 100,
    budgetFen: null,
    floorApproval: null,
    ...rest,
    terms: offerTerms.parse(terms ?? { benefit: { kind: "amount_off", amountFen: 100 } }),
  } satisfies LintedCampaign;
}

/** A SKU of the nth product at ¥50 that cost ¥30. */
const sku = (n: number, over: Partial<ScopeSku> = {}): ScopeSku => ({
  skuId: skuIdOf(n),
  productId: productIdOf(n),
  title: `商品 ${n}`,
  optionsText: "",
  categoryIds: [],
  listPriceFen: 5_000,
  memberPricesFen: {},
  costFen: 3_000,
  isBuyable: true,
  perOrderLimit: null,
  ...over,
});

const facts = (parts: Partial<LintFacts> = {}): LintFacts => ({
  now,
  unknown: new Set(),
  tierLevels: new Set([0, 1, 2]),
  skus: [sku(1), sku(2)],
  others: [],
  personalPrices: [],
  coupons: [],
  giftCostsFen: new Map(),
  ...parts,
});

const found = (report: Awaited<ReturnType<typeof lintCampaign>>) =>
  report.findings.map(({ code, severity, pointer }) => `${severity} ${code} ${pointer}`);

describe("lint of a campaign by itself", () => {
  it("finds nothing wrong with a plain one, and says what it looked at and what not", async () => {
    const report = await lintCampaign(campaign(), facts());
    expect(report).toMatchObject({ isPublishable: true, findings: [] });
    expect(report.checked.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["schedule", "overlap", "below_cost", "ad_absolute", "medical"]),
    );
    const law = report.checked.find(({ code }) => code === "ad_absolute")?.rule;
    expect(law).toContain("《中华人民共和国广告法》第九条");
    expect(report.notChecked.map(({ code }) => code)).toEqual([
      "later_changes",
      "price_history",
      "pictures",
      "truth",
      "special_goods",
    ]);
  });

  it("says that coupons and SKUs without a cost were not part of it", async () => {
    const report = await lintCampaign(
      campaign(),
      facts({ coupons: null, skus: [sku(1, { costFen: null })] }),
    );
    expect(report.notChecked.slice(0, 2)).toEqual([
      { code: "costs", title: "1 个规格没有填写成本，未查是否低于成本" },
      { code: "coupons", title: "未计入优惠券的叠加" },
    ]);
  });

  const schedule = { from: soon(0), until: soon(10), weekdays: [], monthDays: [] };
  const steps = (...pairs: [fromFen: number, offFen: number][]) =>
    pairs.map(([fromFen, offFen]) => ({ fromFen, offFen }));
  it.each<{
    why: string;
    given?: Parameters<typeof campaign>[0];
    shop?: Partial<LintFacts>;
    expected: string[];
  }>([
    {
      why: "an end before the beginning",
      given: { schedule: { ...schedule, until: soon(-1) } },
      expected: ["error schedule /schedule/until"],
    },
    {
      why: "an end that has passed",
      given: { schedule: { ...schedule, from: soon(-9), until: soon(-1) } },
      expected: ["error schedule /schedule/until"],
    },
    {
      why: "a member day that never comes",
      given: { schedule: { ...schedule, monthDays: [1] } },
      expected: ["error schedule /schedule"],
    },
    {
      why: "goods, stores and levels that do not exist",
      given: {
        terms: {
          benefit: { kind: "amount_off", amountFen: 100 },
          scope: { productIds: [productIdOf(1), productIdOf(9)], categoryIds: [categoryIdOf(9)] },
          audience: { tierLevels: [2, 7] },
        },
      },
      shop: { unknown: new Set([productIdOf(9), categoryIdOf(9)]) },
      expected: [
        "error unknown /terms/scope/productIds/1",
        "error unknown /terms/scope/categoryIds/0",
        "error unknown /terms/audience/tierLevels/1",
      ],
    },
    {
      why: "a SKU that does not exist, or twice",
      given: {
        terms: {
          benefit: {
            kind: "flash_price",
            prices: [
              { skuId: skuIdOf(1), priceFen: 4_000, stock: 5 },
              { skuId: skuIdOf(9), priceFen: 4_000, stock: 5 },
              { skuId: skuIdOf(1), priceFen: 4_000, stock: 5 },
            ],
          },
        },
      },
      shop: { unknown: new Set([skuIdOf(9)]) },
      expected: [
        "error unknown /terms/benefit/prices/1/skuId",
        "error repeated /terms/benefit/prices/2/skuId",
      ],
    },
    {
      why: "nothing on sale",
      shop: { skus: [sku(1, { isBuyable: false })] },
      expected: ["error nothing_on_sale /terms/scope"],
    },
    {
      why: "an add-on outside of its own scope",
      given: {
        terms: {
          benefit: { kind: "add_on", skuId: skuIdOf(3), priceFen: 4_000 },
          scope: { productIds: [productIdOf(1)] },
        },
      },
      shop: { skus: [sku(1)] },
      expected: ["error nothing_on_sale /terms/benefit/skuId"],
    },
    {
      why: "an amount that limits per order do not let reach",
      given: {
        terms: {
          benefit: { kind: "amount_off", amountFen: 100 },
          threshold: { fen: 15_001, units: 4 },
        },
      },
      shop: { skus: [sku(1, { perOrderLimit: 2 }), sku(2, { perOrderLimit: 1 })] },
      expected: [
        "error unreachable /terms/threshold/units",
        "error unreachable /terms/threshold/fen",
      ],
    },
    {
      why: "three to buy where two are allowed",
      given: { terms: { benefit: { kind: "nth_item", n: 3, payBps: 9_000 } } },
      shop: { skus: [sku(1, { perOrderLimit: 2 })] },
      expected: ["error unreachable /terms/benefit/n"],
    },
    {
      why: "steps that do not rise",
      given: {
        terms: {
          benefit: {
            kind: "spend_and_save",
            steps: steps([10_000, 1_000], [10_000, 900], [50_000, 2_000]),
          },
        },
      },
      expected: [
        "error steps /terms/benefit/steps/1/fromFen",
        "error steps /terms/benefit/steps/1/offFen",
      ],
    },
    {
      why: "two steps where one repeats, and one that takes off more than it asks for",
      given: {
        terms: {
          benefit: {
            kind: "spend_and_save",
            isRepeated: true,
            steps: steps([10_000, 1_000], [20_000, 20_001]),
          },
        },
      },
      shop: { skus: [sku(1, { costFen: null })] },
      expected: ["error steps /terms/benefit/steps/1", "error steps /terms/benefit/steps/1/offFen"],
    },
    {
      why: "prices that are none",
      given: {
        terms: {
          benefit: {
            kind: "flash_price",
            prices: [{ skuId: skuIdOf(1), priceFen: 5_000, stock: 5 }],
          },
        },
      },
      expected: ["warning no_effect /terms/benefit/prices/0/priceFen"],
    },
    {
      why: "a bundle dearer than its parts",
      given: {
        terms: {
          benefit: {
            kind: "bundle_price",
            priceFen: 10_001,
            items: [
              { skuId: skuIdOf(1), quantity: 1 },
              { skuId: skuIdOf(2), quantity: 1 },
            ],
          },
        },
      },
      expected: ["warning no_effect /terms/benefit/priceFen"],
    },
    {
      why: "a budget that cannot pay once",
      given: {
        budgetFen: 999,
        terms: {
          benefit: { kind: "amount_off", amountFen: 1_000 },
          threshold: { fen: 10_000 },
        },
      },
      expected: ["error budget /budgetFen"],
    },
    {
      why: "a budget that cannot pay once where no threshold is set",
      given: { budgetFen: 400, terms: { benefit: { kind: "amount_off", amountFen: 500 } } },
      expected: ["error budget /budgetFen"],
    },
    {
      why: "a budget that nothing is taken from",
      given: { budgetFen: 10_000, terms: { benefit: { kind: "free_freight" } } },
      expected: ["error budget /budgetFen"],
    },
  ])("finds $why", async ({ given, shop, expected }) => {
    const report = await lintCampaign(campaign(given), facts(shop));
    expect(found(report)).toEqual(expected);
    expect(report.isPublishable).toBe(!expected.some((one) => one.startsWith("error")));
  });

  it.each([
    ["全网最低价，来抢", "error ad_absolute /name"],
    ["国家级好茶", "error ad_absolute /name"],
    ["销量第一的茶", "error ad_absolute /name"],
    ["史上最大促销", "error ad_absolute /name"],
    ["第一好茶", "warning ad_superlative /name"],
    ["最香的茶", "warning ad_superlative /name"],
    ["独家新品", "warning ad_superlative /name"],
    ["分享后领取 5 元", "error induced_sharing /name"],
    ["转发给好友", "error induced_sharing /name"],
    ["邀请 3 位好友即送", "error induced_sharing /name"],
    ["集赞换好礼", "error induced_sharing /name"],
    ["降血糖的茶", "error medical /name"],
    ["治疗失眠", "error medical /name"],
    ["亏本甩卖", "warning price_lure /name"],
    ["原价 99，现在 59", "warning price_base /name"],
    ["最后一天", "warning false_urgency /name"],
    ["仅限今日", "error false_urgency /name"],
  ])("punishes %s", async (name, expected) => {
    const report = await lintCampaign(campaign({ name }), facts());
    expect(found(report)).toEqual([expected]);
    expect(report.findings[0]?.rule).toMatch(/《.+》/);
  });

  it.each([
    "第一件半价",
    "最近上新",
    "最多减 20 元",
    "最后两周",
    "第 2 件半价",
    "会员日满减",
    "欢迎分享",
  ])("lets %s pass", async (name) => {
    expect(found(await lintCampaign(campaign({ name }), facts()))).toEqual([]);
  });

  it("looks at the description too, and believes “today” of a campaign of one day", async () => {
    const today = { ...schedule, until: soon(1) };
    expect(
      found(await lintCampaign(campaign({ description: "仅限今日", schedule: today }), facts())),
    ).toEqual(["warning false_urgency /description"]);
  });
});

describe("lint of campaigns together", () => {
  const off = (
    amountFen: number,
    stacking: Terms["stacking"] = {},
    scope: Terms["scope"] = {},
  ) => ({
    benefit: { kind: "amount_off", amountFen } as const,
    stacking,
    scope,
  });
  const other = (parts: Parameters<typeof campaign>[0]) =>
    campaign({ _id: "cmp_2", name: "另一个", ...parts });

  it.each([
    { why: "of one group", with: other({ terms: off(50) }), code: "overlap_group:cmp_2" },
    {
      why: "that add up",
      with: other({ terms: off(50, { group: "别的" }) }),
      code: "overlap_goods:cmp_2",
    },
  ])("warns of others $why on the same goods", async ({ with: one, code }) => {
    const report = await lintCampaign(campaign(), facts({ others: [one] }));
    expect(report).toMatchObject({
      isPublishable: true,
      findings: [{ code, severity: "warning" }],
    });
  });

  it.each([
    {
      why: "another time",
      with: other({ schedule: { from: soon(10), until: soon(20), weekdays: [], monthDays: [] } }),
    },
    { why: "other goods", with: other({ terms: off(50, {}, { productIds: [productIdOf(9)] }) }) },
    {
      why: "other tiers",
      with: other({ terms: { ...off(50), audience: { tierLevels: [1] } } }),
      own: { ...off(100), audience: { tierLevels: [2] } },
    },
    {
      why: "other stores",
      with: other({ terms: off(50, {}, { storeIds: ["sto_01JBXG0000000000000000STR1"] }) }),
      own: off(100, {}, { storeIds: ["sto_01JBXG0000000000000000STR2"] }),
    },
  ])("says nothing of $why", async ({ with: one, own }) => {
    const report = await lintCampaign(
      campaign(own === undefined ? {} : { terms: own }),
      facts({ others: [one] }),
    );
    expect(report.findings).toEqual([]);
  });

  const coupon = (terms: Terms): FloorOffer => ({
    kind: "coupon",
    name: "老友券",
    priority: 0,
    terms: offerTerms.parse(terms),
  });
  const group = (name: string) => ({ group: name });
  it.each<{ why: string; own: Terms; shop?: Partial<LintFacts>; reachedFen: number | null }>([
    { why: "exactly at cost", own: off(2_000), reachedFen: null },
    { why: "a fen below", own: off(2_001), reachedFen: 2_999 },
    {
      why: "the tier's price first",
      own: off(1_001),
      shop: { skus: [sku(1, { memberPricesFen: { "2": 4_000 } })] },
      reachedFen: 2_999,
    },
    {
      why: "only tiers it is for",
      own: { ...off(1_500), audience: { tierLevels: [1] } },
      shop: { skus: [sku(1, { memberPricesFen: { "2": 4_000 } })] },
      reachedFen: null,
    },
    {
      why: "shared over a cart that just reaches the threshold: 50 × (1 − 41/100)",
      own: { ...off(4_100), threshold: { fen: 10_000 } },
      reachedFen: 2_950,
    },
    {
      why: "a threshold large enough",
      own: { ...off(4_000), threshold: { fen: 10_000 } },
      reachedFen: null,
    },
    {
      why: "a threshold at list price, goods reduced: 45 × (1 − 31/90)",
      own: { ...off(3_100), threshold: { fen: 10_000, base: "before_discounts" } },
      shop: { skus: [sku(1, { memberPricesFen: { "1": 4_500 } })] },
      reachedFen: 2_950,
    },
    {
      why: "percent",
      own: { benefit: { kind: "percent_off", payBps: 5_900 } },
      reachedFen: 2_950,
    },
    {
      why: "percent with a cap that protects",
      own: { benefit: { kind: "percent_off", payBps: 1_000, capFen: 2_000 } },
      reachedFen: null,
    },
    {
      why: "a fixed price",
      own: { benefit: { kind: "fixed_price", priceFen: 2_900 } },
      reachedFen: 2_900,
    },
    {
      why: "buy one get one: two share the price of one",
      own: { benefit: { kind: "buy_x_get_y", buy: 1, get: 1 } },
      reachedFen: 2_500,
    },
    {
      why: "buy three get one",
      own: { benefit: { kind: "buy_x_get_y", buy: 3, get: 1 } },
      reachedFen: null,
    },
    {
      why: "the second at 10 %",
      own: { benefit: { kind: "nth_item", n: 2, payBps: 1_000 } },
      reachedFen: 2_750,
    },
    {
      why: "the step that takes off most of its amount",
      own: {
        benefit: {
          kind: "spend_and_save",
          steps: [
            { fromFen: 10_000, offFen: 4_500 },
            { fromFen: 50_000, offFen: 10_000 },
          ],
        },
      },
      reachedFen: 2_750,
    },
    {
      why: "a bundle whose parts share its price",
      own: {
        benefit: {
          kind: "bundle_price",
          priceFen: 5_900,
          items: [
            { skuId: skuIdOf(1), quantity: 1 },
            { skuId: skuIdOf(2), quantity: 1 },
          ],
        },
      },
      shop: { skus: [sku(1), sku(2, { costFen: null })] },
      reachedFen: 2_950,
    },
    {
      why: "a flash price",
      own: {
        benefit: {
          kind: "flash_price",
          prices: [{ skuId: skuIdOf(1), priceFen: 2_999, stock: 1 }],
        },
      },
      reachedFen: 2_999,
    },
    {
      why: "an add-on",
      own: { benefit: { kind: "add_on", skuId: skuIdOf(1), priceFen: 100 } },
      reachedFen: 100,
    },
    {
      why: "a gift that costs more than is left of the price",
      own: { benefit: { kind: "gift", skuId: skuIdOf(9), quantity: 2 }, threshold: { fen: 5_000 } },
      shop: { giftCostsFen: new Map([[skuIdOf(9), 1_001]]) },
      reachedFen: 2_998,
    },
    {
      why: "a gift the price can carry",
      own: { benefit: { kind: "gift", skuId: skuIdOf(9), quantity: 2 }, threshold: { fen: 5_000 } },
      shop: { giftCostsFen: new Map([[skuIdOf(9), 1_000]]) },
      reachedFen: null,
    },
    {
      why: "a personal price on top",
      own: off(1_001),
      shop: {
        personalPrices: [
          {
            personalPriceId: "ppr_1",
            name: "专属 8 折",
            memberId: "mem_1",
            tierLevel: null,
            productIds: [],
            payBps: 8_000,
            from: soon(-1),
            until: soon(1),
          },
        ],
      },
      reachedFen: 2_999,
    },
    {
      why: "a stack of campaigns of other groups, the best of each",
      own: off(1_000, group("甲")),
      shop: {
        others: [
          other({ terms: off(500, group("乙")) }),
          other({ _id: "cmp_3", name: "更好", terms: off(1_001, group("乙")) }),
        ],
      },
      reachedFen: 2_999,
    },
    {
      why: "no stack with its own group",
      own: off(1_000, group("甲")),
      shop: { others: [other({ terms: off(1_500, group("甲")) })] },
      reachedFen: null,
    },
    {
      why: "no stack with what never stacks",
      own: off(1_000, group("甲")),
      shop: { others: [other({ terms: off(1_500, { group: "乙", category: "never" }) })] },
      reachedFen: null,
    },
    {
      why: "what always stacks, on top of what never does",
      own: off(1_000, { group: "甲", category: "never" }),
      shop: {
        others: [
          other({ terms: off(1_001, { group: "乙", category: "always" }) }),
          other({ _id: "cmp_3", terms: off(1_500, group("丙")) }),
        ],
      },
      reachedFen: 2_999,
    },
    {
      why: "the best coupon",
      own: off(1_000),
      shop: { coupons: [coupon(off(500)), coupon(off(1_001))] },
      reachedFen: 2_999,
    },
    {
      why: "only goods in its scope",
      own: off(4_000, {}, { productIds: [productIdOf(3)] }),
      reachedFen: null,
    },
  ])("counts $why", async ({ own, shop, reachedFen }) => {
    const given = facts({ skus: [sku(1)], ...shop });
    const report = await lintCampaign(campaign({ terms: own }), given);
    const below = report.findings.find(({ code }) => code === "below_cost");
    if (reachedFen === null) expect(below).toBeUndefined();
    else {
      expect(below).toMatchObject({ severity: "error", pointer: "/terms/benefit" });
      expect(below?.detail).toContain(`最低可到 ¥${(reachedFen / 100).toFixed(2)}，`);
      expect(report.isPublishable).toBe(false);
    }
  });

  const below = async (terms: Terms, shop: Partial<LintFacts>, budgetFen: number | null = null) =>
    (await lintCampaign(campaign({ terms, budgetFen }), facts(shop))).findings
      .filter(({ code }) => code === "below_cost")
      .map(({ detail }) => /（([^（]+)）$/.exec(detail)?.[1]);
  const steps: Terms = {
    benefit: {
      kind: "spend_and_save",
      steps: [
        { fromFen: 10_000, offFen: 1_000 },
        { fromFen: 20_000, offFen: 2_500 },
        { fromFen: 30_000, offFen: 4_500 },
      ],
    },
  };
  const special: Terms = { benefit: { kind: "fixed_price", priceFen: 990 } };
  const member = [sku(1, { memberPricesFen: { "2": 4_500 } })];

  it("names what lowers the price only, and blames no campaign for what another does alone", async () => {
    const early = other({ terms: steps, priority: 1 });
    expect(await below(special, { skus: member, others: [early] })).toEqual(["春日立减"]);
    const late = other({ terms: special, name: "特价", priority: 200 });
    expect(await below(steps, { skus: member, others: [late] })).toEqual([]);
    expect(await below(off(2_500), { skus: member, others: [late] })).toEqual([
      "会员价 + 春日立减",
    ]);
    expect(await below(off(1_600), { skus: member })).toEqual(["会员价 + 春日立减"]);
  });

  it("counts nothing that a budget cannot pay once", async () => {
    const poor = other({ terms: off(1_500, group("乙")), budgetFen: 1_499 });
    const able = other({ terms: off(1_500, group("乙")), budgetFen: 1_500 });
    expect(await below(off(1_000), { skus: [sku(1)], others: [poor] })).toEqual([]);
    expect(await below(off(1_000), { skus: [sku(1)], others: [able] })).toEqual([
      "春日立减 + 另一个",
    ]);
    expect(await below(off(2_500), { skus: [sku(1)] }, 2_000)).toEqual([]);
  });

  it("warns only, with the name, of a price below cost that somebody approved", async () => {
    const floorApproval = { by: "staff:stf_2", reason: "清仓", at: now };
    const report = await lintCampaign(
      campaign({ terms: off(2_500), floorApproval }),
      facts({ skus: [sku(1)] }),
    );
    expect(report).toMatchObject({
      isPublishable: true,
      findings: [{ code: "below_cost", severity: "warning" }],
    });
    expect(report.findings[0]?.detail).toContain("已由 staff:stf_2 批准");
  });
});

describe("the smallest that can be taken of a budget", () => {
  it.each<{ terms: Terms; fen: number }>([
    {
      terms: { benefit: { kind: "amount_off", amountFen: 500 }, threshold: { fen: 500 } },
      fen: 500,
    },
    { terms: { benefit: { kind: "amount_off", amountFen: 500 } }, fen: 1 },
    {
      terms: {
        benefit: { kind: "amount_off", amountFen: 500 },
        threshold: { fen: 900, base: "before_discounts" },
      },
      fen: 1,
    },
    { terms: { benefit: { kind: "percent_off", payBps: 9_000 } }, fen: 1 },
    {
      terms: {
        benefit: {
          kind: "spend_and_save",
          steps: [
            { fromFen: 10_000, offFen: 800 },
            { fromFen: 20_000, offFen: 2_000 },
          ],
        },
      },
      fen: 800,
    },
  ])("is $fen", ({ terms, fen }) => {
    expect(smallestUseFen(offerTerms.parse(terms))).toBe(fen);
  });
});

describe("an offer in words", () => {
  it.each<{ terms: Terms; text: string }>([
    {
      terms: { benefit: { kind: "amount_off", amountFen: 1_000 }, threshold: { fen: 10_000 } },
      text: "满 ¥100.00 减 ¥10.00",
    },
    {
      terms: {
        benefit: { kind: "percent_off", payBps: 8_800, capFen: 2_000 },
        threshold: { units: 2 },
        audience: { isFirstOrder: true },
      },
      text: "首单 满 2 件 8.8 折，最多减 ¥20.00",
    },
    {
      terms: { benefit: { kind: "fixed_price", priceFen: 990, unitsMax: 2 } },
      text: "每件 ¥9.90，每单限 2 件",
    },
    {
      terms: { benefit: { kind: "buy_x_get_y", buy: 2, get: 1, timesMax: 3 } },
      text: "买 2 送 1，每单最多 3 次",
    },
    { terms: { benefit: { kind: "nth_item", n: 2, payBps: 5_000 } }, text: "第 2 件 5 折" },
    { terms: { benefit: { kind: "nth_item", n: 3, payBps: 0 } }, text: "第 3 件 0 元" },
    {
      terms: {
        benefit: {
          kind: "spend_and_save",
          steps: [{ fromFen: 20_000, offFen: 3_000 }],
          isRepeated: true,
        },
      },
      text: "每满 ¥200.00 减 ¥30.00",
    },
    {
      terms: {
        benefit: {
          kind: "bundle_price",
          priceFen: 9_900,
          items: [
            { skuId: skuIdOf(1), quantity: 1 },
            { skuId: skuIdOf(2), quantity: 1 },
          ],
        },
      },
      text: "套餐价 ¥99.00",
    },
    { terms: { benefit: { kind: "gift", skuId: skuIdOf(1), quantity: 1 } }, text: "送赠品 1 件" },
    { terms: { benefit: { kind: "free_freight" } }, text: "包邮" },
    {
      terms: {
        benefit: {
          kind: "flash_price",
          perMemberMax: 2,
          prices: [
            { skuId: skuIdOf(1), priceFen: 1_990, stock: 5 },
            { skuId: skuIdOf(2), priceFen: 990, stock: 5 },
          ],
        },
      },
      text: "限时价 ¥9.90 起，每人限 2 件",
    },
    {
      terms: { benefit: { kind: "add_on", skuId: skuIdOf(1), priceFen: 990 } },
      text: "加 ¥9.90 换购，每单限 1 件",
    },
  ])("$text", ({ terms, text }) => {
    expect(describeTerms(offerTerms.parse(terms))).toBe(text);
  });

  it("says the days", () => {
    expect(describeDays({ weekdays: [], monthDays: [] })).toBe("每天");
    expect(describeDays({ weekdays: [7, 3], monthDays: [8] })).toBe("每周三、每周日、每月 8 日");
  });
});
