import { setTimeout as sleep } from "node:timers/promises";
import mongoose from "mongoose";
import { describe, expect, inject, it } from "vitest";
import type { IssueAudience } from "@server/contract/coupons.ts";
import { rawCollection } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { couponsChecks, moveTemplate } from "@server/modules/coupons/index.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { claimCoupon } from "@server/modules/coupons/issuing/claim-coupon.ts";
import { CouponIssues } from "@server/modules/coupons/issuing/coupon-issue.model.ts";
import { runIssues } from "@server/modules/coupons/issuing/run-issues.ts";
import { readIssue, startIssue, stopIssue } from "@server/modules/coupons/issuing/start-issue.ts";
import { CouponTemplates } from "@server/modules/coupons/templates/coupon-template.model.ts";
import { findOrCreateImportedMembers } from "@server/modules/members/index.ts";
import { Members } from "@server/modules/members/member.model.ts";
import { ensurePolicy, Standings } from "@server/modules/tiers/index.ts";
import { owner } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { runProgram } from "@support/processes.ts";
import { createTestWorld } from "@support/world.ts";
import { publishTemplate, shopper, system } from "./coupon-samples.ts";

useDatabase();

type TestWorld = ReturnType<typeof createTestWorld>;

/** Forgets who was there and makes so many members. */
async function makeMembers(world: TestWorld, count: number): Promise<string[]> {
  await Members.deleteMany({});
  const people = Array.from({ length: count }, (_, index) => ({
    phone: null,
    externalId: `m${index}`,
    name: null,
  }));
  const made = await findOrCreateImportedMembers(world, people);
  return made.map(({ memberId }) => memberId);
}

async function issue(world: TestWorld, templateId: string, audience: IssueAudience) {
  const issueId = newId("iss", world.clock.now());
  await startIssue(world, owner, { issueId, templateId, audience, reason: "老客回馈" });
  return issueId;
}

/** That the audit finds nothing, every member has exactly one, and the counter says how many there are. */
async function counted(templateId: string) {
  for (const check of couponsChecks) expect((await check.run()).violations).toEqual([]);
  const members = await Coupons.distinct("memberId", { templateId });
  const rows = await Coupons.countDocuments({ templateId });
  const template = await CouponTemplates.findById(templateId).lean();
  return { members: members.length, rows, issued: template?.issued };
}

const none = { members: 0, issued: 0, unknown: 0, claimLimit: 0, soldOut: 0, dayLimit: 0 };

