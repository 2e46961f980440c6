import { rawCollection } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { Coupons, type CouponRow } from "../coupon.model.ts";

/** Coupons by id, those that exist. One command. */
export async function readCoupons(couponIds: readonly string[]): Promise<Map<string, CouponRow>> {
  const rows = await rawCollection(Coupons)
    .find({ _id: { $in: [...couponIds] } })
    .toArray();
  return new Map(rows.map((row) => [row._id, row]));
}

/** One coupon. @throws not_found */
export async function readCoupon(couponId: string): Promise<CouponRow> {
  return (await readCoupons([couponId])).get(couponId) ?? fail("not_found");
}
