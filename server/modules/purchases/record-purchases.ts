import { mongo } from "mongoose";
import { rawCollection } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import { sumFen } from "../../kernel/money.ts";
import type { World } from "../../world.ts";
import { Purchases, type PurchaseRow } from "./purchase.model.ts";
import { purchaseRow, type PurchaseInput } from "./record-purchase.ts";

/** A purchase out of a file, with what had been given back of the goods' money when the file was made. */
export type FilePurchase = PurchaseInput & {
  readonly source: "import";
  readonly returnedFen: number;
  /** The import it comes with; absent when nobody shall be able to take it back. */
  readonly importId?: string | null;
};

/** What became of one purchase of a file: `known` was there with the same content, `differs` with another. */
export type FilePurchaseOutcome = "new" | "known" | "differs";

/**
 * Adds up to some thousands of purchases of a file in one go, those already there left as they are. May be killed
 * and repeated: each purchase is one insert, unique by source and external id. The caller recounts the standings of
 * all members concerned afterwards. With `isDryRun` it only tells what would happen.
 * @returns an outcome per purchase, in the same order. Two database commands at most.
 */
export async function recordPurchases(
  world: World,
  purchases: readonly FilePurchase[],
  isDryRun: boolean,
): Promise<FilePurchaseOutcome[]> {
  const raw = rawCollection(Purchases);
  const known = new Map<string, { at: Date; paidFen: number; importId: string | null }>();
  const rows = raw.find(
    { source: "import", externalId: { $in: purchases.map((purchase) => purchase.externalId) } },
    {
      projection: { _id: 0, externalId: 1, at: 1, paidFen: 1, importId: 1 },
      batchSize: 10_000,
    },
  );
  for await (const row of rows) known.set(row.externalId, row);
  const outcomes = purchases.map((purchase): FilePurchaseOutcome => {
    const row = known.get(purchase.externalId);
    if (row === undefined) return "new";
    const isSame = row.paidFen === purchase.paidFen && row.at.getTime() === purchase.at.getTime();
    if (!isSame) return "differs";
    // What this very import wrote before it was cut off is its own.
    return (purchase.importId ?? null) !== null && row.importId === purchase.importId
      ? "new"
      : "known";
  });
  const fresh = purchases.filter((purchase) => !known.has(purchase.externalId));
  if (isDryRun || fresh.length === 0) return outcomes;
  try {
    await raw.insertMany(
      fresh.map((purchase) => filePurchaseRow(world, purchase)),
      { ordered: false },
    );
  } catch (error) {
    // Another import of the same file at the same moment: what it wrote first is ours as well.
    if (!isOnlyDuplicates(error)) throw error;
  }
  return outcomes;
}

function filePurchaseRow(world: World, purchase: FilePurchase): PurchaseRow {
  const { returnedFen, importId = null, ...input } = purchase;
  const row = { ...purchaseRow(world, input), importId };
  assert(sumFen(row.lines.map((line) => line.paidFen)) === row.netFen, "lines sum to the goods");
  assert(returnedFen >= 0 && returnedFen <= row.netFen, "no more goes back than was paid");
  if (returnedFen === 0) return row;
  return {
    ...row,
    netFen: row.netFen - returnedFen,
    isVoid: returnedFen === row.netFen,
    refunds: [
      {
        refundId: `import:${row.externalId}`,
        goodsFen: returnedFen,
        freightFen: 0,
        at: row.at,
        lines: [],
      },
    ],
  };
}

function isOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof mongo.MongoBulkWriteError)) return false;
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  return failures.length > 0 && failures.every((failure) => failure.code === 11_000);
}
