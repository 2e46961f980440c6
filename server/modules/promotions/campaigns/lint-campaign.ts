import type { OfferTerms } from "../../../contract/offer-terms.ts";
import { formatYuan } from "../../../kernel/money.ts";
import type { ScopeSku } from "../../catalog/index.ts";
import type { PersonalPrice } from "../offer.ts";
import { groupOf, isInScope } from "../pricing/judge-offer.ts";
import type { CampaignRow } from "./campaign.model.ts";
import { lintTerms, termsRules } from "./lint-terms.ts";
import { lintTexts, textRules } from "./lint-texts.ts";
import { LEVEL_MAX, lowestPrices, type FloorInput, type FloorOffer } from "./lowest-price.ts";
import { mayMeet } from "./schedule.ts";

/** What is checked before it is published. */
export type LintedCampaign = Pick<
  CampaignRow,
  "_id" | "name" | "description" | "terms" | "schedule" | "priority" | "budgetFen" | "floorApproval"
>;

/** Everything that a check rests on besides the campaign itself. */
export type LintFacts = {
  readonly now: Date;
  /** Ids the campaign names that do not exist. */
  readonly unknown: ReadonlySet<string>;
  readonly tierLevels: ReadonlySet<number>;
  /** SKUs that are on and in the campaign's scope, sold or not. */
  readonly skus: readonly ScopeSku[];
  /** Published campaigns that are not over, paused and stopped ones too. */
  readonly others: readonly LintedCampaign[];
  readonly personalPrices: readonly PersonalPrice[];
  /** Published coupons; null when nobody told. */
  readonly coupons: readonly FloorOffer[] | null;
  readonly giftCostsFen: ReadonlyMap<string, number>;
};

/** One thing found. Errors block publishing; warnings must be acknowledged by their code. */
export type LintFinding = {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly pointer: string;
  readonly detail: string;
  readonly rule: string | null;
};

/** What was found, what was looked at, and what was not. */
export type LintReport = {
  readonly isPublishable: boolean;
  readonly findings: readonly LintFinding[];
  readonly checked: readonly { code: string; title: string; rule: string | null }[];
  readonly notChecked: readonly { code: string; title: string }[];
};

const BELOW_COST_SHOWN_MAX = 10;

/** Checks a campaign before it is published. It reads nothing: the facts are loaded by `loadLintFacts`. */
export async function lintCampaign(
  campaign: LintedCampaign,
  facts: LintFacts,
): Promise<LintReport> {
  const texts = [
    { pointer: "/name", text: campaign.name },
    ...(campaign.description === null
      ? []
      : [{ pointer: "/description", text: campaign.description }]),
  ];
  const findings = [
    ...lintTerms(campaign, facts),
    ...lintOverlaps(campaign, facts),
    ...(await lintFloor(campaign, facts)),
    ...lintTexts(texts, campaign.schedule),
  ];
  return {
    isPublishable: findings.every(({ severity }) => severity !== "error"),
    findings,
    checked: [
      ...termsRules.map((rule) => ({ ...rule, rule: null })),
      { code: "overlap", title: "与其他活动在时间和商品上的重叠", rule: null },
      {
        code: "below_cost",
        title: "会员价、专属价、可叠加活动与优惠券一起时每件是否低于成本",
        rule: null,
      },
      ...textRules.map(({ code, title, rule }) => ({ code, title, rule })),
    ],
    notChecked: whatWasNotChecked(facts),
  };
}

function lintOverlaps(campaign: LintedCampaign, facts: LintFacts): LintFinding[] {
  const group = groupOf(campaign.terms, "campaign");
  return facts.others.flatMap((other): LintFinding[] => {
    if (!canMeet(campaign, other)) return [];
    const shared = facts.skus.find((sku) => covers(other.terms, sku));
    if (shared === undefined) return [];
    const isSameGroup = groupOf(other.terms, "campaign") === group;
    const categories = [campaign, other].map(({ terms }) => terms.stacking.category);
    const isEither =
      isSameGroup || (categories.includes("never") && !categories.includes("always"));
    return [
      {
        code: `${isSameGroup ? "overlap_group" : "overlap_goods"}:${other._id}`,
        severity: "warning",
        pointer: isSameGroup ? "/terms/stacking/group" : "/terms/scope",
        detail: `与「${other.name}」同时用于「${shared.title}」等商品，${
          isEither ? "每件只按其中一个计算" : "两者会叠加"
        }`,
        rule: null,
      },
    ];
  });
}

