import { briefly } from "../../../kernel/briefly.ts";
import { addDays, dayStart, shanghaiDay } from "../../../kernel/calendar.ts";
import { rawCollection } from "../../../kernel/db.ts";
import type { World } from "../../../world.ts";
import type { PersonalPrice } from "../offer.ts";
import { PersonalPrices, type PersonalPriceRow } from "./personal-price.model.ts";

const approved = briefly(async () => {
  // Asking for one counts it, so that there are never more than this reads in one go.
  const rows = await rawCollection(PersonalPrices).find({ state: "approved" }).toArray();
  return rows.toSorted((a, b) => (a._id < b._id ? -1 : 1)).map(priceOf);
});

/** All approved personal prices that are in force today (Asia/Shanghai) or begin today, at most a second old. */
export async function readPersonalPrices(world: World): Promise<PersonalPrice[]> {
  const now = world.clock.now();
  const tomorrow = dayStart(addDays(shanghaiDay(now), 1));
  return (await approved.get("")).filter(({ from, until }) => from < tomorrow && until > now);
}

/** Makes this process read personal prices anew: one was just approved or ended. */
export function forgetPersonalPrices(): void {
  approved.forget();
}

/** A personal price as pricing sees it. */
export function priceOf(row: PersonalPriceRow): PersonalPrice {
  return {
    personalPriceId: row._id,
    name: row.surchargeName ?? `专属 ${row.payBps / 1_000} 折`,
    memberId: row.memberId,
    tierLevel: row.tierLevel,
    productIds: row.productIds,
    payBps: row.payBps,
    from: row.from,
    until: row.until,
  };
}
