import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { Refusal } from "@server/kernel/errors.ts";
import { newId } from "@server/kernel/ids.ts";
import {
  adjustStock,
  inventoryChecks,
  moveStock,
  openStock,
  readAvailable,
} from "@server/modules/inventory/index.ts";
import { Stock, StockMovements } from "@server/modules/inventory/stock.model.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
const system = { kind: "system", name: "test" } as const;
const storeId = "sto_1";
const id = (prefix: string) => newId(prefix, world.clock.now());

async function mustBeClean(): Promise<void> {
  for (const check of inventoryChecks) expect(await check.run()).toMatchObject({ violations: [] });
}

const move = async (
  kind: "reserve" | "release" | "sell" | "return",
  items: { skuId: string; quantity: number }[],
  cause = id("ord"),
) => await transaction(async () => await moveStock(world, system, { kind, storeId, cause, items }));

describe("stock", () => {
  it("is reserved wholly or not at all, and the refusal names every SKU that is short", async () => {
    const [a, b, c] = [id("sku"), id("sku"), id("sku")];
    await openStock(world, system, {
      storeId,
      items: [a, b, c].map((skuId) => ({ skuId, quantity: 5 })),
      reason: "期初",
    });
    const wanted = [
      { skuId: a, quantity: 5 },
      { skuId: b, quantity: 6 },
      { skuId: c, quantity: 7 },
    ];
    await expect(move("reserve", wanted)).rejects.toMatchObject({
      code: "stock_insufficient",
      issues: [
        { pointer: `/skus/${b}`, detail: "仅剩 5 件" },
        { pointer: `/skus/${c}`, detail: "仅剩 5 件" },
      ],
    });
    expect(await readAvailable(storeId, [a, b, c])).toEqual(
      new Map([a, b, c].map((skuId) => [skuId, 5])),
    );
    await mustBeClean();
  });

  it("moves once for a cause: the ledger refuses the second line", async () => {
    const skuId = id("sku");
    await openStock(world, system, { storeId, items: [{ skuId, quantity: 5 }], reason: "期初" });
    const cause = id("ord");
    await move("reserve", [{ skuId, quantity: 2 }], cause);
    await expect(move("reserve", [{ skuId, quantity: 2 }], cause)).rejects.toThrow(/E11000/);
    expect(await Stock.findById(`${storeId}:${skuId}`).lean()).toMatchObject({
      available: 3,
      reserved: 2,
    });
    await mustBeClean();
  });

  it("is adjusted with a reason, once per adjustment, never below zero", async () => {
    const skuId = id("sku");
    const adjustmentId = id("adj");
    const input = { adjustmentId, storeId, skuId, delta: 7, reason: "到货" };
    expect(await adjustStock(world, system, input)).toEqual({ available: 7, reserved: 0 });
    expect(await adjustStock(world, system, input)).toEqual({ available: 7, reserved: 0 });
    await expect(adjustStock(world, system, { ...input, delta: 8 })).rejects.toMatchObject({
      code: "idempotency_mismatch",
    });
    await expect(
      adjustStock(world, system, { ...input, adjustmentId: id("adj"), delta: -8 }),
    ).rejects.toMatchObject({
      code: "stock_insufficient",
    });
    expect(await StockMovements.countDocuments({ cause: adjustmentId })).toBe(1);
    await mustBeClean();
  });

  it("follows a plain model through any sequence of moves", async () => {
    type Model = { available: number; reserved: number; sold: number };
    const skus = ["x", "y"].map((name) => `sku_${name}_${id("m")}`);
    const steps = fc.array(
      fc.record({
        kind: fc.constantFrom("adjust", "reserve", "release", "sell", "return"),
        sku: fc.nat({ max: 1 }),
        quantity: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: 12 },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        round += 1;
        const names = skus.map((sku) => `${sku}_${round}`);
        const models: Model[] = names.map(() => ({ available: 3, reserved: 0, sold: 0 }));
        await openStock(world, system, {
          storeId,
          items: names.map((skuId) => ({ skuId, quantity: 3 })),
          reason: "期初",
        });
        for (const { kind, sku, quantity } of sequence) {
          const model = models[sku] as Model;
          const skuId = names[sku] as string;
          const changes: Record<typeof kind, Model> = {
            adjust: { available: -quantity, reserved: 0, sold: 0 },
            reserve: { available: -quantity, reserved: quantity, sold: 0 },
            release: { available: quantity, reserved: -quantity, sold: 0 },
            sell: { available: 0, reserved: -quantity, sold: quantity },
            return: { available: quantity, reserved: 0, sold: -quantity },
          };
          const next = {
            available: model.available + changes[kind].available,
            reserved: model.reserved + changes[kind].reserved,
            sold: model.sold + changes[kind].sold,
          };
          const isPossible = Math.min(next.available, next.reserved, next.sold) >= 0;
          const done = await (
            kind === "adjust"
              ? adjustStock(world, system, {
                  adjustmentId: id("adj"),
                  storeId,
                  skuId,
                  delta: -quantity,
                  reason: "盘点",
                })
              : move(kind, [{ skuId, quantity }])
          ).then(
            () => true,
            (error: unknown) => {
              // Shoppers and staff can ask for too much; that the shop itself would is an assertion.
              if (
                error instanceof Refusal ||
                (error as Error).message.startsWith("assertion failed")
              )
                return false;
              throw error;
            },
          );
          expect({ kind, done }).toEqual({ kind, done: isPossible });
          if (isPossible) models[sku] = next;
        }
        for (const [index, skuId] of names.entries())
          expect(await Stock.findById(`${storeId}:${skuId}`).lean()).toMatchObject(
            models[index] as Model,
          );
      }),
      { numRuns: 25 },
    );
    await mustBeClean();
  });
});
