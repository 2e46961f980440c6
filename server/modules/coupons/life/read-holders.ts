import { rawCollection } from "../../../kernel/db.ts";
import { Coupons } from "../coupon.model.ts";

/** Those of the members who have or had coupons. */
export async function readCouponHolders(memberIds: readonly string[]): Promise<string[]> {
  const rows = await rawCollection(Coupons)
    .aggregate<{ _id: string }>([
      { $match: { memberId: { $in: [...memberIds] } } },
      { $group: { _id: "$memberId" } },
    ])
    .toArray();
  return rows.map((row) => row._id);
}
