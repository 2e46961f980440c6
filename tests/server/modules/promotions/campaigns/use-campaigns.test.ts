import { afterAll, describe, expect, it } from "vitest";
import type { MemberActor } from "@server/kernel/actor.ts";
import { transaction } from "@server/kernel/db.ts";
import { Refusal } from "@server/kernel/errors.ts";
import { newId } from "@server/kernel/ids.ts";
import { CampaignMembers, Campaigns } from "@server/modules/promotions/campaigns/campaign.model.ts";
import {
  compareCampaignCounters,
  giveBackCampaigns,
  promotionsChecks,
  readLiveCampaigns,
  useCampaigns,
  type CampaignUse,
  type HeldUses,
} from "@server/modules/promotions/index.ts";
import { forgetCampaigns } from "@server/modules/promotions/campaigns/read-live-campaigns.ts";
import { moveCampaign } from "@server/modules/promotions/campaigns/move-campaign.ts";
import { buildProduct, owner } from "@support/catalog.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";
import { buildCampaign } from "./build-campaign.ts";

useDatabase();
const world = createTestWorld({ at: "2026-03-10T02:00:00.000Z" });
/** What stands in for orders: everything that was used and not given back. */
const held = new Set<HeldUses>();
async function* allHeld() {
  yield* held;
}
afterAll(async () => {
  for (const check of promotionsChecks)
    expect({ title: check.title, ...(await check.run()) }).toMatchObject({ violations: [] });
  expect(held.size).toBeGreaterThan(0);
  expect(await compareCampaignCounters(allHeld())).toMatchObject({ violations: [] });
});

const newShopper = (): MemberActor => ({
  kind: "member",
  memberId: newId("mem", world.clock.now()),
  openid: "o",
  sessionId: "ses",
});

async function use(
  uses: readonly CampaignUse[],
  { memberId }: MemberActor = newShopper(),
): Promise<HeldUses> {
  const order = { memberId, uses };
  await transaction(async () => await useCampaigns(world, order));
  held.add(order);
  return order;
}

async function giveBack(order: HeldUses): Promise<void> {
  await transaction(async () => await giveBackCampaigns(world, order));
  held.delete(order);
}

const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "used",
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

/** A product with one SKU that costs little, so that no check of prices stands in the way. */
async function buildSku() {
  const product = await buildProduct(world);
  return { productId: product.productId, skuId: product.skus[0]?.skuId ?? "" };
}

const amountOff = (amountFen: number, productId: string, fen = 2_000) => ({
  benefit: { kind: "amount_off" as const, amountFen },
  threshold: { fen },
  scope: { productIds: [productId] },
});

const flash = (skuId: string, stock: number, perMemberMax: number | null = null) => ({
  benefit: {
    kind: "flash_price" as const,
    prices: [{ skuId, priceFen: 1_500, stock }],
    perMemberMax,
  },
});

