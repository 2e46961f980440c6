import { setTimeout as pause } from "node:timers/promises";
import { mongo } from "mongoose";
import { beforeEach, describe, expect, it } from "vitest";
import {
  createIndexes,
  currentSession,
  defineModel,
  isDuplicateKey,
  missingIndexes,
  rawCollection,
  transaction,
} from "@server/kernel/db.ts";
import { useDatabase } from "@support/database.ts";

type Row = { _id: string; count: number };
const Things = defineModel<Row>("test_things", { count: { type: Number, required: true } }, [
  [{ count: 1 }, { unique: true, partialFilterExpression: { count: { $gt: 100 } } }],
]);

useDatabase();

describe("a transaction", () => {
  beforeEach(async () => {
    await Things.deleteMany({});
    await Things.insertMany([
      { _id: "a", count: 1 },
      { _id: "b", count: 1 },
    ]);
  });

  const counts = async () =>
    Object.fromEntries((await Things.find().lean()).map((row) => [row._id, row.count]));

  it("joins every write without a session being handed on, also after an await on something else", async () => {
    await transaction(async () => {
      await Things.updateOne({ _id: "a" }, { $inc: { count: 1 } });
      await pause(5);
      await rawCollection(Things).updateOne(
        { _id: "b" },
        { $inc: { count: 1 } },
        { session: currentSession() as mongo.ClientSession },
      );
      expect(await Things.findById("a").lean()).toMatchObject({ count: 2 });
    });
    expect(await counts()).toEqual({ a: 2, b: 2 });
    expect(currentSession()).toBeUndefined();
  });

  it("leaves nothing behind when it is aborted", async () => {
    const aborted = transaction(async () => {
      await Things.updateOne({ _id: "a" }, { $inc: { count: 1 } });
      await Things.insertMany([{ _id: "c", count: 1 }]);
      throw new Error("stop");
    });
    await expect(aborted).rejects.toThrow("stop");
    expect(await counts()).toEqual({ a: 1, b: 1 });
  });

  it("runs again whole after a transient error, twice if need be", async () => {
    let runs = 0;
    await transaction(async () => {
      runs += 1;
      await Things.updateOne({ _id: "a" }, { $inc: { count: 1 } });
      if (runs < 3) {
        const error = new mongo.MongoServerError({ message: "forced" });
        error.addErrorLabel("TransientTransactionError");
        throw error;
      }
    });
    expect(runs).toBe(3);
    expect(await counts()).toEqual({ a: 2, b: 1 });
  });

  it("is run again when another one was quicker on the same row, so that no update is lost", async () => {
    const add = async () =>
      await transaction(async () => {
        const row = await Things.findById("a").lean();
        await pause(2);
        await Things.updateOne({ _id: "a" }, { $set: { count: (row?.count ?? 0) + 1 } });
      });
    await Promise.all(Array.from({ length: 8 }, add));
    expect(await counts()).toEqual({ a: 9, b: 1 });
  });

  it("is joined by one inside it: both or neither", async () => {
    const outer = transaction(async () => {
      await transaction(async () => {
        await Things.updateOne({ _id: "b" }, { $inc: { count: 1 } });
      });
      throw new Error("stop");
    });
    await expect(outer).rejects.toThrow("stop");
    expect(await counts()).toEqual({ a: 1, b: 1 });
  });

  it("keeps transactions that run side by side apart", async () => {
    await Promise.all(
      ["a", "b"].map(async (_id) => {
        await transaction(async () => {
          const mine = currentSession();
          await Things.updateOne({ _id }, { $inc: { count: 1 } });
          await pause(5);
          expect(currentSession()).toBe(mine);
        });
      }),
    );
    expect(await counts()).toEqual({ a: 2, b: 2 });
  });
});

describe("the database", () => {
  it("refuses fields that are not declared", async () => {
    await expect(Things.create({ _id: "x", count: 1, price: 0 } as never)).rejects.toThrow(/price/);
  });

  it("recognises a duplicate key", async () => {
    await Things.insertMany([{ _id: "dup1", count: 500 }]);
    const error = await Things.insertMany([{ _id: "dup2", count: 500 }]).catch(
      (caught: unknown) => caught,
    );
    expect(isDuplicateKey(error)).toBe(true);
    expect(isDuplicateKey(new Error("other"))).toBe(false);
  });

  it("names an index that is missing, and the deploy step creates it", async () => {
    await rawCollection(Things).dropIndexes();
    expect(await missingIndexes()).toEqual([expect.stringContaining("test_things")]);
    await createIndexes();
    expect(await missingIndexes()).toEqual([]);
  });
});
