import { briefly } from "../../../kernel/briefly.ts";
import { shanghaiDay } from "../../../kernel/calendar.ts";
import { rawCollection } from "../../../kernel/db.ts";
import type { World } from "../../../world.ts";
import type { PricingOffer } from "../offer.ts";
import { Campaigns, type CampaignRow } from "./campaign.model.ts";
import { rememberCounting, termsOf } from "./counting.ts";
import { windowToday } from "./schedule.ts";

type Published = {
  readonly rows: readonly CampaignRow[];
  /** The offers of a day, worked out once a second. */
  readonly byDay: Map<string, PricingOffer[]>;
};

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
  const now = world.clock.now();
  const day = shanghaiDay(now);
  const { rows, byDay } = await published.get("");
  let today = byDay.get(day);
  if (today === undefined) {
    today = rows.flatMap((row) => offerOf(row, now) ?? []);
    byDay.set(day, today);
  }
  return today.filter(({ until }) => until > now);
}

/** Published campaigns that have begun and are not over, at most a second old, smallest priority first. */
export async function readRunning(world: World): Promise<CampaignRow[]> {
  const now = world.clock.now();
  const { rows } = await published.get("");
  return rows.filter(({ schedule }) => schedule.from <= now && now < schedule.until);
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
