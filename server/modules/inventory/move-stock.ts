import { actorLabel, type Actor } from "../../kernel/actor.ts";
import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { Stock, StockMovements, stockId, type MovementKind } from "./stock.model.ts";

/** So many units of one SKU. */
export type StockItem = { readonly skuId: string; readonly quantity: number };

const deltasOf: Readonly<
  Record<
    Exclude<MovementKind, "adjust">,
    readonly [available: number, reserved: number, sold: number]
  >
> = {
  reserve: [-1, 1, 0],
  release: [1, -1, 0],
  sell: [0, -1, 1],
  return: [1, 0, -1],
};

/**
 * Moves stock for an order or refund inside the caller's transaction: one conditional bulk write that never lets a
 * count fall below zero, and one ledger line per SKU. Two database commands.
 * @throws stock_insufficient naming every SKU that has too little.
 */
export async function moveStock(
  world: World,
  actor: Actor,
  move: {
    kind: Exclude<MovementKind, "adjust">;
    storeId: string;
    cause: string;
    items: readonly StockItem[];
  },
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "stock moves inside a transaction");
  if (move.items.length === 0) return;
  const [available, reserved, sold] = deltasOf[move.kind];
  const at = world.clock.now();
  const items = merge(move.items);
  const result = await rawCollection(Stock).bulkWrite(
    items.map(({ skuId, quantity }) => ({
      updateOne: {
        filter: {
          _id: stockId(move.storeId, skuId),
          ...(available < 0 && { available: { $gte: quantity } }),
          ...(reserved < 0 && { reserved: { $gte: quantity } }),
          ...(sold < 0 && { sold: { $gte: quantity } }),
        },
        update: {
          $inc: {
            available: available * quantity,
            reserved: reserved * quantity,
            sold: sold * quantity,
          },
        },
      },
    })),
    { session, ordered: true },
  );
  if (result.matchedCount !== items.length) await refuse(move.kind, move.storeId, items);
  await rawCollection(StockMovements).insertMany(
    items.map(({ skuId, quantity }) => ({
      _id: newId("mov", at),
      storeId: move.storeId,
      skuId,
      kind: move.kind,
      availableDelta: available * quantity,
      reservedDelta: reserved * quantity,
      soldDelta: sold * quantity,
      cause: move.cause,
      reason: null,
      actor: actorLabel(actor),
      at,
    })),
    { session },
  );
}

/** One entry per SKU: two order lines of one SKU move it once. */
function merge(items: readonly StockItem[]): StockItem[] {
  const bySku = new Map<string, number>();
  for (const { skuId, quantity } of items) bySku.set(skuId, (bySku.get(skuId) ?? 0) + quantity);
  return [...bySku].map(([skuId, quantity]) => ({ skuId, quantity }));
}

async function refuse(
  kind: MovementKind,
  storeId: string,
  items: readonly StockItem[],
): Promise<never> {
  // Reservations fail because others were quicker; the other moves can only fail through a fault of ours.
  assert(kind === "reserve", `${kind} moves what was reserved or sold before`);
  // Read outside of the transaction: inside, what it has already moved for other SKUs would be missing.
  const rows = await rawCollection(Stock)
    .find(
      { _id: { $in: items.map(({ skuId }) => stockId(storeId, skuId)) } },
      { projection: { skuId: 1, available: 1 } },
    )
    .toArray();
  const left = new Map(rows.map((row) => [row.skuId, row.available]));
  fail("stock_insufficient", {
    issues: items
      .filter(({ skuId, quantity }) => (left.get(skuId) ?? 0) < quantity)
      .map(({ skuId }) => ({
        pointer: `/skus/${skuId}`,
        detail: `仅剩 ${left.get(skuId) ?? 0} 件`,
      })),
  });
}
