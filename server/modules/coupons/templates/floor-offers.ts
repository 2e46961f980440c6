import { rawCollection } from "../../../kernel/db.ts";
import type { PricingOffer } from "../../promotions/index.ts";
import { CouponTemplates } from "./coupon-template.model.ts";

/** What coupons that can still be issued or used take off: what a check of lowest prices must reckon with. */
export async function readFloorOffers(): Promise<
  Pick<PricingOffer, "kind" | "name" | "priority" | "terms">[]
> {
  const templates = await rawCollection(CouponTemplates)
    .find({ state: { $in: ["published", "paused"] } })
    .toArray();
  return templates.map(({ name, priority, terms }) => ({ kind: "coupon", name, priority, terms }));
}
