import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { couponsChecks } from "@server/modules/coupons/index.ts";
import { pointsChecks, readSpendablePoints } from "@server/modules/points/index.ts";
import { exchangePoints } from "@server/modules/points-mall/exchange-points.ts";
import { pointsMallChecks } from "@server/modules/points-mall/index.ts";
import { listMall } from "@server/modules/points-mall/list-mall.ts";
import { MallCounters } from "@server/modules/points-mall/mall-counter.model.ts";
import { MallExchanges } from "@server/modules/points-mall/mall-exchange.model.ts";
import { endMallItem, publishMallItem } from "@server/modules/points-mall/move-mall-item.ts";
import { createMallItem } from "@server/modules/points-mall/save-mall-item.ts";
import { useDatabase } from "@support/database.ts";
import { buildShopper } from "@support/orders.ts";
import { buildPointsPolicy, buildTemplate, givePoints, valueOwner } from "@support/value.ts";
import { createTestWorld } from "@support/world.ts";
import { buildMallItem, mallInput } from "./mall-samples.ts";

useDatabase();
const world = createTestWorld();
const id = (prefix: string) => newId(prefix, world.clock.now());
const benefit = { kind: "amount_off", amountFen: 1_000 } as const;

beforeAll(async () => {
  await buildPointsPolicy(world);
});
afterAll(async () => {
  for (const check of [...pointsChecks, ...couponsChecks, ...pointsMallChecks])
    expect({ code: check.code, violations: (await check.run()).violations }).toEqual({
      code: check.code,
      violations: [],
    });
});

/** A coupon in the mall for 200 points, and somebody with points. */
async function scene(
  points: number,
  change: Parameters<typeof buildMallItem>[2] = {},
  template: Parameters<typeof buildTemplate>[2] = {},
) {
  const shopper = buildShopper(world);
  const templateId = await buildTemplate(world, { benefit }, template);
  const { _id: mallItemId } = await buildMallItem(world, { kind: "coupon", templateId }, change);
  if (points > 0) await givePoints(world, shopper.memberId, points);
  return { shopper, templateId, mallItemId };
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => "ok",
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );

