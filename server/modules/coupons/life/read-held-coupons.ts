import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import type { PricingOffer } from "../../promotions/index.ts";
import { Coupons } from "../coupon.model.ts";
import { readPublished } from "../templates/read-templates.ts";

const HELD_MAX = 200;

/**
 * The coupons a member can use now or later, as pricing sees them, those that end soonest first and at most 200. One
 * database command once the templates are known.
 */
export async function readHeldCoupons(world: World, memberId: string): Promise<PricingOffer[]> {
  const session = currentSession();
  const rows = await rawCollection(Coupons)
    .find(
      { memberId, state: "available", until: { $gt: world.clock.now() } },
      {
        projection: { templateId: 1, from: 1, until: 1, since: 1 },
        sort: { until: 1, _id: 1 },
        limit: HELD_MAX,
        ...(session && { session }),
      },
    )
    .toArray();
  const templates = await readPublished(rows.map((row) => row.templateId));
  return rows.map((row): PricingOffer => {
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
