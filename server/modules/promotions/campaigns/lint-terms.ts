import type { OfferTerms } from "../../../contract/offer-terms.ts";
import { addDays, shanghaiDay } from "../../../kernel/calendar.ts";
import { formatYuan, sumFen } from "../../../kernel/money.ts";
import { smallestUseFen } from "./counting.ts";
import type { LintedCampaign, LintFacts, LintFinding } from "./lint-campaign.ts";
import { isScheduledDay } from "./schedule.ts";

/** What is checked of a campaign by itself. */
export const termsRules = [
  { code: "schedule", title: "开始与结束时间、会员日是否存在" },
  { code: "unknown", title: "商品、分类、规格、门店与等级是否存在" },
  { code: "nothing_on_sale", title: "范围内是否有在售商品" },
  { code: "unreachable", title: "门槛在限购下能否达到" },
  { code: "no_effect", title: "优惠价是否低于现价" },
  { code: "steps", title: "满减阶梯是否递增" },
  { code: "repeated", title: "规格是否重复" },
  { code: "budget", title: "预算是否够用一次" },
] as const;

const error = (code: string, pointer: string, detail: string): LintFinding => ({
  code,
  severity: "error",
  pointer,
  detail,
  rule: null,
});
const warning = (code: string, pointer: string, detail: string): LintFinding => ({
  ...error(code, pointer, detail),
  severity: "warning",
});

/** Checks the schedule, the terms and the budget of a campaign against what is in the shop. */
export function lintTerms(campaign: LintedCampaign, facts: LintFacts): LintFinding[] {
  return [
    ...scheduleFaults(campaign, facts.now),
    ...unknownIds(campaign.terms, facts),
    ...scopeFaults(campaign.terms, facts),
    ...benefitFaults(campaign.terms, facts),
    ...reachFaults(campaign.terms, facts),
    ...budgetFaults(campaign),
  ];
}

/** No campaign is looked through further than this for a day on which it runs. */
const DAYS_MAX = 400;

function* scheduleFaults({ schedule }: LintedCampaign, now: Date): Iterable<LintFinding> {
  const { from, until } = schedule;
  if (until <= from) return yield error("schedule", "/schedule/until", "结束时间应晚于开始时间");
  if (until <= now) return yield error("schedule", "/schedule/until", "结束时间已过");
  const lastDay = shanghaiDay(new Date(until.getTime() - 1));
  let day = shanghaiDay(from > now ? from : now);
  for (let looked = 0; looked < DAYS_MAX && day <= lastDay; looked += 1) {
    if (isScheduledDay(schedule, day)) return;
    day = addDays(day, 1);
  }
  yield error("schedule", "/schedule", "起止时间内没有符合的会员日");
}

function* unknownIds(
  { scope, benefit, audience }: OfferTerms,
  facts: LintFacts,
): Iterable<LintFinding> {
  const named: [pointer: string, ids: readonly string[], what: string][] = [
    ["/terms/scope/productIds", scope.productIds, "商品"],
    ["/terms/scope/categoryIds", scope.categoryIds, "分类"],
    ["/terms/scope/excludedProductIds", scope.excludedProductIds, "商品"],
    ["/terms/scope/storeIds", scope.storeIds, "门店"],
  ];
  for (const [pointer, ids, what] of named)
    for (const [index, id] of ids.entries())
      if (facts.unknown.has(id)) yield error("unknown", `${pointer}/${index}`, `没有这个${what}`);
  for (const { pointer, skuId } of skusOf(benefit))
    if (facts.unknown.has(skuId)) yield error("unknown", pointer, "没有这个规格");
  for (const [index, level] of audience.tierLevels.entries())
    if (!facts.tierLevels.has(level))
      yield error("unknown", `/terms/audience/tierLevels/${index}`, "没有这个会员等级");
}

/** The SKUs that a benefit names, with where. */
export function skusOf(benefit: OfferTerms["benefit"]): { pointer: string; skuId: string }[] {
  switch (benefit.kind) {
    case "gift":
    case "add_on":
      return [{ pointer: "/terms/benefit/skuId", skuId: benefit.skuId }];
    case "bundle_price":
      return benefit.items.map(({ skuId }, index) => ({
        pointer: `/terms/benefit/items/${index}/skuId`,
        skuId,
      }));
    case "flash_price":
      return benefit.prices.map(({ skuId }, index) => ({
        pointer: `/terms/benefit/prices/${index}/skuId`,
        skuId,
      }));
    default:
      return [];
  }
}

function* scopeFaults(terms: OfferTerms, { skus }: LintFacts): Iterable<LintFinding> {
  if (!skus.some(({ isBuyable }) => isBuyable))
    yield error("nothing_on_sale", "/terms/scope", "范围内没有在售商品");
  const { benefit } = terms;
  if (benefit.kind === "add_on" && !skus.some(({ skuId }) => skuId === benefit.skuId))
    yield error("nothing_on_sale", "/terms/benefit/skuId", "加购商品不在活动范围内，不会生效");
  if (benefit.kind === "bundle_price")
    for (const [index, { skuId }] of benefit.items.entries())
      if (!skus.some((sku) => sku.skuId === skuId && sku.isBuyable))
        yield error("nothing_on_sale", `/terms/benefit/items/${index}/skuId`, "套餐商品不在售");
}

