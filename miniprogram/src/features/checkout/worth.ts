import type { Quote } from "./use-checkout";

type HeldCoupon = Quote["coupons"][number];

/** Whether a coupon would do something here: free freight does nothing where there is no freight. */
export const isOfUse = ({ isUsable, valueFen }: HeldCoupon): boolean => isUsable && valueFen > 0;

/** The points that lines of the points mall cost, beside their money. */
export const mallPointsOf = ({ lines }: Quote): number =>
  lines
    .filter(({ mallItemId }) => mallItemId !== null)
    .reduce((sum, { points }) => sum + points, 0);

/** What the coupons in use take off, from the goods and from the freight; never above nothing. */
export function couponFenOf({ coupons, couponIds, trace }: Quote): number {
  const names = new Set(
    coupons.filter(({ couponId }) => couponIds.includes(couponId)).map(({ name }) => name),
  );
  return trace
    .filter(
      ({ rule, name, isApplied }) =>
        isApplied && (rule === "coupon" || (rule === "free_freight" && names.has(name))),
    )
    .reduce((sum, { amountFen }) => sum + amountFen, 0);
}
