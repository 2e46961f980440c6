import { rawCollection } from "../../../kernel/db.ts";
import type { World } from "../../../world.ts";
import { Coupons } from "../coupon.model.ts";

const BATCH = 1_000;

/**
 * Marks coupons whose end has passed. Whoever reads one knows by its end already; the mark is for counting. The step
 * carries the end itself, so a late run writes what a punctual one writes. Held ones stay usable by their order.
 */
export async function expireCoupons(world: World): Promise<Record<string, number>> {
  const coupons = rawCollection(Coupons);
  const over = { state: "available" as const, until: { $lte: world.clock.now() } };
  let expired = 0;
  for (;;) {
    const rows = await coupons
      .find(over, { projection: { _id: 1 }, sort: { until: 1 }, limit: BATCH })
      .toArray();
    if (rows.length === 0) return { expired };
    const step = { to: "expired", at: "$until", by: "system:expire", orderId: null, reason: null };
    const marked = await coupons.updateMany({ _id: { $in: rows.map((row) => row._id) }, ...over }, [
      {
        $set: {
          state: "expired",
          remindAt: null,
          steps: { $concatArrays: ["$steps", [step]] },
        },
      },
    ]);
    expired += marked.modifiedCount;
  }
}