describe("a batch issue", () => {
  it("gives everybody one and passes over who has theirs", async () => {
    const world = createTestWorld();
    const memberIds = await makeMembers(world, 2_500);
    const { _id } = await publishTemplate(world);
    const actor = { ...shopper(world), memberId: memberIds[7] ?? "" };
    await claimCoupon(world, actor, {
      templateId: _id,
      claimId: newId("clm", world.clock.now()),
    });
    const issueId = await issue(world, _id, { kind: "all" });
    expect(await runIssues(world, 60_000)).toEqual({ issued: 2_499 });
    expect(await runIssues(world, 60_000)).toEqual({ issued: 0 });
    const done = await readIssue(issueId);
    expect(done).toMatchObject({ state: "done", endedAt: world.clock.now() });
    expect(done.counts).toEqual({ ...none, members: 2_500, issued: 2_499, claimLimit: 1 });
    expect(await counted(_id)).toEqual({ members: 2_500, rows: 2_500, issued: 2_500 });
  });

  it("gives those of some tiers theirs, the level of who never bought being 0", async () => {
    const world = createTestWorld();
    await ensurePolicy(world);
    const memberIds = await makeMembers(world, 30);
    await rawCollection(Standings).insertMany(
      memberIds.slice(0, 12).map((_id, index) => ({ _id, level: index % 3 }) as never),
    );
    const { _id } = await publishTemplate(world);
    const issueId = await issue(world, _id, { kind: "tiers", levels: [0, 2] });
    await runIssues(world, 60_000);
    expect((await readIssue(issueId)).counts).toEqual({ ...none, members: 26, issued: 26 });
    await Standings.deleteMany({});
  });

  it("to a list gives each named member one, counts strangers, and stops at the total", async () => {
    const world = createTestWorld();
    const memberIds = await makeMembers(world, 10);
    const stranger = newId("mem", world.clock.now());
    const { _id } = await publishTemplate(world, { caps: { total: 4 } });
    const issueId = await issue(world, _id, {
      kind: "members",
      memberIds: [...memberIds, ...memberIds, stranger],
    });
    await runIssues(world, 60_000);
    const { counts } = await readIssue(issueId);
    expect(counts).toEqual({ ...none, members: 11, issued: 4, soldOut: 6, unknown: 1 });
    expect(await counted(_id)).toEqual({ members: 4, rows: 4, issued: 4 });
  });

  it("waits while its template is paused, ends with it, and can be stopped", async () => {
    const world = createTestWorld();
    await makeMembers(world, 5);
    const { _id: templateId } = await publishTemplate(world);
    const issueId = await issue(world, templateId, { kind: "all" });
    await moveTemplate(world, system, { templateId, to: "paused", reason: "核对" });
    expect(await runIssues(world, 60_000)).toEqual({ issued: 0 });
    expect(await readIssue(issueId)).toMatchObject({ state: "running", counts: none });
    await moveTemplate(world, system, { templateId, to: "ended", reason: "不做了" });
    await runIssues(world, 60_000);
    expect(await readIssue(issueId)).toMatchObject({ state: "stopped", counts: none });
    await expect(stopIssue(world, owner, { issueId, reason: "停" })).rejects.toMatchObject({
      code: "template_state",
    });
    const next = await publishTemplate(world);
    const stopped = await issue(world, next._id, { kind: "all" });
    await stopIssue(world, owner, { issueId: stopped, reason: "写错了" });
    expect(await runIssues(world, 60_000)).toEqual({ issued: 0 });
    expect((await readIssue(stopped)).state).toBe("stopped");
  });

  it("ordered twice under one id is one, and another one under it is refused", async () => {
    const world = createTestWorld();
    const { _id: templateId } = await publishTemplate(world);
    const issueId = newId("iss", world.clock.now());
    const input = { issueId, templateId, audience: { kind: "all" as const }, reason: "回馈" };
    await Promise.all([startIssue(world, owner, input), startIssue(world, owner, input)]);
    await expect(startIssue(world, owner, { ...input, reason: "别的" })).rejects.toMatchObject({
      code: "idempotency_mismatch",
    });
    expect(await CouponIssues.countDocuments({ _id: issueId })).toBe(1);
    await stopIssue(world, owner, { issueId, reason: "测试" });
  });

  it("by two processes at once, with claims in between, is still exact", async () => {
    const world = createTestWorld();
    const memberIds = await makeMembers(world, 9_000);
    const { _id } = await publishTemplate(world);
    const issueId = await issue(world, _id, { kind: "all" });
    await Promise.all([
      runIssues(world, 60_000),
      runIssues(createTestWorld(), 60_000),
      ...memberIds.slice(-40).map(async (memberId) => {
        const claimId = newId("clm", world.clock.now());
        const actor = { ...shopper(world), memberId };
        await claimCoupon(world, actor, { templateId: _id, claimId }).catch(() => null);
      }),
    ]);
    await runIssues(world, 60_000);
    const { counts, state } = await readIssue(issueId);
    expect(state).toBe("done");
    expect(counts.members).toBe(9_000);
    expect(await counted(_id)).toEqual({ members: 9_000, rows: 9_000, issued: 9_000 });
  });

  it(
    "killed three times gives everybody exactly one, and the counter is the count",
    { timeout: 120_000 },
    async () => {
      const world = createTestWorld();
      await makeMembers(world, 30_000);
      const { _id } = await publishTemplate(world);
      const issueId = await issue(world, _id, { kind: "all" });
      const { databaseName = "" } = mongoose.connection.db ?? {};
      const child = () =>
        runProgram(
          "node",
          [
            "--import",
            "tsx",
            "tests/server/modules/coupons/run-issues.child.ts",
            inject("mongoUri"),
            databaseName,
          ],
          {},
        );
      let before = 0;
      for (let kill = 0; kill < 3; kill += 1) {
        const program = child();
        await program.says(/running/);
        // Somewhere in its work, each time further on.
        for (;;) {
          const { counts } = await readIssue(issueId);
          if (counts.members > before) break;
          await sleep(5);
        }
        process.kill(program.pid, "SIGKILL");
        await program.ended;
        const { counts, state } = await readIssue(issueId);
        expect(state).toBe("running");
        expect(counts.issued).toBe(await Coupons.countDocuments({ templateId: _id }));
        before = counts.members;
      }
      expect(before).toBeLessThan(30_000);
      const last = child();
      await last.says(/ended/);
      expect((await readIssue(issueId)).counts).toEqual({
        ...none,
        members: 30_000,
        issued: 30_000,
      });
      expect(await counted(_id)).toEqual({ members: 30_000, rows: 30_000, issued: 30_000 });
    },
  );
});