describe("an exchange", () => {
  it("takes the points and gives the coupon, once per id, also eight times at once", async () => {
    const { shopper, templateId, mallItemId } = await scene(500);
    const input = { exchangeId: id("pmx"), mallItemId };
    const made = await Promise.all(
      Array.from({ length: 8 }, async () => await exchangePoints(world, shopper, input)),
    );
    expect(new Set(made.map((one) => one.couponId)).size).toBe(1);
    expect(await Coupons.find({ memberId: shopper.memberId }).lean()).toMatchObject([
      {
        templateId,
        state: "available",
        source: { scene: "exchange", id: input.exchangeId },
      },
    ]);
    expect(await readSpendablePoints(world, shopper.memberId)).toBe(300);
    await endMallItem(world, valueOwner, { mallItemId, version: 2, reason: "换季" });
    expect(await exchangePoints(world, shopper, input)).toMatchObject({ points: 200 });
    expect(
      await codeOf(exchangePoints(world, shopper, { exchangeId: id("pmx"), mallItemId })),
    ).toBe("not_found");
    expect(await codeOf(exchangePoints(world, buildShopper(world), input))).toBe("not_found");
    expect(await codeOf(exchangePoints(world, shopper, { ...input, mallItemId: id("pmi") }))).toBe(
      "idempotency_mismatch",
    );
  });

  it("is not shown as possible to who has all of the coupon that one may have", async () => {
    const { shopper, mallItemId } = await scene(500, {}, { caps: { perMember: 1 } });
    const seen = async () =>
      (await listMall(world, shopper)).items.find((item) => item.mallItemId === mallItemId);
    // The list is at most a second old, points and coupons are not.
    await expect
      .poll(async () => (await seen())?.standing, { timeout: 3_000 })
      .toBe("exchangeable");
    await exchangePoints(world, shopper, { exchangeId: id("pmx"), mallItemId });
    expect(await seen()).toMatchObject({ standing: "limit", reason: "您已领取过，达到每人上限" });
  });

  it("without enough points, in time, tier, stock or limit changes nothing", async () => {
    const exchange = async ({ shopper, mallItemId }: Awaited<ReturnType<typeof scene>>) =>
      await codeOf(exchangePoints(world, shopper, { exchangeId: id("pmx"), mallItemId }));
    const poor = await scene(199, { stock: 1, perMemberMax: 1 });
    expect(await exchange(poor)).toBe("points_insufficient");
    expect(await MallCounters.findById(poor.mallItemId).lean()).toMatchObject({ taken: 0 });
    expect(await Coupons.countDocuments({ memberId: poor.shopper.memberId })).toBe(0);
    const early = new Date(world.clock.now().getTime() + 60_000).toISOString();
    expect(await exchange(await scene(500, { from: early }))).toBe("mall_item_unavailable");
    expect(await exchange(await scene(500, { tierLevels: [4] }))).toBe("mall_item_unavailable");
    const once = await scene(500, { perMemberMax: 1 });
    expect([await exchange(once), await exchange(once)]).toEqual(["ok", "purchase_limit"]);
    expect(await readSpendablePoints(world, once.shopper.memberId)).toBe(300);
    const gone = await scene(500, {}, { caps: { total: 1, perMember: 9 } });
    expect([await exchange(gone), await exchange(gone)]).toEqual(["ok", "coupon_sold_out"]);
    expect(await readSpendablePoints(world, gone.shopper.memberId)).toBe(300);
    expect(await MallCounters.findById(gone.mallItemId).lean()).toMatchObject({ taken: 1 });
  });

  it("of the last one goes to one of twenty; points are spent once by five phones", async () => {
    const { mallItemId } = await scene(0, { stock: 1 });
    const shoppers = Array.from({ length: 20 }, () => buildShopper(world));
    await Promise.all(shoppers.map(async (one) => await givePoints(world, one.memberId, 200)));
    const codes = await Promise.all(
      shoppers.map(
        async (one) =>
          await codeOf(exchangePoints(world, one, { exchangeId: id("pmx"), mallItemId })),
      ),
    );
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(["ok", "mall_item_sold_out"]));
    const rich = await scene(250);
    const phones = await Promise.all(
      Array.from(
        { length: 5 },
        async () =>
          await codeOf(
            exchangePoints(world, rich.shopper, {
              exchangeId: id("pmx"),
              mallItemId: rich.mallItemId,
            }),
          ),
      ),
    );
    expect(phones.filter((code) => code === "ok")).toHaveLength(1);
    expect(new Set(phones)).toEqual(new Set(["ok", "points_insufficient"]));
    expect(await readSpendablePoints(world, rich.shopper.memberId)).toBe(50);
  });

  it("is seen by the audit when a row or a counter is lost", async () => {
    const { shopper, mallItemId } = await scene(500, { perMemberMax: 5 });
    const exchangeId = id("pmx");
    const made = await exchangePoints(world, shopper, { exchangeId, mallItemId });
    await MallExchanges.deleteOne({ _id: exchangeId });
    const [check] = pointsMallChecks;
    const found = await check?.run();
    expect(found?.violations).toEqual([
      `${mallItemId}：记录兑出 1 件，实有 0 件`,
      `${mallItemId}:${shopper.memberId}：记录兑出 1 件，实有 0 件`,
    ]);
    await MallExchanges.insertMany([made]);
  });
});

describe("publishing", () => {
  const publish = async (
    what: Parameters<typeof mallInput>[1],
    change: Parameters<typeof mallInput>[2] = {},
  ) => {
    const { _id: mallItemId } = await createMallItem(
      world,
      valueOwner,
      mallInput(world, what, change),
    );
    return await publishMallItem(world, valueOwner, { mallItemId, version: 1 }).then(
      () => [],
      (error: unknown) =>
        (error as { issues: { pointer: string }[] }).issues.map((issue) => issue.pointer),
    );
  };

  it("names everything that is wrong", async () => {
    expect(await publish({ kind: "product", skuId: id("sku") })).toEqual(["/what/skuId"]);
    expect(await publish({ kind: "coupon", templateId: id("tpl") })).toEqual(["/what/templateId"]);
    const silent = await buildTemplate(world, { benefit }, { channels: { isPublic: true } });
    const over = {
      from: new Date(world.clock.now().getTime() - 9_000).toISOString(),
      until: new Date(world.clock.now().getTime() - 1_000).toISOString(),
    };
    expect(await publish({ kind: "coupon", templateId: silent }, over)).toEqual([
      "/what/templateId",
      "/until",
    ]);
  });
});
