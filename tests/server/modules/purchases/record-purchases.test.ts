import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import {
  Purchases,
  recordPurchase,
  recordPurchaseRefund,
  recordPurchases,
  type FilePurchase,
} from "@server/modules/purchases/index.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
const memberId = newId("mem", world.clock.now());

const filed = (externalId: string, parts: Partial<FilePurchase> = {}): FilePurchase => ({
  memberId,
  source: "import",
  externalId,
  at: new Date("2025-05-01T04:00:00.000Z"),
  storeId: null,
  lines: [{ skuId: null, title: "白茶", quantity: 1, paidFen: 9_000 }],
  paidFen: 10_000,
  freightFen: 1_000,
  returnedFen: 0,
  ...parts,
});

beforeEach(async () => {
  await Purchases.deleteMany({});
});

describe("purchases of a file", () => {
  it("are added once, whatever is repeated, in two commands", async () => {
    const first = await commandsOf(
      async () => await recordPurchases(world, [filed("A"), filed("B")], false),
    );
    expect(first).toEqual({ result: ["new", "new"], commands: ["find", "insert"] });
    const second = await commandsOf(
      async () => await recordPurchases(world, [filed("B"), filed("C")], false),
    );
    expect(second.result).toEqual(["known", "new"]);
    const third = await commandsOf(async () => await recordPurchases(world, [filed("C")], false));
    expect(third).toEqual({ result: ["known"], commands: ["find"] });
    expect(await Purchases.countDocuments()).toBe(3);
  });

  it("say when a number is known with another content, and leave it", async () => {
    await recordPurchases(world, [filed("A")], false);
    const other = filed("A", {
      paidFen: 9_999,
      lines: [{ skuId: null, title: "白茶", quantity: 1, paidFen: 8_999 }],
    });
    expect(await recordPurchases(world, [other], false)).toEqual(["differs"]);
    expect(await Purchases.findOne({ externalId: "A" }).lean()).toMatchObject({ paidFen: 10_000 });
  });

  it("are only looked at in a dry run", async () => {
    expect(await recordPurchases(world, [filed("A")], true)).toEqual(["new"]);
    expect(await Purchases.countDocuments()).toBe(0);
  });

  it("come with what had gone back; all of it makes them void", async () => {
    await recordPurchases(
      world,
      [filed("part", { returnedFen: 4_000 }), filed("all", { returnedFen: 9_000 })],
      false,
    );
    expect(await Purchases.findOne({ externalId: "part" }).lean()).toMatchObject({
      netFen: 5_000,
      isVoid: false,
    });
    expect(await Purchases.findOne({ externalId: "all" }).lean()).toMatchObject({
      netFen: 0,
      isVoid: true,
    });
  });

  it("written by two at the same moment are there once", async () => {
    const batch = Array.from({ length: 300 }, (_, index) => filed(`N${index}`));
    await Promise.all([
      recordPurchases(world, batch, false),
      recordPurchases(world, batch.toReversed(), false),
      recordPurchases(world, batch, false),
    ]);
    expect(await Purchases.countDocuments()).toBe(300);
  });
});

describe("money given back", () => {
  const { returnedFen: _, ...purchase } = filed("R", { source: "import" });
  const back = (refundId: string, goodsFen: number) => ({
    source: "import" as const,
    externalId: "R",
    refundId,
    goodsFen,
    freightFen: 0,
    at: world.clock.now(),
    lines: [{ index: 0, quantity: 1, refundFen: goodsFen }],
  });

  it("counts once for its number, also when told twenty times at once", async () => {
    await recordPurchase(world, purchase);
    await Promise.all(
      Array.from({ length: 20 }, async () => await recordPurchaseRefund(back("r1", 3_000))),
    );
    const row = await Purchases.findOne({ externalId: "R" }).lean();
    expect(row).toMatchObject({ netFen: 6_000, isVoid: false });
    expect(row?.refunds).toHaveLength(1);
  });

  it("never takes more than was paid", async () => {
    await recordPurchase(world, purchase);
    const all = await Promise.allSettled(
      ["a", "b", "c", "d"].map(
        async (refundId) => await recordPurchaseRefund(back(refundId, 4_000)),
      ),
    );
    expect(all.filter((each) => each.status === "fulfilled")).toHaveLength(2);
    expect(await Purchases.findOne({ externalId: "R" }).lean()).toMatchObject({ netFen: 1_000 });
    await recordPurchaseRefund(back("e", 1_000));
    expect(await Purchases.findOne({ externalId: "R" }).lean()).toMatchObject({ isVoid: true });
  });
});