function* benefitFaults({ benefit }: OfferTerms, { skus }: LintFacts): Iterable<LintFinding> {
  const listFen = new Map(skus.map((sku) => [sku.skuId, sku.listPriceFen]));
  const seen = new Set<string>();
  for (const { pointer, skuId } of skusOf(benefit)) {
    if (seen.has(skuId)) yield error("repeated", pointer, "规格重复");
    seen.add(skuId);
  }
  const highest = Math.max(0, ...listFen.values());
  const cheap = (priceFen: number, pointer: string, normalFen: number | undefined) =>
    normalFen !== undefined && priceFen >= normalFen
      ? [warning("no_effect", pointer, `不低于现价 ${formatYuan(normalFen)}，不会生效`)]
      : [];
  switch (benefit.kind) {
    case "fixed_price":
      return yield* cheap(benefit.priceFen, "/terms/benefit/priceFen", highest);
    case "add_on":
      return yield* cheap(benefit.priceFen, "/terms/benefit/priceFen", listFen.get(benefit.skuId));
    case "flash_price":
      for (const [index, { skuId, priceFen }] of benefit.prices.entries())
        yield* cheap(priceFen, `/terms/benefit/prices/${index}/priceFen`, listFen.get(skuId));
      return;
    case "bundle_price": {
      const parts = benefit.items.map((item) => (listFen.get(item.skuId) ?? 0) * item.quantity);
      return yield* cheap(benefit.priceFen, "/terms/benefit/priceFen", sumFen(parts));
    }
    case "spend_and_save":
      return yield* stepFaults(benefit);
    default:
  }
}

function* stepFaults(
  benefit: Extract<OfferTerms["benefit"], { kind: "spend_and_save" }>,
): Iterable<LintFinding> {
  if (benefit.isRepeated && benefit.steps.length > 1)
    yield error("steps", "/terms/benefit/steps/1", "“每满”只能有一档");
  for (const [index, step] of benefit.steps.entries()) {
    const before = benefit.steps[index - 1];
    if (before !== undefined && step.fromFen <= before.fromFen)
      yield error("steps", `/terms/benefit/steps/${index}/fromFen`, "应高于前一档");
    if (before !== undefined && step.offFen <= before.offFen)
      yield error("steps", `/terms/benefit/steps/${index}/offFen`, "应多于前一档");
    if (step.offFen > step.fromFen)
      yield error("steps", `/terms/benefit/steps/${index}/offFen`, "减的比满的多");
  }
}

/** What the largest allowed cart holds, where every product in scope has a limit per order. */
function largestCart({ skus }: LintFacts): { units: number; fen: number } {
  const products = new Map<string, { limit: number; dearestFen: number }>();
  for (const { productId, perOrderLimit, listPriceFen, isBuyable } of skus) {
    if (!isBuyable) continue;
    const dearestFen = Math.max(listPriceFen, products.get(productId)?.dearestFen ?? 0);
    products.set(productId, { limit: perOrderLimit ?? Infinity, dearestFen });
  }
  let units = 0;
  let fen = 0;
  for (const { limit, dearestFen } of products.values()) {
    units += limit;
    fen += limit * dearestFen;
  }
  return { units, fen };
}

function* reachFaults(terms: OfferTerms, facts: LintFacts): Iterable<LintFinding> {
  const { threshold, benefit } = terms;
  const most = largestCart(facts);
  if (most.units === 0) return;
  const why = `限购下最多 ${most.units} 件、${formatYuan(most.fen)}`;
  if (threshold.units > most.units)
    yield error("unreachable", "/terms/threshold/units", `达不到：${why}`);
  if (!threshold.isFreightCounted && threshold.fen > most.fen)
    yield error("unreachable", "/terms/threshold/fen", `达不到：${why}`);
  if (benefit.kind === "buy_x_get_y" && benefit.buy + benefit.get > most.units)
    yield error("unreachable", "/terms/benefit/buy", `达不到：${why}`);
  if (benefit.kind === "nth_item" && benefit.n > most.units)
    yield error("unreachable", "/terms/benefit/n", `达不到：${why}`);
  if (benefit.kind === "spend_and_save")
    for (const [index, { fromFen }] of benefit.steps.entries())
      if (fromFen > most.fen)
        yield error("unreachable", `/terms/benefit/steps/${index}/fromFen`, `达不到：${why}`);
  if (benefit.kind === "bundle_price")
    for (const [index, { skuId, quantity }] of benefit.items.entries()) {
      const limit = facts.skus.find((sku) => sku.skuId === skuId)?.perOrderLimit ?? Infinity;
      if (quantity > limit)
        yield error(
          "unreachable",
          `/terms/benefit/items/${index}/quantity`,
          `每单限购 ${limit} 件`,
        );
    }
}

function* budgetFaults({ terms, budgetFen }: LintedCampaign): Iterable<LintFinding> {
  if (budgetFen === null) return;
  const { benefit } = terms;
  // A cart that costs less than what is taken off could still use it, but that is not what was meant.
  const once = benefit.kind === "amount_off" ? benefit.amountFen : smallestUseFen(terms);
  if (budgetFen < once)
    yield error("budget", "/budgetFen", `预算不够用一次：至少 ${formatYuan(once)}`);
  if (benefit.kind === "gift" || benefit.kind === "free_freight")
    yield error("budget", "/budgetFen", "赠品与包邮不占用优惠金额，预算不会生效");
}
