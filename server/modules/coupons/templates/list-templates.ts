import { briefly } from "../../../kernel/briefly.ts";
import { rawCollection } from "../../../kernel/db.ts";
import { decodeCursor, toPage } from "../../../kernel/page.ts";
import { couponStates } from "../../../contract/coupons.ts";
import type { CouponState } from "../coupon.model.ts";
import { Coupons } from "../coupon.model.ts";
import {
  CouponTemplates,
  type CouponTemplateRow,
  type TemplateState,
} from "./coupon-template.model.ts";

const SHOWN_MAX = 50;

/** How many coupons of a template are in each state. */
export type StateCounts = Record<CouponState, number>;

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A page of templates, newest first. */
export async function listTemplates<Item>(
  query: {
    limit: number;
    cursor?: string | undefined;
    state?: TemplateState | undefined;
    way?: "isByCode" | "isByRule" | "isByStaff" | undefined;
    q?: string | undefined;
  },
  view: (row: CouponTemplateRow, counts: StateCounts) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const after = decodeCursor("coupon-templates", query.cursor, ["string"]);
  const rows = await rawCollection(CouponTemplates)
    .find({
      ...(query.state !== undefined && { state: query.state }),
      ...(query.way !== undefined && { [`channels.${query.way}`]: true }),
      // A shop has some hundreds of templates: they are walked newest first, and names are looked at on the way.
      ...(query.q !== undefined && { name: { $regex: literally(query.q), $options: "i" } }),
      ...(after !== null && { _id: { $lt: after[0] } }),
    })
    .sort({ _id: -1 })
    .limit(query.limit + 1)
    .toArray();
  const counts = await countStates(rows);
  return toPage(
    "coupon-templates",
    rows,
    query.limit,
    (row) => [row._id],
    (row) => view(row, countsOf(row, counts)),
  );
}

/**
 * How many coupons of each template are in each state. Only what has left `available` is counted, over an index that
 * holds nothing else; what is left of the counter is available (what came as a gift left its giver, so they cancel out).
 */
export async function countStates(
  templates: readonly CouponTemplateRow[],
): Promise<ReadonlyMap<string, StateCounts>> {
  const left = couponStates.filter((state) => state !== "available");
  const groups = await rawCollection(Coupons)
    .aggregate<{ _id: { templateId: string; state: CouponState }; count: number }>([
      { $match: { templateId: { $in: templates.map((row) => row._id) }, state: { $in: left } } },
      { $group: { _id: { templateId: "$templateId", state: "$state" }, count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(
    templates.map((row) => {
      const counts = { ...none };
      for (const { _id, count } of groups)
        if (_id.templateId === row._id) counts[_id.state] = count;
      counts.available = row.issued - counts.held - counts.redeemed - counts.expired - counts.void;
      return [row._id, counts];
    }),
  );
}

const none: StateCounts = {
  available: 0,
  held: 0,
  redeemed: 0,
  expired: 0,
  void: 0,
  gifted: 0,
};

/** One template's counts. */
export function countsOf(
  row: CouponTemplateRow,
  counts: ReadonlyMap<string, StateCounts>,
): StateCounts {
  return counts.get(row._id) ?? none;
}

const shown = briefly(
  async () =>
    await rawCollection(CouponTemplates)
      .find({ state: "published", "channels.isPublic": true })
      .sort({ priority: 1, _id: -1 })
      .limit(SHOWN_MAX)
      .toArray(),
);

/** The templates that anybody may claim, at most a second old: what is left may be less by the time of the claim. */
export async function readShownTemplates(): Promise<CouponTemplateRow[]> {
  return await shown.get("");
}