/** Whether two campaigns can meet in one order: time, tier and store. */
function canMeet(a: LintedCampaign, b: LintedCampaign): boolean {
  return mayMeet(a.schedule, b.schedule) && sharesShoppers(a.terms, b.terms);
}

const meets = <One>(a: readonly One[], b: readonly One[]): boolean =>
  a.length === 0 || b.length === 0 || a.some((one) => b.includes(one));

function sharesShoppers(a: OfferTerms, b: OfferTerms): boolean {
  return (
    meets(a.audience.tierLevels, b.audience.tierLevels) && meets(a.scope.storeIds, b.scope.storeIds)
  );
}

const covers = (terms: OfferTerms, sku: ScopeSku): boolean => isInScope(terms, sku);

async function lintFloor(campaign: LintedCampaign, facts: LintFacts): Promise<LintFinding[]> {
  const { terms, schedule } = campaign;
  const levels = terms.audience.tierLevels;
  const input: FloorInput = {
    level: levels.length === 0 ? LEVEL_MAX : Math.max(...levels),
    personalPrices: facts.personalPrices.filter(
      (price) =>
        price.from < schedule.until &&
        schedule.from < price.until &&
        (price.tierLevel === null || levels.length === 0 || levels.includes(price.tierLevel)),
    ),
    own: { kind: "campaign", ...campaign },
    others: [
      ...facts.others
        .filter((other) => canMeet(campaign, other))
        .map((other) => ({ kind: "campaign" as const, ...other })),
      ...(facts.coupons ?? []).filter((coupon) => sharesShoppers(terms, coupon.terms)),
    ],
    giftCostsFen: facts.giftCostsFen,
    skus: new Map(facts.skus.map((sku) => [sku.skuId, sku])),
  };
  const found: LintFinding[] = [];
  for await (const { sku, costFen, lowest } of lowestPrices(facts.skus, input)) {
    if (found.length >= BELOW_COST_SHOWN_MAX) break;
    // What others do to a price without this campaign is theirs to answer for.
    if (lowest.fen >= costFen || !lowest.by.includes(campaign.name)) continue;
    const { floorApproval } = campaign;
    found.push({
      code: "below_cost",
      severity: floorApproval === null ? "error" : "warning",
      pointer: "/terms/benefit",
      detail: `「${titleOf(sku)}」每件最低可到 ${formatYuan(lowest.fen)}，低于成本 ${formatYuan(
        costFen,
      )}（${lowest.by.join(" + ")}）${floorApproval === null ? "" : `；已由 ${floorApproval.by} 批准`}`,
      rule: null,
    });
  }
  return found;
}

const titleOf = (sku: ScopeSku): string =>
  sku.optionsText === "" ? sku.title : `${sku.title}（${sku.optionsText}）`;

function whatWasNotChecked(facts: LintFacts): LintReport["notChecked"] {
  const withoutCost = facts.skus.filter(({ costFen }) => costFen === null).length;
  return [
    ...(withoutCost === 0
      ? []
      : [{ code: "costs", title: `${withoutCost} 个规格没有填写成本，未查是否低于成本` }]),
    ...(facts.coupons === null ? [{ code: "coupons", title: "未计入优惠券的叠加" }] : []),
    { code: "later_changes", title: "发布后商品价格、成本与优惠券的变化" },
    { code: "price_history", title: "活动前七日的最低成交价（折价基准）" },
    { code: "pictures", title: "图片、商品详情与活动页面中的文案" },
    { code: "truth", title: "文案是否属实、有无证据" },
    { code: "special_goods", title: "保健食品、婴幼儿配方食品、酒类等特殊商品的广告规则" },
  ];
}
