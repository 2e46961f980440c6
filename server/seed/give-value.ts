import type { z } from "zod";
import { couponTemplateInput } from "../contract/coupons.ts";
import { mallItemInput } from "../contract/points-mall.ts";
import { campaignDraft } from "../contract/campaigns.ts";
import { permissionsOf } from "../contract/permissions.ts";
import type { StaffActor } from "../kernel/actor.ts";
import { addDays, dayStart, shanghaiDay } from "../kernel/calendar.ts";
import { createTemplate, issueCoupon, moveTemplate } from "../modules/coupons/index.ts";
import { createMallItem, publishMallItem } from "../modules/points-mall/index.ts";
import { StaffMembers } from "../modules/identity/staff-member.model.ts";
import { ensurePointsPolicy, openBalances, type OpeningBalance } from "../modules/points/index.ts";
import { setBudget } from "../modules/promo-codes/code-budgets.ts";
import { createCampaign } from "../modules/promotions/campaigns/save-campaign.ts";
import {
  checkCampaign,
  publishCampaign,
} from "../modules/promotions/campaigns/publish-campaign.ts";
import { Standings } from "../modules/tiers/index.ts";
import type { World } from "../world.ts";
import { demoOwner } from "./demo-people.ts";
import { earlier, OPENED_DAYS_AGO, seeder } from "./earlier.ts";
import type { Shelved } from "./fill-shelves.ts";

const BALANCES_BATCH = 200;
const RUNNING_DAYS = 45;

/**
 * Gives the demo shop what a purchase earns and spends: points from the two years, coupons to claim and to hold, and
 * campaigns that run now.
 */
export async function giveValue(
  world: World,
  parts: { shelved: readonly Shelved[]; shopperId: string },
): Promise<{ points: number; templates: number; campaigns: number }> {
  await ensurePointsPolicy(earlier(world, OPENED_DAYS_AGO));
  const points = await openHistory(world);
  const templates = await offerCoupons(world, parts.shopperId);
  const campaigns = await runCampaigns(world, parts.shelved);
  await fillMall(world, parts.shelved);
  await trustStaff(world);
  return { points, templates, campaigns };
}

/** A point for every yuan of the last years that is still good, as an import of an older system would open them. */
async function openHistory(world: World): Promise<number> {
  const year = shanghaiDay(world.clock.now()).slice(0, 4);
  const expiresOn = `${Number(year) + 1}-12-31`;
  const standings = await Standings.find({}, { netFen: 1 }).sort({ _id: 1 }).lean();
  const rows = standings.flatMap(({ _id: memberId, netFen }): OpeningBalance[] => {
    const points = Math.floor(netFen / 200);
    return points < 100
      ? []
      : [
          {
            memberId,
            causeId: `seed:${memberId}`,
            points,
            expiresOn,
            reason: "开店以来的消费积分",
          },
        ];
  });
  for (let from = 0; from < rows.length; from += BALANCES_BATCH)
    await openBalances(world, seeder, rows.slice(from, from + BALANCES_BATCH));
  return rows.reduce((total, row) => total + row.points, 0);
}

async function offerCoupons(world: World, shopperId: string): Promise<number> {
  const drafts: z.input<typeof couponTemplateInput>[] = [
    {
      name: "新朋友见面礼",
      terms: {
        benefit: { kind: "amount_off", amountFen: 1_000 },
        audience: { isFirstOrder: true },
        threshold: { fen: 5_900 },
      },
      validity: { kind: "relative", days: 30 },
      channels: { isPublic: true },
    },
    {
      name: "满 99 减 12",
      terms: { benefit: { kind: "amount_off", amountFen: 1_200 }, threshold: { fen: 9_900 } },
      validity: { kind: "relative", days: 15 },
      caps: { total: 500, perDay: 100 },
      channels: { isPublic: true },
      isGiftable: true,
      remindDaysBefore: 3,
    },
    {
      name: "免运费券",
      terms: { benefit: { kind: "free_freight", capFen: 1_200 } },
      validity: { kind: "relative", days: 30 },
      caps: { perMember: 2 },
      channels: { isPublic: true, isByStaff: true },
      faceFen: 1_200,
    },
    {
      name: "老友 88 折",
      terms: {
        benefit: { kind: "percent_off", payBps: 8_800, capFen: 3_000 },
        stacking: { category: "never" },
      },
      validity: { kind: "relative", days: 14 },
      caps: { perMember: 5 },
      channels: { isByStaff: true, isByCode: true, isByRule: true },
    },
  ];
  for (const draft of drafts) {
    const { _id: templateId } = await createTemplate(
      world,
      seeder,
      couponTemplateInput.parse(draft),
    );
    await moveTemplate(world, seeder, { templateId, to: "published", reason: "开店备好" });
    if (draft !== drafts.at(-1)) continue;
    await issueCoupon(world, seeder, {
      templateId,
      memberId: shopperId,
      source: { scene: "rule", id: "seed" },
      reason: "谢谢一直惦记着我们",
    });
  }
  return drafts.length;
}

