import { addDays, shanghaiDay } from "../../kernel/calendar.ts";
import { rawCollection } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { formatYuan } from "../../kernel/money.ts";
import type { World } from "../../world.ts";
import { eachScopeSku, type ScopeSku } from "../catalog/index.ts";
import { Purchases, type PurchaseRow } from "../purchases/index.ts";
import { priceForLevel, readLevelPoints, type LevelPoints } from "./level-worth.ts";
import { draftFaults, type PolicyDraft } from "./publish-policy.ts";
import { withGrants } from "./read-grants.ts";
import { readPolicies } from "./tier-policy.model.ts";
import { policyOn } from "./tier-rules.ts";
import {
  joinCosts,
  noCosts,
  openCostBook,
  type CostedPurchase,
  type CostGaps,
  type LevelCosts,
} from "./year-costs.ts";

const YEAR_DAYS = 365;

/** Costs under the rules in force, under the draft, and the draft less the rules in force. */
export type ComparedCosts = { inForce: LevelCosts; draft: LevelCosts; difference: LevelCosts };

/** What a year of the benefits costs, and all that was assumed to tell it. */
export type CostPreview = {
  from: string;
  to: string;
  policyVersion: number;
  levels: (ComparedCosts & {
    level: number;
    inForceName: string | null;
    draftName: string | null;
  })[];
  total: ComparedCosts;
  assumptions: { code: string; text: string }[];
};

/**
 * Tells what a year of benefits costs under the rules in force and under a draft, from what was bought on the 365
 * Shanghai days before today, every member replayed under both, one in memory at a time. Nothing is written.
 * @throws policy_invalid
 */
export async function previewCosts(world: World, draft: PolicyDraft): Promise<CostPreview> {
  const today = shanghaiDay(world.clock.now());
  const policies = await readPolicies();
  const issues = await draftFaults(draft, policies.at(-1) ?? null, today);
  if (issues.length > 0) fail("policy_invalid", { issues });
  const inForce = policyOn(policies, today);
  const from = addDays(today, -YEAR_DAYS);
  const to = addDays(today, -1);
  const points = await readLevelPoints();
  const book = openCostBook({
    from,
    to,
    policies,
    compared: { inForce, draft: { ...draft, version: inForce.version + 1 } },
    prices: await readPrices(),
    priceFor: priceForLevel,
    points,
  });
  for await (const { purchases, grants } of withGrants(eachCostedHistory(from, to)))
    book.add(purchases, grants);
  const { costs, gaps } = book.close();
  const highest = Math.max(inForce.levels.length, draft.levels.length);
  const levels = Array.from({ length: highest + 1 }, (_, level) => ({
    level,
    inForceName: nameOf(inForce, level),
    draftName: nameOf(draft, level),
    ...compare(costs.inForce.get(level) ?? noCosts, costs.draft.get(level) ?? noCosts),
  }));
  const sumOf = (side: "inForce" | "draft"): LevelCosts =>
    levels.reduce((total, one) => joinCosts(total, one[side], (a, b) => a + b), noCosts);
  return {
    from,
    to,
    policyVersion: inForce.version,
    levels,
    total: compare(sumOf("inForce"), sumOf("draft")),
    assumptions: assumptions(points, gaps),
  };
}

const compare = (inForce: LevelCosts, draft: LevelCosts): ComparedCosts => ({
  inForce,
  draft,
  difference: joinCosts(draft, inForce, (a, b) => a - b),
});

const nameOf = (policy: PolicyDraft, level: number): string | null =>
  level === 0
    ? policy.baseName
    : (policy.levels.find((candidate) => candidate.level === level)?.name ?? null);

/** Prices of all SKUs that are on, as of now. */
async function readPrices(): Promise<
  Map<string, Pick<ScopeSku, "listPriceFen" | "memberPricesFen">>
> {
  const prices = new Map<string, Pick<ScopeSku, "listPriceFen" | "memberPricesFen">>();
  for await (const sku of eachScopeSku({ productIds: [], categoryIds: [], skuIds: [] }))
    prices.set(sku.skuId, {
      listPriceFen: sku.listPriceFen,
      memberPricesFen: sku.memberPricesFen,
    });
  return prices;
}

