import type { CouponTemplateInput } from "../../contract/coupons.ts";
import { assert } from "../../kernel/errors.ts";
import type { CouponRow, CouponState, CouponStep } from "./coupon.model.ts";
import type { PublishedTemplate } from "./templates/read-templates.ts";

/** A coupon as its holder sees it. */
export type ViewedCoupon = {
  couponId: string;
  templateId: string;
  name: string;
  terms: CouponTemplateInput["terms"];
  state: CouponState;
  from: Date;
  until: Date;
  since: Date;
  orderId: string | null;
  isGiftable: boolean;
};

/** Shows a coupon with what its template says; what is over counts as expired before it is marked. */
export function viewCoupon(
  row: CouponRow,
  templates: ReadonlyMap<string, PublishedTemplate>,
  now: Date,
): ViewedCoupon {
  const template = templates.get(row.templateId);
  assert(template !== undefined, "a coupon's template was published");
  const isUsable = row.state === "available" && row.until > now;
  return {
    couponId: row._id,
    templateId: row.templateId,
    name: template.name,
    terms: template.terms,
    state: row.state === "available" && !isUsable ? "expired" : row.state,
    from: row.from,
    until: row.until,
    since: row.since,
    orderId: row.orderId,
    isGiftable: template.isGiftable && row.source.scene !== "gift" && isUsable,
  };
}

/** Shows a coupon as staff see it: whose it is, where it came from, and its whole way. */
export function viewStaffCoupon(
  coupon: ViewedCoupon,
  row: CouponRow,
): ViewedCoupon & {
  memberId: string;
  source: { scene: string; id: string };
  reason: string | null;
  steps: CouponStep[];
} {
  return {
    ...coupon,
    memberId: row.memberId,
    source: row.source,
    reason: row.reason,
    steps: row.steps,
  };
}
