import { beforeEach, describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { Refusal } from "@server/kernel/errors.ts";
import { AuditEntries, AuditHeads } from "@server/modules/audit-trail/audit-entry.model.ts";
import { auditTrailAudit, recordAction } from "@server/modules/audit-trail/index.ts";
import { listActions } from "@server/modules/audit-trail/list-actions.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
const actor = { kind: "system", name: "test" } as const;

const record = async (subject: string, after: unknown = { price: 1 }, reason = "试") =>
  await transaction(
    async () =>
      await recordAction(world, actor, {
        action: "thing.changed",
        subject,
        before: null,
        after,
        reason,
      }),
  );
const check = async () => {
  const results = await Promise.all(auditTrailAudit.map(async (each) => await each.run()));
  return results.flatMap((result) => result.violations);
};

beforeEach(async () => {
  await AuditEntries.deleteMany({});
  await AuditHeads.deleteMany({});
});

describe("the chain", () => {
  it("stays gapless and unbroken when 20 actions happen at once", async () => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => await record(`thing_${index}`)),
    );
    expect(await AuditEntries.distinct("seq")).toHaveLength(20);
    expect((await AuditHeads.findById("head").lean())?.seq).toBe(20);
    expect(await check()).toEqual([]);
  });

  it("records nothing when the change it belongs to is taken back", async () => {
    await record("thing_1");
    await expect(
      transaction(async () => {
        await recordAction(world, actor, {
          action: "x",
          subject: "y",
          before: 1,
          after: 2,
          reason: null,
        });
        throw new Error("taken back");
      }),
    ).rejects.toThrow("taken back");
    expect(await AuditEntries.countDocuments()).toBe(1);
    expect(await check()).toEqual([]);
  });

  it("refuses to record outside of a transaction", async () => {
    await expect(
      recordAction(world, actor, { action: "x", subject: "y", before: 1, after: 2, reason: null }),
    ).rejects.toThrow("transaction");
  });

  it.each([
    [
      "changed content",
      async () => await AuditEntries.updateOne({ seq: 2 }, { after: { price: 9 } }),
      "第 2 条：内容与哈希不符",
    ],
    [
      "changed reason",
      async () => await AuditEntries.updateOne({ seq: 1 }, { reason: "别的" }),
      "第 1 条：内容与哈希不符",
    ],
    [
      "an entry taken out",
      async () => await AuditEntries.deleteOne({ seq: 2 }),
      "第 3 条：前一条是第 1 条，中间有缺",
    ],
    [
      "the newest cut off",
      async () => await AuditEntries.deleteOne({ seq: 3 }),
      "链尾记为第 3 条，实际为第 2 条",
    ],
  ])("finds %s", async (_, tamper, sentence) => {
    for (const subject of ["a", "b", "c"]) await record(subject);
    expect(await check()).toEqual([]);
    await tamper();
    expect(await check()).toContain(sentence);
  });

  it("keeps nested values, dates and empty objects exactly", async () => {
    await record("a", { z: [1, { b: new Date(0), a: undefined }], a: {}, n: null, f: 0.1 });
    const [entry] = (await listActions({ limit: 1 })).items;
    expect(entry?.after).toEqual({
      a: {},
      f: 0.1,
      n: null,
      z: [1, { b: "1970-01-01T00:00:00.000Z" }],
    });
    expect(await check()).toEqual([]);
  });

  it("lets no phone number into an entry", async () => {
    await record("a", { note: "打 13912345678" }, "客人 13912345678 要求");
    expect(JSON.stringify(await AuditEntries.find().lean())).not.toContain("13912345678");
  });
});

describe("the list", () => {
  it("filters and pages, newest first", async () => {
    for (const subject of ["a", "b", "a", "a"]) {
      world.clock.advance(60_000);
      await record(subject);
    }
    const first = await listActions({ subject: "a", limit: 2 });
    expect(first.items.map((item) => item.seq)).toEqual([4, 3]);
    const second = await listActions({ subject: "a", limit: 2, cursor: first.nextCursor ?? "" });
    expect(second.items.map((item) => item.seq)).toEqual([1]);
    expect(second.nextCursor).toBeNull();
    const latest = world.clock.now();
    expect((await listActions({ from: latest, limit: 9 })).items).toHaveLength(1);
    expect((await listActions({ to: latest, limit: 9 })).items).toHaveLength(3);
    expect((await listActions({ actor: "staff:x", limit: 9 })).items).toEqual([]);
    expect(
      (await listActions({ action: "thing.changed,thing.made", limit: 9 })).items,
    ).toHaveLength(4);
    expect((await listActions({ action: "thing", limit: 9 })).items).toEqual([]);
    await expect(listActions({ limit: 2, cursor: "xx" })).rejects.toThrow(Refusal);
  });
});
