import type { Job } from "../../kernel/jobs.ts";
import type { SystemActor } from "../../kernel/actor.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { Campaigns } from "./campaigns/campaign.model.ts";
import { moveCampaign } from "./campaigns/move-campaign.ts";
import { endPersonalPrice, rejectPersonalPrice } from "./personal-prices/decide-personal-price.ts";
import { PersonalPrices } from "./personal-prices/personal-price.model.ts";

const clock: SystemActor = { kind: "system", name: "end-over-offers" };

/**
 * Ends campaigns and personal prices whose time is over, and turns down requests that nobody decided in time. Pricing
 * goes by the times themselves; this frees their places and writes it into their history. What was ended is not found
 * again, so a run that was cut off goes on where it stopped.
 */
export async function endOverOffers(world: World): Promise<Record<string, number>> {
  const now = world.clock.now();
  const counts = { campaigns: 0, personalPrices: 0, requests: 0 };
  const campaigns = await Campaigns.find(
    { state: { $in: ["published", "paused", "stopped"] }, "schedule.until": { $lte: now } },
    { _id: 1 },
  ).lean();
  for (const { _id } of campaigns)
    counts.campaigns += await unlessMoved(async () => {
      const step = { campaignId: _id, version: null, to: "ended", reason: "到期" } as const;
      await moveCampaign(world, clock, step);
    });
  const prices = await PersonalPrices.find(
    { state: { $in: ["approved", "requested"] }, until: { $lte: now } },
    { state: 1 },
  ).lean();
  for (const { _id: personalPriceId, state } of prices)
    if (state === "approved")
      counts.personalPrices += await unlessMoved(async () => {
        await endPersonalPrice(world, clock, { personalPriceId, reason: "到期" });
      });
    else
      counts.requests += await unlessMoved(async () => {
        await rejectPersonalPrice(world, clock, { personalPriceId, reason: "到期前无人批准" });
      });
  return counts;
}

/** 1 when it was done, 0 when somebody was quicker. */
async function unlessMoved(work: () => Promise<void>): Promise<0 | 1> {
  try {
    await work();
    return 1;
  } catch (error) {
    const codes = ["campaign_state", "approval_state", "conflict"];
    if (error instanceof Refusal && codes.includes(error.code)) return 0;
    throw error;
  }
}

/** The clock's work on campaigns and personal prices. */
export const promotionsJobs: readonly Job[] = [
  { name: "end-over-offers", cron: "*/10 * * * *", leaseMs: 5 * 60_000, run: endOverOffers },
];
