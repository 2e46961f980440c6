import { briefly } from "../../../kernel/briefly.ts";
import { shanghaiDay } from "../../../kernel/calendar.ts";
import { rawCollection } from "../../../kernel/db.ts";
import type { World } from "../../../world.ts";
import type { PricingOffer } from "../offer.ts";
import { Campaigns, type CampaignRow } from "./campaign.model.ts";
import { rememberCounting, termsOf } from "./counting.ts";
import { windowToday } from "./schedule.ts";

type Published = { readonly rows: readonly CampaignRow[]; readonly byDay: Map<string, Today[]> };
type Today = { readonly row: CampaignRow; readonly offer: PricingOffer };

const published = briefly(async (): Promise<Published> => {
  // Publishing counts campaigns, so that there are never more than this reads in one go.
  const rows = await rawCollection(Campaigns)
    .find({ state: "published" }, { projection: { history: 0 } })
    .sort({ state: 1, priority: 1, _id: 1 })
    .toArray();
  rememberCounting(rows);
  return { rows, byDay: new Map() };
});

/**
 * Every published campaign that runs today (Asia/Shanghai) and is not over, at most a second old, smallest priority
 * first; those that begin later today are there with their beginning. Days of a member day are resolved: `from` and
 * `until` are today's.
 */
export async function readLiveCampaigns(world: World): Promise<PricingOffer[]> {
  return (await readToday(world)).map(({ offer }) => offer);
}

/** Published campaigns that run today and are not over, as rows and as offers, at most a second old. */
export async function readToday(world: World): Promise<Today[]> {
  const now = world.clock.now();
  const day = shanghaiDay(now);
  const { rows, byDay } = await published.get("");
  let today = byDay.get(day);
  if (today === undefined) {
    today = rows.flatMap((row) => {
      const offer = offerOf(row, now);
      return offer === null ? [] : [{ row, offer }];
    });
    byDay.set(day, today);
  }
  return today.filter(({ offer }) => offer.until > now);
}

/** Makes this process read campaigns anew: one was just published, changed or found to be over. */
export function forgetCampaigns(): void {
  published.forget();
}

function offerOf(row: CampaignRow, now: Date): PricingOffer | null {
  const window = windowToday(row.schedule, now);
  if (window === null) return null;
  return {
    offerId: row._id,
    kind: "campaign",
    name: row.name,
    priority: row.priority,
    terms: termsOf(row),
    from: window.from,
    until: window.until,
    since: row.publishedAt ?? row.createdAt,
    budgetLeftFen: row.budgetFen === null ? null : row.budgetFen - row.spentFen,
    unitsLeft: row.unitsLeft,
  };
}
