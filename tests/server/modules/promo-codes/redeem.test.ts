import { describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { Refusal } from "@server/kernel/errors.ts";
import { moveTemplate } from "@server/modules/coupons/index.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { Members } from "@server/modules/members/member.model.ts";
import { drawCode, plainCode } from "@server/modules/promo-codes/code-text.ts";
import { decideBatch, disableBatch } from "@server/modules/promo-codes/decide-batch.ts";
import { promoCodesChecks } from "@server/modules/promo-codes/index.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";
import { publishTemplate, shopper, system } from "../coupons/coupon-samples.ts";
import { buildIssuer, codesOf, issueBatch, redeem } from "./code-samples.ts";

useDatabase();

const HOUR = 3_600_000;
const modelRuns = Number(process.env["MODEL_RUNS"] ?? 100);
type TestWorld = ReturnType<typeof createTestWorld>;

async function audit(): Promise<void> {
  for (const check of promoCodesChecks) expect((await check.run()).violations).toEqual([]);
}

async function oneCode(world: TestWorld, parts: Parameters<typeof issueBatch>[2] = {}) {
  const issuer = await buildIssuer(world);
  const batch = await issueBatch(world, issuer, parts);
  return { issuer, batch, code: codesOf(world, batch)[0] ?? "" };
}

/** What a member is told who tries a code. */
async function told(work: Promise<unknown>): Promise<object> {
  try {
    await work;
    return { code: "none" };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, detail: error.detail, issues: error.issues };
  }
}

