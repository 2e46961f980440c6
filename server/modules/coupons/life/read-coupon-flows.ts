import { rawCollection } from "../../../kernel/db.ts";
import type { World } from "../../../world.ts";
import { Coupons } from "../coupon.model.ts";
import { readPublished } from "../templates/read-templates.ts";

/** What came and went of a template's open coupons between two moments: opening + … = closing. */
export type CouponFlow = {
  readonly templateId: string;
  readonly name: string;
  readonly opening: number;
  readonly issued: number;
  /** Back from refunded orders. */
  readonly returned: number;
  readonly used: number;
  readonly expired: number;
  /** Taken back by staff. */
  readonly voided: number;
  /** Left their giver; the receiver's counts as issued. */
  readonly gifted: number;
  readonly closing: number;
};

/**
 * What came and went of open coupons (usable or held) from one moment until before another, not later than now, by
 * template; replayed from each coupon's own steps, so the closing of one span is the opening of the next and
 * opening + issued + returned − used − expired − voided − gifted = closing. A report: it reads every coupon once.
 */
export async function readCouponFlows(
  world: World,
  span: { from: Date; until: Date },
): Promise<CouponFlow[]> {
  const { from, until } = span;
  // What is over and not yet marked by the nightly job counts as over at its end: asking changes nothing.
  const isOver = {
    $and: [{ $eq: ["$state", "available"] }, { $lte: ["$until", world.clock.now()] }],
  };
  const unmarked = { $cond: [isOver, [{ to: "expired", at: "$until", reason: null }], []] };
  const rows = await rawCollection(Coupons)
    .aggregate<Omit<CouponFlow, "templateId" | "name"> & { _id: string }>(
      [
        { $match: { since: { $lt: until } } },
        {
          $set: {
            way: { $concatArrays: [[{ to: "available", at: "$since" }], "$steps", unmarked] },
          },
        },
        {
          $group: {
            _id: "$templateId",
            opening: { $sum: isOpenAt(from) },
            issued: { $sum: { $cond: [{ $gte: ["$since", from] }, 1, 0] } },
            // Only a refund gives a step to these states a reason: the refund's number.
            returned: { $sum: countSteps(span, ["available", "expired"], true) },
            used: { $sum: countSteps(span, ["redeemed"], false) },
            expired: { $sum: countSteps(span, ["expired"], false) },
            voided: { $sum: countSteps(span, ["void"], false) },
            gifted: { $sum: countSteps(span, ["gifted"], false) },
            closing: { $sum: isOpenAt(until) },
          },
        },
        { $sort: { _id: 1 } },
      ],
      { allowDiskUse: true },
    )
    .toArray();
  const templates = await readPublished(rows.map((row) => row._id));
  return rows.map(({ _id, ...flow }) => ({
    templateId: _id,
    name: templates.get(_id)?.name ?? "",
    ...flow,
  }));
}

/** 1 for a coupon whose last step before the moment left it open. */
function isOpenAt(moment: Date): Record<string, unknown> {
  const cond = { $lt: ["$$step.at", moment] };
  return {
    $let: {
      vars: { last: { $last: { $filter: { input: "$way", as: "step", cond } } } },
      in: { $cond: [{ $in: ["$$last.to", ["available", "held"]] }, 1, 0] },
    },
  };
}

function countSteps(
  span: { from: Date; until: Date },
  to: readonly string[],
  isWithReason: boolean,
): Record<string, unknown> {
  const cond = {
    $and: [
      { $gte: ["$$step.at", span.from] },
      { $lt: ["$$step.at", span.until] },
      { $in: ["$$step.to", to] },
      ...(isWithReason ? [{ $gt: ["$$step.reason", null] }] : []),
    ],
  };
  return { $size: { $filter: { input: "$way", as: "step", cond } } };
}