type CostRow = Pick<
  PurchaseRow,
  "memberId" | "day" | "netFen" | "isVoid" | "freightFen" | "source" | "lines" | "refunds"
>;

/** Everybody's purchases up to a day, one member at a time; what was in them only from the first day that counts. */
async function* eachCostedHistory(
  from: string,
  to: string,
): AsyncGenerator<{ memberId: string; purchases: CostedPurchase[] }> {
  const counts = { $gte: ["$day", from] };
  const rows = rawCollection(Purchases)
    .find<CostRow>(
      { day: { $lte: to } },
      {
        projection: {
          _id: 0,
          memberId: 1,
          day: 1,
          netFen: 1,
          isVoid: 1,
          freightFen: 1,
          source: 1,
          lines: { $cond: [counts, "$lines", []] },
          refunds: { $cond: [counts, "$refunds", []] },
        },
        batchSize: 1_000,
      },
    )
    .sort({ memberId: 1, at: 1 });
  let memberId: string | null = null;
  let purchases: CostedPurchase[] = [];
  for await (const row of rows) {
    if (memberId !== null && row.memberId !== memberId) {
      yield { memberId, purchases };
      purchases = [];
    }
    memberId = row.memberId;
    purchases.push(costed(row));
  }
  if (memberId !== null) yield { memberId, purchases };
}

/** A purchase less what came back; what was given away has no member price. */
function costed({ day, netFen, isVoid, freightFen, source, lines, refunds }: CostRow) {
  const back = new Map<number, number>();
  for (const line of refunds.flatMap((refund) => refund.lines))
    back.set(line.index, (back.get(line.index) ?? 0) + line.quantity);
  const units = lines.flatMap(({ skuId, quantity, paidFen }, index) =>
    paidFen === 0 ? [] : [{ skuId, quantity: Math.max(0, quantity - (back.get(index) ?? 0)) }],
  );
  return { day, netFen, isVoid, freightFen, isFromShop: source === "shop", units };
}

function assumptions(
  points: LevelPoints | null,
  { unknownUnits, waivedFreights, meanFreightFen }: CostGaps,
): { code: string; text: string }[] {
  return [
    { code: "same_purchases", text: "会员照去年购买：不因等级变化多买或少买" },
    {
      code: "rules_all_along",
      text: "现行与拟定规则都按一直有效重算，因此现行一列未必等于去年实际；切换时保留的权益不计",
    },
    {
      code: "level_before",
      text: "每笔购买按前一天的等级计；人数为昨天的等级，只含买过或随导入带来等级的会员",
    },
    { code: "all_channels", text: "导入与门店的购买也按商城购买计；全额退款的不计" },
    { code: "freight", text: freightText(waivedFreights, meanFreightFen) },
    { code: "points", text: pointsText(points) },
    {
      code: "member_prices",
      text: `会员价按今天的原价与会员价计，不叠加活动；${unknownUnits} 件商品已无在售规格，未计`,
    },
    { code: "birthday_gifts", text: "生日礼按该级每位会员每年一份计；尚未开始发放" },
    { code: "not_counted", text: "升级礼与服务优先级没有登记成本，不计" },
  ];
}

function freightText(waived: number, meanFreightFen: number | null): string {
  const paid = "包邮的成本按会员去年实付的运费计，未付运费的不计";
  if (waived === 0) return paid;
  return meanFreightFen === null
    ? `${paid}；${waived} 笔因等级包邮而未付，又没有实付运费可参照，按 0 计`
    : `${paid}；${waived} 笔当时已享等级包邮（含自提与满额包邮），按实付运费的平均 ${formatYuan(meanFreightFen)} 计`;
}

function pointsText(points: LevelPoints | null): string {
  if (points === null) return "尚无积分规则，按 0 计";
  const rates = `积分按第 ${points.version} 版积分规则的等级比例计，两列相同；不含分类倍数、双倍日、生日月与首单奖励`;
  const worth = points.worthFen(100_000_000);
  return worth === null
    ? `${rates}；积分现在不能抵钱，价值按 0 计`
    : `${rates}；假设全部会用掉，每 1 万积分值 ${formatYuan(Math.floor(worth / 10_000))}`;
}
