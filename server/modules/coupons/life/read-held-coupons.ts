import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import type { PricingOffer } from "../../promotions/index.ts";
import { Coupons } from "../coupon.model.ts";
import { readPublished } from "../templates/read-templates.ts";

/** More than anybody holds; whoever does sees these. */
const HELD_MAX = 500;

/**
 * The coupons a member can use now or later, as pricing sees them, those that end soonest first. One database command
 * once the templates are known; sorted here, for an index by end would burden every issue of a million.
 */
export async function readHeldCoupons(world: World, memberId: string): Promise<PricingOffer[]> {
  const session = currentSession();
  const rows = await rawCollection(Coupons)
    .find(
      { memberId, state: "available", until: { $gt: world.clock.now() } },
      {
        projection: { templateId: 1, from: 1, until: 1, since: 1 },
        limit: HELD_MAX,
        ...(session && { session }),
      },
    )
    .toArray();
  const templates = await readPublished(rows.map((row) => row.templateId));
  const byEnd = rows.toSorted(
    (a, b) => a.until.getTime() - b.until.getTime() || (a._id < b._id ? -1 : 1),
  );
  return byEnd.map((row): PricingOffer => {
    const template = templates.get(row.templateId);
    assert(template !== undefined, "a coupon's template was published");
    return {
      offerId: row._id,
      kind: "coupon",
      name: template.name,
      priority: template.priority,
      terms: template.terms,
      from: row.from,
      until: row.until,
      since: row.since,
      budgetLeftFen: null,
      unitsLeft: {},
    };
  });
}