/** Two things to swap points for: one for points alone, one with some money beside them. */
async function fillMall(world: World, shelved: readonly Shelved[]): Promise<void> {
  const owner = await ownerActor();
  const today = shanghaiDay(world.clock.now());
  const from = dayStart(today).toISOString();
  const until = dayStart(addDays(today, RUNNING_DAYS)).toISOString();
  const goods = [
    { title: "四季明信片", points: 300, priceFen: 0 },
    { title: "手工蛋卷", points: 500, priceFen: 990 },
  ];
  for (const { title, points, priceFen } of goods) {
    const skuId = shelved.find(({ product }) => product.title === title)?.product.skus[0]?.skuId;
    if (skuId === undefined) throw new Error(`not on the shelf: ${title}`);
    const draft = { title, what: { kind: "product", skuId }, points, priceFen, stock: 50 } as const;
    const input = mallItemInput.parse({ ...draft, perMemberMax: 2, from, until });
    const { _id: mallItemId, version } = await createMallItem(world, owner, input);
    await publishMallItem(world, owner, { mallItemId, version });
  }
}

async function runCampaigns(world: World, shelved: readonly Shelved[]): Promise<number> {
  const owner = await ownerActor();
  const today = shanghaiDay(world.clock.now());
  const from = dayStart(today).toISOString();
  const until = dayStart(addDays(today, RUNNING_DAYS)).toISOString();
  const find = (title: string) => {
    const found = shelved.find(({ product }) => product.title === title)?.product;
    const sku = found?.skus[0];
    if (found === undefined || sku === undefined) throw new Error(`not on the shelf: ${title}`);
    return { product: found, sku };
  };
  const rolls = find("手工蛋卷");
  const cookies = find("黄油曲奇铁罐装");
  const postcards = find("四季明信片");
  const drafts: z.input<typeof campaignDraft>[] = [
    {
      name: "蛋卷限时价",
      description: "每人两盒，送完即止",
      terms: {
        benefit: {
          kind: "flash_price",
          prices: [{ skuId: rolls.sku.skuId, priceFen: 3_900, stock: 60 }],
          perMemberMax: 2,
        },
      },
      schedule: { from, until },
      priority: 10,
    },
    {
      name: "曲奇第二件七折",
      terms: {
        benefit: { kind: "nth_item", n: 2, payBps: 7_000 },
        scope: { productIds: [cookies.product.productId] },
      },
      schedule: { from, until },
      priority: 20,
    },
    {
      name: "满 299 赠四季明信片",
      terms: {
        benefit: { kind: "gift", skuId: postcards.sku.skuId, quantity: 1 },
        threshold: { fen: 29_900 },
        // A present must not take a coupon away from anybody.
        stacking: { category: "always" },
      },
      schedule: { from, until },
      priority: 90,
    },
  ];
  for (const draft of drafts) {
    const { _id: campaignId, version } = await createCampaign(
      world,
      owner,
      campaignDraft.parse(draft),
    );
    const { findings } = await checkCampaign(world, campaignId);
    const acknowledgedWarnings = findings.map(({ code }) => code);
    await publishCampaign(world, owner, { campaignId, version, acknowledgedWarnings });
  }
  return drafts.length;
}

/** Lets everybody who works here give codes away, up to so much a month. */
async function trustStaff(world: World): Promise<void> {
  const owner = await ownerActor();
  for (const { _id: staffId } of await StaffMembers.find({}, { _id: 1 }).lean())
    await setBudget(world, owner, {
      staffId,
      monthlyFen: 200_000,
      approvalAboveFen: 50_000,
      discountMaxBps: 3_000,
      reason: "开店备好",
    });
}

/** The owner, who publishes what the demo shop offers. */
async function ownerActor(): Promise<StaffActor> {
  const owner = await StaffMembers.findOne({ login: demoOwner.login }).lean();
  if (owner === null) throw new Error("the shop has its owner first");
  return {
    kind: "staff",
    staffId: owner._id,
    name: owner.name,
    roles: owner.roles,
    permissions: new Set(permissionsOf.owner),
    storeIds: null,
    sessionId: "seed",
  };
}
