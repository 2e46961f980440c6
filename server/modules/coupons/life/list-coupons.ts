import { rawCollection } from "../../../kernel/db.ts";
import { decodeCursor, toPage } from "../../../kernel/page.ts";
import type { World } from "../../../world.ts";
import { Coupons, type CouponRow, type CouponState } from "../coupon.model.ts";
import { viewCoupon, type ViewedCoupon } from "../view-coupon.ts";
import { readPublished } from "../templates/read-templates.ts";

/**
 * A page of a member's coupons, newest first, perhaps of one state. One that is over but not yet marked counts as
 * expired here: what a member reads depends on the time only.
 */
export async function listCoupons<Item>(
  world: World,
  memberId: string,
  query: { limit: number; cursor?: string | undefined; state?: CouponState | undefined },
  view: (coupon: ViewedCoupon, row: CouponRow) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const now = world.clock.now();
  const after = decodeCursor("coupons", query.cursor, ["number", "string"]);
  const since = after === null ? null : new Date(after[0]);
  const rows = await rawCollection(Coupons)
    .find({
      memberId,
      $and: [
        query.state === undefined ? {} : shownAs(query.state, now),
        after === null || since === null
          ? {}
          : { $or: [{ since: { $lt: since } }, { since, _id: { $lt: after[1] } }] },
      ],
    })
    .sort({ since: -1, _id: -1 })
    .limit(query.limit + 1)
    .toArray();
  const templates = await readPublished(rows.map((row) => row.templateId));
  return toPage(
    "coupons",
    rows,
    query.limit,
    (row) => [row.since.getTime(), row._id],
    (row) => view(viewCoupon(row, templates, now), row),
  );
}

function shownAs(state: CouponState, now: Date): Record<string, unknown> {
  if (state === "available") return { state, until: { $gt: now } };
  if (state === "expired")
    return { $or: [{ state }, { state: "available", until: { $lte: now } }] };
  return { state };
}