describe("the budget of a campaign", () => {
  it("is never exceeded by a fen by 50 at once, and stops the campaign", async () => {
    const { productId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, {
      budgetFen: 10_050,
      terms: amountOff(500, productId),
    });
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async () =>
        outcomeOf(use([{ campaignId, amountFen: 500, units: [] }])),
      ),
    );
    expect(outcomes.filter((one) => one === "used")).toHaveLength(20);
    expect(outcomes.filter((one) => one === "campaign_over")).toHaveLength(30);
    const row = await Campaigns.findById(campaignId).lean();
    expect(row).toMatchObject({ spentFen: 10_000, useCount: 20, state: "stopped" });
    expect(row?.history.map(({ step }) => step)).toEqual(["created", "published", "stopped"]);
  }, 60_000);

  it("stays open while less than the largest but more than the least is left", async () => {
    const { productId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, {
      budgetFen: 1_000,
      terms: {
        benefit: { kind: "percent_off", payBps: 9_000 },
        scope: { productIds: [productId] },
      },
    });
    await use([{ campaignId, amountFen: 999, units: [] }]);
    await expect(use([{ campaignId, amountFen: 2, units: [] }])).rejects.toMatchObject({
      code: "campaign_over",
      issues: [{ pointer: `/campaigns/${campaignId}` }],
    });
    expect(await Campaigns.findById(campaignId).lean()).toMatchObject({
      state: "published",
      spentFen: 999,
    });
    await use([{ campaignId, amountFen: 1, units: [] }]);
    expect(await Campaigns.findById(campaignId).lean()).toMatchObject({ state: "stopped" });
  });

  it("comes back exactly, and what had stopped itself runs again", async () => {
    const { productId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, {
      budgetFen: 1_000,
      terms: amountOff(500, productId),
    });
    const first = await use([{ campaignId, amountFen: 500, units: [] }]);
    await use([{ campaignId, amountFen: 500, units: [] }]);
    expect(await Campaigns.findById(campaignId).lean()).toMatchObject({ state: "stopped" });
    await giveBack(first);
    const row = await Campaigns.findById(campaignId).lean();
    expect(row).toMatchObject({ state: "published", spentFen: 500, useCount: 1 });
    expect(row?.history.at(-1)).toMatchObject({ step: "resumed", by: "system:budget" });
  });

  it("never comes back more than was taken", async () => {
    const { productId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, {
      budgetFen: 1_000,
      terms: amountOff(300, productId),
    });
    await use([{ campaignId, amountFen: 300, units: [] }]);
    const invented = { memberId: "mem_x", uses: [{ campaignId, amountFen: 301, units: [] }] };
    await expect(giveBack(invented)).rejects.toThrow("only what was taken is given back");
    expect(await Campaigns.findById(campaignId).lean()).toMatchObject({
      spentFen: 300,
      useCount: 1,
    });
  });

  it("comes back to a campaign that staff ended without opening it, and after its time", async () => {
    const { productId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, {
      budgetFen: 500,
      terms: amountOff(500, productId),
    });
    const order = await use([{ campaignId, amountFen: 500, units: [] }]);
    await moveCampaign(world, owner, { campaignId, version: 2, to: "ended", reason: "结束" });
    await giveBack(order);
    expect(await Campaigns.findById(campaignId).lean()).toMatchObject({
      state: "ended",
      spentFen: 0,
    });
  });

  it("is not touched when another campaign of the order is over", async () => {
    const { productId } = await buildSku();
    const build = async (budgetFen: number, group: string) =>
      await buildCampaign(
        world,
        {
          budgetFen,
          terms: { ...amountOff(100, productId), stacking: { group } },
        },
        (await Campaigns.find({}, { _id: 1 }).lean()).map(({ _id }) => `overlap_goods:${_id}`),
      );
    const rich = await build(1_000, "甲");
    const poor = await build(100, "乙");
    await use([{ campaignId: poor._id, amountFen: 100, units: [] }]);
    await expect(
      use([
        { campaignId: rich._id, amountFen: 100, units: [] },
        { campaignId: poor._id, amountFen: 100, units: [] },
      ]),
    ).rejects.toMatchObject({
      code: "campaign_over",
      issues: [{ pointer: `/campaigns/${poor._id}` }],
    });
    expect(await Campaigns.findById(rich._id).lean()).toMatchObject({ spentFen: 0, useCount: 0 });
  });
});

describe("the stock of a flash price", () => {
  it("is given to no more than there are by 50 at once", async () => {
    const { skuId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, { terms: flash(skuId, 20) });
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async () =>
        outcomeOf(use([{ campaignId, amountFen: 500, units: [{ skuId, quantity: 3 }] }])),
      ),
    );
    expect(outcomes.filter((one) => one === "used")).toHaveLength(6);
    const row = await Campaigns.findById(campaignId).lean();
    expect(row).toMatchObject({ unitsLeft: { [skuId]: 2 }, useCount: 6, state: "published" });
    await use([{ campaignId, amountFen: 500, units: [{ skuId, quantity: 2 }] }]);
    await expect(
      use([{ campaignId, amountFen: 500, units: [{ skuId, quantity: 1 }] }]),
    ).rejects.toMatchObject({ code: "campaign_over" });
  }, 60_000);

  it("holds each member to their own limit, also on two phones at once, and gives it back", async () => {
    const { skuId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, { terms: flash(skuId, 20, 2) });
    const shopper = newShopper();
    const one = { campaignId, amountFen: 500, units: [{ skuId, quantity: 1 }] };
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, async () => outcomeOf(use([one], shopper))),
    );
    expect(outcomes.filter((outcome) => outcome === "used")).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === "campaign_over")).toHaveLength(4);
    expect(await Campaigns.findById(campaignId).lean()).toMatchObject({
      unitsLeft: { [skuId]: 18 },
    });
    const first = [...held].find(({ uses }) => uses.includes(one));
    if (first === undefined) throw new Error("nothing was used");
    await giveBack(first);
    expect(await CampaignMembers.findById(`${campaignId}:${shopper.memberId}`).lean()).toEqual({
      _id: `${campaignId}:${shopper.memberId}`,
      quantity: 1,
    });
    await use([one], shopper);
    await expect(use([one], shopper)).rejects.toMatchObject({
      code: "campaign_over",
      issues: [{ detail: "每人限购 2 件" }],
    });
    await use([{ ...one, units: [{ skuId, quantity: 2 }] }]);
  });

  it("counts two lines of one SKU together", async () => {
    const { skuId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, { terms: flash(skuId, 5) });
    const two = { skuId, quantity: 2 };
    const order = await use([{ campaignId, amountFen: 500, units: [two, two] }]);
    expect(await Campaigns.findById(campaignId).lean()).toMatchObject({
      unitsLeft: { [skuId]: 1 },
    });
    await giveBack(order);
    expect(await Campaigns.findById(campaignId).lean()).toMatchObject({
      unitsLeft: { [skuId]: 5 },
      spentFen: 0,
      useCount: 0,
    });
  });
});

