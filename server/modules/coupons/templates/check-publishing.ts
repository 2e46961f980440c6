import { fail } from "../../../kernel/errors.ts";
import { formatYuan } from "../../../kernel/money.ts";
import type { World } from "../../../world.ts";
import {
  LEVEL_MAX,
  lintTerms,
  lintTexts,
  loadLintFacts,
  lowestPrices,
  type LintFacts,
} from "../../promotions/index.ts";
import { validityOf } from "../coupon-rules.ts";
import type { CouponTemplateRow } from "./coupon-template.model.ts";

const BELOW_COST_SHOWN_MAX = 10;

/**
 * Checks a draft against what is in the shop as it is published, by the rules of campaigns.
 * @returns one sentence for each SKU that it could sell below cost, at most ten. @throws offer_refused naming every id
 * that nothing has and every text that the law or the platform punishes.
 */
export async function checkPublishing(world: World, draft: CouponTemplateRow): Promise<string[]> {
  const { _id, name, terms, priority, validity } = draft;
  const schedule = { ...validityOf(validity, world.clock.now()), weekdays: [], monthDays: [] };
  const checked = {
    _id,
    name,
    description: null,
    terms,
    schedule,
    priority,
    budgetFen: null,
    floorApproval: null,
  };
  const facts = await loadLintFacts(world, checked);
  const issues = [
    ...lintTerms(checked, facts).filter(({ code }) => code === "unknown"),
    ...lintTexts([{ pointer: "/name", text: name }], schedule).filter(
      ({ severity }) => severity === "error",
    ),
  ].map(({ code, pointer, detail }) => ({ code, pointer, detail }));
  if (issues.length > 0) fail("offer_refused", { detail: issues[0]?.detail ?? "", issues });
  return await belowCost(draft, facts);
}

/** Like the check of a campaign, but as what it is: a coupon is used last, and one of its group in an order. */
async function belowCost(
  { name, terms, priority, validity }: CouponTemplateRow,
  facts: LintFacts,
): Promise<string[]> {
  const levels = terms.audience.tierLevels;
  // What is valid from the day of receipt is given out for as long as staff leave it published.
  const until = validity.kind === "absolute" ? validity.until : null;
  const isMet = (other: { from: Date; until: Date }): boolean =>
    (until === null || other.from < until) &&
    (validity.kind !== "absolute" || validity.from < other.until);
  const shares = <One>(a: readonly One[], b: readonly One[]): boolean =>
    a.length === 0 || b.length === 0 || a.some((one) => b.includes(one));
  const input = {
    level: levels.length === 0 ? LEVEL_MAX : Math.max(...levels),
    personalPrices: facts.personalPrices.filter(
      (price) => isMet(price) && shares(levels, price.tierLevel === null ? [] : [price.tierLevel]),
    ),
    own: { kind: "coupon" as const, name, terms, priority },
    others: [
      ...facts.others
        .filter(({ schedule }) => isMet(schedule))
        .map((other) => ({ kind: "campaign" as const, ...other })),
      ...(facts.coupons ?? []),
    ].filter(
      (other) =>
        shares(levels, other.terms.audience.tierLevels) &&
        shares(terms.scope.storeIds, other.terms.scope.storeIds),
    ),
    giftCostsFen: facts.giftCostsFen,
    skus: new Map(facts.skus.map((sku) => [sku.skuId, sku])),
  };
  const below: string[] = [];
  for await (const { sku, costFen, lowest } of lowestPrices(facts.skus, input)) {
    if (below.length >= BELOW_COST_SHOWN_MAX) break;
    // What others do to a price without this coupon is theirs to answer for.
    if (lowest.fen < costFen && lowest.by.includes(name))
      below.push(
        `「${sku.title}」每件最低可到 ${formatYuan(lowest.fen)}，低于成本 ${formatYuan(costFen)}（${lowest.by.join(" + ")}）`,
      );
  }
  return below;
}
