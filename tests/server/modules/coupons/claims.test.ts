import { describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import {
  couponsChecks,
  importCoupons,
  issueCoupon,
  moveTemplate,
} from "@server/modules/coupons/index.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { claimCoupon } from "@server/modules/coupons/issuing/claim-coupon.ts";
import { CouponTemplates } from "@server/modules/coupons/templates/coupon-template.model.ts";
import { ensurePolicy } from "@server/modules/tiers/index.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";
import { publishTemplate, shopper, system } from "./coupon-samples.ts";

useDatabase();

const DAY = 86_400_000;
type TestWorld = ReturnType<typeof createTestWorld>;

const claim = async (world: TestWorld, templateId: string, actor = shopper(world)) =>
  await claimCoupon(world, actor, { templateId, claimId: newId("clm", world.clock.now()) });
const codesOf = (tried: readonly PromiseSettledResult<unknown>[]): string[] =>
  tried.flatMap((one) =>
    one.status === "rejected" ? [(one.reason as { code: string }).code] : [],
  );

/** What the database says, and that the audit finds nothing in it. */
async function counted(templateId: string): Promise<{ issued: number; rows: number }> {
  for (const check of couponsChecks) expect((await check.run()).violations).toEqual([]);
  const template = await CouponTemplates.findById(templateId).lean();
  return { issued: template?.issued ?? 0, rows: await Coupons.countDocuments({ templateId }) };
}

describe("claims at once", () => {
  it("of fifty for the last three give exactly three", async () => {
    const world = createTestWorld();
    const { _id } = await publishTemplate(world, { caps: { total: 5 } });
    await claim(world, _id);
    await claim(world, _id);
    const tried = await Promise.allSettled(
      Array.from({ length: 50 }, async () => await claim(world, _id)),
    );
    expect(codesOf(tried)).toEqual(Array.from({ length: 47 }, () => "coupon_sold_out"));
    expect(await counted(_id)).toEqual({ issued: 5, rows: 5 });
  });

  it("are exact also when staff, rules and an import take from the same at the same time", async () => {
    const world = createTestWorld();
    const { _id } = await publishTemplate(world, { caps: { total: 20 } });
    const tried = await Promise.allSettled(
      Array.from({ length: 60 }, async (_, index) => {
        const { memberId } = shopper(world);
        if (index % 3 === 0) return await claim(world, _id);
        if (index % 3 === 1)
          return await issueCoupon(world, system, {
            templateId: _id,
            memberId,
            source: { scene: "rule", id: `r${index}` },
            reason: null,
          });
        const { from, until } = { from: world.clock.now(), until: new Date("2027-01-01") };
        const [row] = await importCoupons(world, [
          { templateId: _id, memberId, externalId: `x${index}`, from, until },
        ]);
        if (row?.refused === "sold_out")
          throw Object.assign(new Error(), { code: "coupon_sold_out" });
        return row;
      }),
    );
    expect(codesOf(tried)).toEqual(Array.from({ length: 40 }, () => "coupon_sold_out"));
    expect(await counted(_id)).toEqual({ issued: 20, rows: 20 });
  });

  it("of one member do not pass the member's limit, nor the one of the day", async () => {
    const world = createTestWorld({ at: "2026-03-10T15:59:00.000Z" });
    const { _id } = await publishTemplate(world, { caps: { perMember: 3, perMemberPerDay: 2 } });
    const actor = shopper(world);
    const many = async () =>
      codesOf(
        await Promise.allSettled(
          Array.from({ length: 10 }, async () => await claim(world, _id, actor)),
        ),
      );
    expect(await many()).toEqual(Array.from({ length: 8 }, () => "coupon_claim_limit"));
    world.clock.advance(2 * 60_000);
    expect(await many()).toEqual(Array.from({ length: 9 }, () => "coupon_claim_limit"));
    expect(await counted(_id)).toEqual({ issued: 3, rows: 3 });
  });

  it("of a day do not pass the shop's number for the day, and the next day begins at midnight here", async () => {
    const world = createTestWorld({ at: "2026-03-10T15:59:59.999Z" });
    const { _id } = await publishTemplate(world, { caps: { total: 100, perDay: 4 } });
    const rush = async () =>
      codesOf(
        await Promise.allSettled(Array.from({ length: 9 }, async () => await claim(world, _id))),
      ).length;
    expect(await rush()).toBe(5);
    world.clock.advance(1);
    expect(await rush()).toBe(5);
    expect(await counted(_id)).toEqual({ issued: 8, rows: 8 });
  });

  it("with one id give one coupon, also at once, also when it is sold out meanwhile", async () => {
    const world = createTestWorld();
    const { _id } = await publishTemplate(world, { caps: { total: 3, perMember: 3 } });
    const actor = shopper(world);
    const input = { templateId: _id, claimId: newId("clm", world.clock.now()) };
    const same = await Promise.all(
      Array.from({ length: 8 }, async () => await claimCoupon(world, actor, input)),
    );
    expect(new Set(same.map((row) => row._id)).size).toBe(1);
    await claim(world, _id);
    await claim(world, _id);
    await expect(claim(world, _id)).rejects.toMatchObject({ code: "coupon_sold_out" });
    expect((await claimCoupon(world, actor, input))._id).toBe(same[0]?._id);
    // Another's claim of the same id is another claim.
    await expect(claimCoupon(world, shopper(world), input)).rejects.toMatchObject({
      code: "coupon_sold_out",
    });
    expect(await counted(_id)).toEqual({ issued: 3, rows: 3 });
  });

  it("are served in groups: a rush of a hundred needs a few transactions", async () => {
    const world = createTestWorld();
    const { _id } = await publishTemplate(world);
    await claim(world, _id);
    const { commands } = await commandsOf(
      async () => await Promise.all(Array.from({ length: 100 }, () => claim(world, _id))),
    );
    expect(commands.filter((name) => name === "insert").length).toBeLessThanOrEqual(4);
    expect(await counted(_id)).toEqual({ issued: 101, rows: 101 });
  });
});

describe("a template", () => {
  it("gives nothing out before it is published, while paused, when ended, over, or by another way", async () => {
    const world = createTestWorld();
    const template = await publishTemplate(world, {
      channels: { hasLink: true },
      validity: {
        kind: "absolute",
        from: "2026-03-01T00:00:00.000Z",
        until: "2026-04-01T00:00:00.000Z",
      },
    });
    const { _id: templateId, linkToken } = template;
    const byLink = async () =>
      await claimCoupon(world, shopper(world), {
        token: linkToken ?? "",
        claimId: newId("clm", world.clock.now()),
      });
    await expect(claim(world, templateId)).rejects.toMatchObject({ code: "not_found" });
    await expect(
      issueCoupon(world, system, {
        templateId,
        memberId: shopper(world).memberId,
        source: { scene: "code", id: "1" },
        reason: null,
      }),
    ).rejects.toMatchObject({ code: "coupon_not_claimable" });
    expect(await byLink()).toMatchObject({ templateId, source: { scene: "link" } });
    await moveTemplate(world, system, { templateId, to: "paused", reason: "缺货" });
    await expect(byLink()).rejects.toMatchObject({ code: "coupon_not_claimable" });
    await moveTemplate(world, system, { templateId, to: "published", reason: "到货" });
    await byLink();
    world.clock.advance(30 * DAY);
    await expect(byLink()).rejects.toMatchObject({ code: "coupon_not_claimable" });
    await moveTemplate(world, system, { templateId, to: "ended", reason: "结束" });
    await expect(
      moveTemplate(world, system, { templateId, to: "published", reason: "再来" }),
    ).rejects.toMatchObject({ code: "template_state" });
    await expect(
      claimCoupon(world, shopper(world), {
        token: "x".repeat(43),
        claimId: newId("clm", world.clock.now()),
      }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("is only for those it names", async () => {
    const world = createTestWorld();
    await ensurePolicy(world);
    const { _id } = await publishTemplate(world, {
      terms: {
        benefit: { kind: "amount_off", amountFen: 500 },
        audience: { tierLevels: [2] },
      },
    });
    await expect(claim(world, _id)).rejects.toMatchObject({
      code: "coupon_not_claimable",
      detail: "您当前的会员等级不在领取范围内",
    });
  });
});

describe("an import", () => {
  it("of the same rows twice brings each once, with the old system's end", async () => {
    const world = createTestWorld();
    const { _id: templateId } = await publishTemplate(world);
    const rows = Array.from({ length: 3 }, (_, index) => ({
      templateId,
      memberId: shopper(world).memberId,
      externalId: `old-${index}`,
      from: new Date("2026-01-01T00:00:00.000Z"),
      until: new Date("2026-05-05T16:00:00.000Z"),
    }));
    const first = await importCoupons(world, rows);
    const second = await importCoupons(world, rows);
    expect(first.map((one) => one.isNew)).toEqual([true, true, true]);
    expect(second).toEqual(first.map((one) => ({ ...one, isNew: false })));
    expect(await Coupons.findById(first[0]?.couponId).lean()).toMatchObject({
      until: new Date("2026-05-05T16:00:00.000Z"),
      source: { scene: "import", id: "old-0" },
    });
    expect(await counted(templateId)).toEqual({ issued: 3, rows: 3 });
  });
});
