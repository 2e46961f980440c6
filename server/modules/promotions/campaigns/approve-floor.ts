import { actorLabel, type StaffActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { Campaigns, type CampaignRow } from "./campaign.model.ts";
import { findCampaign, mustCoverStores } from "./find-campaign.ts";

/**
 * Answers by name for units of a draft that may be sold below cost, audited; an edit takes it back.
 * @throws not_found, conflict, campaign_state, forbidden, approval_own to who made or last edited the draft
 */
export async function approveFloor(
  world: World,
  actor: StaffActor,
  input: { campaignId: string; version: number; reason: string },
): Promise<CampaignRow> {
  const { campaignId, version, reason } = input;
  const by = actorLabel(actor);
  return await transaction(async () => {
    const before = await findCampaign(campaignId);
    mustCoverStores(actor, before.terms.scope.storeIds);
    if (before.state !== "draft") fail("campaign_state", { detail: "只有草稿需要批准" });
    if (before.createdBy === by || before.editedBy === by) fail("approval_own");
    const floorApproval = { by, reason, at: world.clock.now() };
    const after = await Campaigns.findOneAndUpdate(
      { _id: campaignId, version, state: "draft" },
      { $set: { floorApproval, floorAskedAt: null }, $inc: { version: 1 } },
      { returnDocument: "after" },
    ).lean<CampaignRow>();
    if (after === null) fail("conflict");
    await recordAction(world, actor, {
      action: "campaign.floor_approved",
      subject: campaignId,
      before: null,
      after: { version },
      reason,
    });
    return after;
  });
}
