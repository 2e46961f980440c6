import { actorLabel, type StaffActor, type SystemActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { canGo } from "../../../kernel/states.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { countClosed } from "../live-offers.ts";
import { Campaigns, campaignStates, HISTORY_MAX, type CampaignRow } from "./campaign.model.ts";
import { findCampaign, mustCoverStores } from "./find-campaign.ts";
import { forgetCampaigns } from "./read-live-campaigns.ts";

const stepOf = { paused: "paused", published: "resumed", ended: "ended" } as const;

/**
 * Pauses a published campaign, resumes a paused one, or ends one for good, audited. What orders hold of it stays theirs.
 * @throws not_found, conflict when somebody else changed it, campaign_state, forbidden
 */
export async function moveCampaign(
  world: World,
  actor: StaffActor | SystemActor,
  input: {
    campaignId: string;
    /** The version that was seen; null for the clock's own work. */
    version: number | null;
    to: keyof typeof stepOf;
    reason: string;
  },
): Promise<CampaignRow> {
  const { campaignId, to, reason } = input;
  const at = world.clock.now();
  const moved = await transaction(async () => {
    const before = await findCampaign(campaignId);
    if (actor.kind === "staff") mustCoverStores(actor, before.terms.scope.storeIds);
    const isOpen = before.state !== "draft" && before.state !== "stopped";
    if (!canGo(campaignStates, before.state, to) || (to === "published" && !isOpen))
      fail("campaign_state", { detail: whyNot(before) });
    const after = await Campaigns.findOneAndUpdate(
      { _id: campaignId, version: input.version ?? before.version, state: before.state },
      {
        $set: { state: to },
        $inc: { version: 1 },
        $push: {
          history: {
            $each: [{ step: stepOf[to], at, by: actorLabel(actor), reason }],
            $slice: -HISTORY_MAX,
          },
        },
      },
      { returnDocument: "after" },
    ).lean<CampaignRow>();
    if (after === null) fail("conflict");
    if (to === "ended") await countClosed("campaigns");
    await recordAction(world, actor, {
      action: `campaign.${stepOf[to]}`,
      subject: campaignId,
      before: { state: before.state },
      after: { state: to },
      reason,
    });
    return after;
  });
  forgetCampaigns();
  return moved;
}

function whyNot({ state }: CampaignRow): string {
  switch (state) {
    case "draft":
      return "草稿还没有发布";
    case "stopped":
      return "预算已用完，活动已自行停止；只能结束";
    case "ended":
      return "活动已结束";
    case "paused":
      return "活动已暂停";
    case "published":
      return "活动正在进行";
  }
}
