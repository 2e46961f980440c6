import { actorLabel, type StaffActor, type SystemActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { Stock, StockMovements, stockId } from "./stock.model.ts";

/**
 * Adds to or takes from what is available of one SKU in one store, with a reason, a ledger line and an audit entry.
 * The same `adjustmentId` again changes nothing.
 * @param input.delta whole units, signed.
 * @throws stock_insufficient when less is available than would be taken.
 */
export async function adjustStock(
  world: World,
  actor: StaffActor | SystemActor,
  input: { adjustmentId: string; storeId: string; skuId: string; delta: number; reason: string },
): Promise<{ available: number; reserved: number }> {
  return await transaction(async () => {
    const _id = stockId(input.storeId, input.skuId);
    const done = await StockMovements.findOne({ cause: input.adjustmentId, kind: "adjust" }).lean();
    const before = await Stock.findOne({ _id }).lean();
    if (done !== null) {
      if (
        done.skuId !== input.skuId ||
        done.storeId !== input.storeId ||
        done.availableDelta !== input.delta
      )
        fail("idempotency_mismatch");
      return { available: before?.available ?? 0, reserved: before?.reserved ?? 0 };
    }
    if ((before?.available ?? 0) + input.delta < 0)
      fail("stock_insufficient", {
        issues: [{ pointer: "/delta", detail: `现有可售 ${before?.available ?? 0} 件` }],
      });
    const after = await Stock.findOneAndUpdate(
      { _id, ...(input.delta < 0 && { available: { $gte: -input.delta } }) },
      {
        $inc: { available: input.delta, reserved: 0, sold: 0 },
        $setOnInsert: { storeId: input.storeId, skuId: input.skuId },
      },
      { upsert: input.delta >= 0, returnDocument: "after" },
    ).lean();
    if (after === null) fail("stock_insufficient");
    const at = world.clock.now();
    await StockMovements.insertMany([
      {
        _id: newId("mov", at),
        storeId: input.storeId,
        skuId: input.skuId,
        kind: "adjust",
        availableDelta: input.delta,
        reservedDelta: 0,
        soldDelta: 0,
        cause: input.adjustmentId,
        reason: input.reason,
        actor: actorLabel(actor),
        at,
      },
    ]);
    await recordAction(world, actor, {
      action: "stock.adjusted",
      subject: _id,
      before: { available: before?.available ?? 0 },
      after: { available: after.available },
      reason: input.reason,
    });
    return { available: after.available, reserved: after.reserved };
  });
}

/** Puts opening stock of many SKUs into a store in two writes: for seeds and first imports, where no row exists yet. */
export async function openStock(
  world: World,
  actor: SystemActor,
  input: { storeId: string; items: readonly { skuId: string; quantity: number }[]; reason: string },
): Promise<void> {
  const at = world.clock.now();
  await transaction(async () => {
    await Stock.insertMany(
      input.items.map(({ skuId, quantity }) => ({
        _id: stockId(input.storeId, skuId),
        storeId: input.storeId,
        skuId,
        available: quantity,
        reserved: 0,
        sold: 0,
      })),
      { lean: true },
    );
    await StockMovements.insertMany(
      input.items.map(({ skuId, quantity }) => ({
        _id: newId("mov", at),
        storeId: input.storeId,
        skuId,
        kind: "adjust",
        availableDelta: quantity,
        reservedDelta: 0,
        soldDelta: 0,
        cause: newId("adj", at),
        reason: input.reason,
        actor: actorLabel(actor),
        at,
      })),
      { lean: true },
    );
  });
}