describe("a code for single use", () => {
  it("becomes one coupon of its template, however it is typed, and the same request the same coupon", async () => {
    const world = createTestWorld();
    const { batch, code } = await oneCode(world);
    const actor = shopper(world);
    const redemptionId = newId("red", world.clock.now());
    const typed = ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `;
    const coupon = await redeem(world, typed, { actor, redemptionId });
    expect(coupon).toMatchObject({
      memberId: actor.memberId,
      templateId: batch.templateId,
      source: { scene: "code" },
      reason: batch._id,
    });
    expect((await redeem(world, code, { actor, redemptionId }))._id).toBe(coupon._id);
    expect(await Coupons.countDocuments({ templateId: batch.templateId })).toBe(1);
    await audit();
  });

  it("by ten members at once goes to one", async () => {
    const world = createTestWorld();
    const { batch, code } = await oneCode(world);
    const tried = await Promise.all(
      Array.from({ length: 10 }, async () => await told(redeem(world, code))),
    );
    expect(tried.filter((one) => "code" in one && one.code === "none")).toHaveLength(1);
    expect(await Coupons.countDocuments({ templateId: batch.templateId })).toBe(1);
    await audit();
  });
});

describe("a readable code", () => {
  it("is used as often as it may, by each as often as they may, also at once", async () => {
    const world = createTestWorld();
    const { batch } = await oneCode(world, {
      codes: { kind: "vanity", code: "暖店 spring", total: 5, perMember: 2 },
    });
    const actor = shopper(world);
    const mine = await Promise.all(
      Array.from({ length: 6 }, async () => await told(redeem(world, "暖店SPRING", { actor }))),
    );
    expect(mine.filter((one) => "code" in one && one.code === "none")).toHaveLength(2);
    const others = await Promise.all(
      Array.from({ length: 9 }, async () => await told(redeem(world, "暖店-Spring"))),
    );
    expect(others.filter((one) => "code" in one && one.code === "none")).toHaveLength(3);
    expect(await Coupons.countDocuments({ templateId: batch.templateId })).toBe(5);
    await audit();
  });
});

/** Every way in which a code does not help, each with a code and a member of its own. */
const useless: [name: string, make: (world: TestWorld) => Promise<string>][] = [
  ["wrong", async () => await Promise.resolve(drawCode())],
  ["over", async (world) => (await oneCode(world, { until: "2026-03-10T02:00:00.001Z" })).code],
  ["not begun", async (world) => (await oneCode(world, { from: "2026-12-01T00:00:00.000Z" })).code],
  [
    "used",
    async (world) => {
      const { code } = await oneCode(world);
      await redeem(world, code);
      return code;
    },
  ],
  [
    "somebody else's",
    async (world) => {
      const issuer = await buildIssuer(world);
      const memberId = newId("mem", world.clock.now());
      await Members.create([{ _id: memberId, source: "import", createdAt: world.clock.now() }]);
      return codesOf(world, await issueBatch(world, issuer, { memberId }))[0] ?? "";
    },
  ],
  [
    "disabled",
    async (world) => {
      const { issuer, batch, code } = await oneCode(world);
      await disableBatch(world, issuer, { batchId: batch._id, reason: "泄露" });
      return code;
    },
  ],
  [
    "waiting for approval",
    async (world) => {
      const issuer = await buildIssuer(world, { limits: { approvalAboveFen: 0 } });
      return codesOf(world, await issueBatch(world, issuer))[0] ?? "";
    },
  ],
  [
    "refused",
    async (world) => {
      const issuer = await buildIssuer(world, { limits: { approvalAboveFen: 0 } });
      const batch = await issueBatch(world, issuer);
      const decision = { batchId: batch._id, isApproved: false, reason: "太多" };
      await decideBatch(world, await buildIssuer(world), decision);
      return codesOf(world, batch)[0] ?? "";
    },
  ],
  [
    "of a template that was paused",
    async (world) => {
      const { batch, code } = await oneCode(world);
      const move = { templateId: batch.templateId, to: "paused" as const, reason: "暂停" };
      await moveTemplate(world, system, move);
      return code;
    },
  ],
  [
    "of a template that is given out",
    async (world) => {
      const { _id } = await publishTemplate(world, { caps: { total: 1 } });
      const { issuer, code } = await oneCode(world, { templateId: _id });
      const other = codesOf(world, await issueBatch(world, issuer, { templateId: _id }))[0] ?? "";
      await redeem(world, other);
      return code;
    },
  ],
];

describe("a code that does not help", () => {
  it.each(useless)("because it is %s gets the one answer", async (_, make) => {
    const world = createTestWorld();
    const code = await make(world);
    world.clock.advance(1);
    expect(await told(redeem(world, code))).toEqual({
      code: "code_invalid",
      detail: undefined,
      issues: [],
    });
    await audit();
  });

  it.each(useless.slice(0, 8))("because it is %s costs the same commands", async (_, make) => {
    const world = createTestWorld();
    const code = await make(world);
    world.clock.advance(1);
    const { commands } = await commandsOf(async () => await told(redeem(world, code)));
    expect(commands.toSorted()).toEqual([
      "find",
      "find",
      "find",
      "findAndModify",
      "findAndModify",
      "findAndModify",
    ]);
  });

  it("takes the same time: the medians of wrong, over, used and another's are near each other", async () => {
    const world = createTestWorld();
    const codes = await Promise.all(useless.slice(0, 5).map(async ([, make]) => await make(world)));
    world.clock.advance(1);
    const times = codes.map((): number[] => []);
    for (let round = 0; round < 40; round += 1)
      for (const [index, code] of codes.entries()) {
        const startedAt = performance.now();
        await told(redeem(world, code));
        times[index]?.push(performance.now() - startedAt);
      }
    const medians = times.map((all) => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0);
    expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(1.6);
  });
});

describe("guessing", () => {
  const locked = { code: "code_locked" };

  it.each([
    ["member", 10],
    ["device", 20],
    ["address", 200],
  ])(
    "by one %s is locked after %d tries, for the right code too, for an hour",
    async (who, max) => {
      const world = createTestWorld();
      const { code } = await oneCode(world);
      const one = {
        member: { actor: shopper(world) },
        device: { device: "device-0001" },
        address: { address: "192.0.2.1" },
      }[who];
      const tries = await Promise.all(
        Array.from({ length: max + 30 }, async () => await told(redeem(world, drawCode(), one))),
      );
      expect(tries.filter((try_) => "code" in try_ && try_.code === "code_invalid")).toHaveLength(
        max,
      );
      expect(await told(redeem(world, code, one))).toMatchObject(locked);
      world.clock.advance(HOUR);
      expect(await told(redeem(world, code, one))).toEqual({ code: "none" });
    },
  );

  it("is not unlocked by right codes in between", async () => {
    const world = createTestWorld();
    await oneCode(world, { codes: { kind: "vanity", code: "OPENDOOR", total: 50, perMember: 50 } });
    const actor = shopper(world);
    const tries: object[] = [];
    for (let index = 0; index < 16; index += 1)
      tries.push(await told(redeem(world, index % 2 === 0 ? "opendoor" : drawCode(), { actor })));
    expect(tries.slice(10)).toEqual(tries.slice(10).map(() => expect.objectContaining(locked)));
  });

  it("thousands of times by many members, devices and addresses finds nothing", async () => {
    // A million in the long run (S8).
    const people = modelRuns >= 1_000 ? 1_000 : 100;
    const rounds = modelRuns >= 1_000 ? 1_000 : 30;
    const world = createTestWorld();
    const issuer = await buildIssuer(world);
    await issueBatch(world, issuer, { codes: { kind: "single", count: 200 } });
    const members = Array.from({ length: people }, () => shopper(world));
    const tally = new Map<string, number>();
    for (let round = 0; round < rounds; round += 1) {
      const answers = await Promise.all(
        members.map(
          async (actor, index) =>
            await told(
              redeem(world, drawCode(), {
                actor,
                device: `device-${index}-${round}`,
                address: `192.0.${round % 250}.${index % 250}`,
              }),
            ),
        ),
      );
      for (const answer of answers) {
        const code = "code" in answer ? String(answer.code) : "";
        tally.set(code, (tally.get(code) ?? 0) + 1);
      }
    }
    const tried = people * 10;
    expect(Object.fromEntries(tally)).toEqual({
      code_invalid: tried,
      code_locked: people * rounds - tried,
    });
  }, 1_200_000);
});

describe("the code itself", () => {
  it("has 70 bits, no look-alikes, and does not repeat", () => {
    const drawn = Array.from({ length: 5_000 }, drawCode);
    expect(new Set(drawn).size).toBe(5_000);
    for (const code of drawn) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{14}$/);
    const seen = new Set(drawn.join(""));
    expect(seen.size).toBe(32);
    expect(Math.log2(32 ** 14)).toBe(70);
  });

  it("is read with spaces, hyphens, small and full-width letters", () => {
    expect(plainCode(" ａbc-12 暖店 ")).toBe("ABC12暖店");
  });
});
