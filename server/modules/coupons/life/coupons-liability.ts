import { rawCollection } from "../../../kernel/db.ts";
import type { World } from "../../../world.ts";
import { Coupons } from "../coupon.model.ts";
import { CouponTemplates } from "../templates/coupon-template.model.ts";
import { countsOf, countStates } from "../templates/list-templates.ts";

/** What the shop owes in coupons of one template; fen. */
export type CouponLiability = {
  readonly templateId: string;
  readonly name: string;
  /** Coupons that can be used now or later, and those that unpaid orders hold. */
  readonly open: number;
  /** Open × what one takes off at most. */
  readonly maximumFen: number;
  /** The maximum × the part that was used of the template's coupons that ended, rounded down; all while none has. */
  readonly expectedFen: number;
};

/** What the shop owes in coupons now, by template, those with nothing open left out; fen. Three commands. */
export async function couponsLiability(world: World): Promise<CouponLiability[]> {
  const templates = await rawCollection(CouponTemplates)
    .find({ issued: { $gt: 0 } }, { sort: { _id: 1 } })
    .toArray();
  const [counts, over] = await Promise.all([
    countStates(templates),
    rawCollection(Coupons)
      .aggregate<{ _id: string; count: number }>([
        { $match: { state: "available", until: { $lte: world.clock.now() } } },
        { $group: { _id: "$templateId", count: { $sum: 1 } } },
      ])
      .toArray(),
  ]);
  const unmarked = new Map(over.map(({ _id, count }) => [_id, count]));
  return templates.flatMap((template) => {
    const { available, held, redeemed, expired } = countsOf(template, counts);
    const open = available + held - (unmarked.get(template._id) ?? 0);
    if (open === 0) return [];
    const maximumFen = open * template.faceFen;
    // Of those that have ended, the part that was used; all of them while none has.
    const ended = redeemed + expired + (unmarked.get(template._id) ?? 0);
    const expectedFen =
      ended === 0 ? maximumFen : Number((BigInt(maximumFen) * BigInt(redeemed)) / BigInt(ended));
    return [{ templateId: template._id, name: template.name, open, maximumFen, expectedFen }];
  });
}
