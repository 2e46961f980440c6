import { Purchases, type PurchaseRow } from "./purchase.model.ts";

/** A member's purchases before a point in time, newest first; ties by id, so that pages never overlap. */
export async function listPurchases(
  memberId: string,
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<PurchaseRow[]> {
  return await Purchases.find({
    memberId,
    ...(before !== null && {
      $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }],
    }),
  })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .lean<PurchaseRow[]>();
}
