import { beforeAll, describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { closeOrder, ordersChecks, settleOrder } from "@server/modules/orders/index.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { CampaignMembers, Campaigns } from "@server/modules/promotions/campaigns/campaign.model.ts";
import { promotionsChecks } from "@server/modules/promotions/index.ts";
import { useDatabase } from "@support/database.ts";
import { buildOrder, buildShop, buildShopper, buildStockedSku } from "@support/orders.ts";
import { buildCampaign, buildPointsPolicy } from "@support/value.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
const system = { kind: "system", name: "test" } as const;
const shopper = buildShopper(world);
const other = buildShopper(world);
let skuId = "";
let budgetId = "";
let flashId = "";
let paidId = "";

/** What the checks of I16 say, those of orders and those of campaigns alone. */
async function violations(): Promise<string[]> {
  const checks = [...ordersChecks, ...promotionsChecks].filter(({ code }) => code === "I16");
  const results = await Promise.all(checks.map(async (check) => await check.run()));
  return results.flatMap((result) => result.violations);
}

const campaign = async (campaignId: string) => await Campaigns.findById(campaignId).lean();
const boughtBy = async (memberId: string) =>
  (await CampaignMembers.findById(`${flashId}:${memberId}`).lean())?.quantity;

beforeAll(async () => {
  const { storeId } = await buildShop(world);
  await buildPointsPolicy(world);
  const pickup = { kind: "pickup", storeId } as const;
  const discounted = await buildStockedSku(world, storeId, { listPriceFen: 5_000 });
  ({ skuId } = await buildStockedSku(world, storeId, { listPriceFen: 2_000 }));
  budgetId = await buildCampaign(
    world,
    {
      benefit: { kind: "amount_off", amountFen: 300 },
      scope: { productIds: [discounted.productId] },
    },
    { budgetFen: 2_000 },
  );
  flashId = await buildCampaign(world, {
    benefit: {
      kind: "flash_price",
      prices: [{ skuId, priceFen: 1_500, stock: 10 }],
      perMemberMax: 5,
    },
  });
  const wanted = [
    { skuId: discounted.skuId, quantity: 1 },
    { skuId, quantity: 2 },
  ];
  const paid = await buildOrder(world, shopper, wanted, pickup);
  const closed = await buildOrder(world, shopper, wanted, pickup);
  await buildOrder(world, other, wanted, pickup);
  paidId = paid._id;
  await transaction(async () => {
    await settleOrder(world, { orderId: paidId, paidAt: world.clock.now() });
  });
  await Promise.all([1, 2, 3].map(async () => await close(closed._id)));
});

const close = async (orderId: string) =>
  await closeOrder(world, system, { orderId, reason: "测试" });

describe("the recount of campaigns from orders", () => {
  it("agrees after orders were placed, paid and closed", async () => {
    expect(await campaign(budgetId)).toMatchObject({ spentFen: 600, useCount: 2 });
    expect(await campaign(flashId)).toMatchObject({
      spentFen: 2_000,
      useCount: 2,
      unitsLeft: { [skuId]: 6 },
    });
    expect([await boughtBy(shopper.memberId), await boughtBy(other.memberId)]).toEqual([2, 2]);
    expect(await violations()).toEqual([]);
  });

  it.each([
    ["fen", () => ({ _id: budgetId, counter: "spentFen" }), 1, "已用预算 601，订单合计 600"],
    ["uses", () => ({ _id: budgetId, counter: "useCount" }), -1, "使用 1 次，订单合计 2 次"],
    ["units", () => ({ _id: flashId, counter: `unitsLeft.${skuId}` }), 1, "7 件，应为 10 − 4 件"],
  ])("finds a counter of %s that is off by one", async (_what, which, by, said) => {
    const { _id, counter } = which();
    await Campaigns.updateOne({ _id }, { $inc: { [counter]: by } });
    const found = await violations();
    await Campaigns.updateOne({ _id }, { $inc: { [counter]: -by } });
    expect(found).toEqual([expect.stringContaining(said)]);
    expect(found[0]).toContain(_id);
  });

  it("finds a member's counter that is off, missing or nobody's", async () => {
    const key = `${flashId}:${shopper.memberId}`;
    await CampaignMembers.updateOne({ _id: key }, { $set: { quantity: 3 } });
    expect(await violations()).toEqual([`${flashId}：${key} 记录 3 件，订单合计 2 件`]);
    await CampaignMembers.deleteOne({ _id: key });
    expect(await violations()).toEqual([`${flashId}：${key} 记录 0 件，订单合计 2 件`]);
    await CampaignMembers.insertMany([{ _id: key, quantity: 2 }]);
    await CampaignMembers.insertMany([{ _id: `${flashId}:mem_x`, quantity: 1 }]);
    expect(await violations()).toEqual([`${flashId}：${flashId}:mem_x 记录 1 件，订单合计 0 件`]);
    await CampaignMembers.deleteOne({ _id: `${flashId}:mem_x` });
  });

  it("finds an order that is closed and gave nothing back, and one whose campaign is gone", async () => {
    await Orders.updateOne({ _id: paidId }, { $set: { paymentState: "closed" } });
    // Fen and uses of both, units of stock and of the member.
    expect(await violations()).toHaveLength(6);
    await Orders.updateOne({ _id: paidId }, { $set: { paymentState: "paid" } });
    const row = await campaign(budgetId);
    await Campaigns.deleteOne({ _id: budgetId });
    expect(await violations()).toContain(`${budgetId}：订单用了，但没有该活动`);
    await Campaigns.insertMany([row]);
    expect(await violations()).toEqual([]);
  });

  it("campaigns alone know when they are past their budget or below nothing", async () => {
    const [bounds] = promotionsChecks;
    await Campaigns.updateOne({ _id: budgetId }, { $set: { spentFen: 2_001 } });
    await Campaigns.updateOne(
      { _id: flashId },
      { $set: { useCount: -1, [`unitsLeft.${skuId}`]: -1 } },
    );
    expect((await bounds?.run())?.violations.toSorted()).toEqual(
      [
        `${budgetId}：已用 2001 不在预算 2000 之内`,
        `${flashId}：使用次数 -1 为负`,
        `${flashId}：${skuId} 活动库存 -1 为负`,
      ].toSorted(),
    );
  });
});