describe("what using campaigns costs", () => {
  it("is nothing without budget and stock, one command with, two with a limit per member", async () => {
    const { productId, skuId } = await buildSku();
    const free = await buildCampaign(world, { terms: amountOff(100, productId) });
    const paid = await buildCampaign(
      world,
      {
        budgetFen: 1_000,
        terms: { ...amountOff(100, productId), stacking: { group: "乙" } },
      },
      [`overlap_goods:${free._id}`],
    );
    const limited = await buildCampaign(world, { terms: flash(skuId, 5, 2) }, [
      `overlap_goods:${free._id}`,
      `overlap_goods:${paid._id}`,
    ]);
    forgetCampaigns();
    await readLiveCampaigns(world);
    const units = [{ skuId, quantity: 1 }];
    const commands = async (uses: readonly CampaignUse[]) =>
      (await commandsOf(async () => use(uses))).commands;
    expect(await commands([{ campaignId: free._id, amountFen: 100, units: [] }])).toEqual([]);
    expect(await commands([{ campaignId: paid._id, amountFen: 100, units: [] }])).toEqual([
      "update",
      "commitTransaction",
    ]);
    expect(
      await commands([
        { campaignId: free._id, amountFen: 100, units: [] },
        { campaignId: paid._id, amountFen: 100, units: [] },
        { campaignId: limited._id, amountFen: 100, units },
      ]),
    ).toEqual(["update", "update", "commitTransaction"]);
  });

  it("refuses a draft and what does not exist", async () => {
    await expect(
      use([{ campaignId: newId("cmp", world.clock.now()), amountFen: 1, units: [] }]),
    ).rejects.toMatchObject({ code: "campaign_over" });
  });
});

describe("live campaigns as pricing sees them", () => {
  const live = async (campaignId: string) => {
    forgetCampaigns();
    return (await readLiveCampaigns(world)).find(({ offerId }) => offerId === campaignId);
  };

  it("carry budget and units left, and are gone when paused", async () => {
    const { skuId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, {
      budgetFen: 1_000,
      terms: flash(skuId, 5),
    });
    expect(await live(campaignId)).toMatchObject({
      kind: "campaign",
      name: "春日立减",
      priority: 100,
      since: world.clock.now(),
      budgetLeftFen: 1_000,
      unitsLeft: { [skuId]: 5 },
      terms: { benefit: { kind: "flash_price" } },
    });
    await use([{ campaignId, amountFen: 300, units: [{ skuId, quantity: 1 }] }]);
    expect(await live(campaignId)).toMatchObject({ budgetLeftFen: 700, unitsLeft: { [skuId]: 4 } });
    await moveCampaign(world, owner, { campaignId, version: 2, to: "paused", reason: "盘点" });
    expect(await live(campaignId)).toBeUndefined();
    await expect(
      use([{ campaignId, amountFen: 300, units: [{ skuId, quantity: 1 }] }]),
    ).rejects.toMatchObject({ code: "campaign_over" });
    await moveCampaign(world, owner, { campaignId, version: 3, to: "published", reason: "好了" });
    expect(await live(campaignId)).toMatchObject({ budgetLeftFen: 700 });
  });

  it("are those of today: a member day begins and ends at midnight in Asia/Shanghai", async () => {
    const { productId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, {
      terms: amountOff(100, productId),
      schedule: {
        from: "2026-03-01T00:00:00.000Z",
        until: "2026-04-01T00:00:00.000Z",
        weekdays: [4],
      },
    });
    const before = world.clock.now();
    world.clock.set("2026-03-11T15:59:59.999Z");
    expect(await live(campaignId)).toBeUndefined();
    world.clock.set("2026-03-11T16:00:00.000Z");
    expect(await live(campaignId)).toMatchObject({
      from: new Date("2026-03-11T16:00:00.000Z"),
      until: new Date("2026-03-12T16:00:00.000Z"),
    });
    world.clock.set("2026-03-12T16:00:00.000Z");
    expect(await live(campaignId)).toBeUndefined();
    world.clock.set(before);
  });

  it("are read at most once a second and keep one object for the terms of each", async () => {
    const { productId } = await buildSku();
    const { _id: campaignId } = await buildCampaign(world, { terms: amountOff(100, productId) });
    const first = await live(campaignId);
    const { commands } = await commandsOf(async () => readLiveCampaigns(world));
    expect(commands).toEqual([]);
    expect((await live(campaignId))?.terms).toBe(first?.terms);
  });
});
