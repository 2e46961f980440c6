import type { StaffActor } from "../../../kernel/actor.ts";
import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { Campaigns, type CampaignRow } from "./campaign.model.ts";

/** Reads a campaign. @throws not_found */
export async function findCampaign(campaignId: string): Promise<CampaignRow> {
  const session = currentSession();
  const row = await rawCollection(Campaigns).findOne({ _id: campaignId }, session && { session });
  return row ?? fail("not_found", { detail: "没有这个活动" });
}

/**
 * Keeps staff who only see some stores to campaigns of those stores.
 * @throws forbidden for a campaign of other stores or of all.
 */
export function mustCoverStores(actor: StaffActor, storeIds: readonly string[]): void {
  const { storeIds: seen } = actor;
  if (seen === null) return;
  if (storeIds.length === 0 || storeIds.some((storeId) => !seen.includes(storeId)))
    fail("forbidden", {
      issues: [{ pointer: "/terms/scope/storeIds", detail: "只能用于您负责的门店" }],
    });
}
