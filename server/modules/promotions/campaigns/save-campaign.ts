import type { z } from "zod";
import type { campaignDraft } from "../../../contract/campaigns.ts";
import { actorLabel, type StaffActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { Campaigns, HISTORY_MAX, type CampaignRow } from "./campaign.model.ts";
import { findCampaign, mustCoverStores } from "./find-campaign.ts";

/** A campaign as staff write it. */
export type CampaignDraft = z.output<typeof campaignDraft>;

/**
 * Makes the draft of a campaign; whether it may be published is checked later.
 * @throws forbidden to staff of some stores for goods of others
 */
export async function createCampaign(
  world: World,
  actor: StaffActor,
  draft: CampaignDraft,
): Promise<CampaignRow> {
  mustCoverStores(actor, draft.terms.scope.storeIds);
  const at = world.clock.now();
  const by = actorLabel(actor);
  const row: CampaignRow = {
    _id: newId("cmp", at),
    ...draft,
    state: "draft",
    floorApproval: null,
    floorAskedAt: null,
    acknowledgedWarnings: [],
    publishedAt: null,
    version: 1,
    spentFen: 0,
    useCount: 0,
    unitsLeft: stockOf(draft),
    createdBy: by,
    editedBy: by,
    createdAt: at,
    history: [{ step: "created", at, by, reason: null }],
  };
  return await transaction(async () => {
    await Campaigns.insertMany([row], { lean: true });
    await recordAction(world, actor, {
      action: "campaign.created",
      subject: row._id,
      before: null,
      after: draft,
      reason: null,
    });
    return row;
  });
}

/**
 * Changes a draft as a whole; a price below cost that somebody approved must be approved anew.
 * @throws not_found, conflict when somebody else changed it, campaign_state once published, forbidden
 */
export async function editCampaign(
  world: World,
  actor: StaffActor,
  input: { campaignId: string; version: number; draft: CampaignDraft },
): Promise<CampaignRow> {
  const { campaignId, version, draft } = input;
  mustCoverStores(actor, draft.terms.scope.storeIds);
  const at = world.clock.now();
  const by = actorLabel(actor);
  return await transaction(async () => {
    const before = await findCampaign(campaignId);
    mustCoverStores(actor, before.terms.scope.storeIds);
    if (before.state !== "draft") fail("campaign_state", { detail: "发布后不能修改" });
    const after = await Campaigns.findOneAndUpdate(
      { _id: campaignId, version, state: "draft" },
      {
        $set: {
          ...draft,
          unitsLeft: stockOf(draft),
          floorApproval: null,
          floorAskedAt: null,
          editedBy: by,
        },
        $inc: { version: 1 },
        $push: {
          history: {
            $each: [{ step: "edited", at, by, reason: null }],
            $slice: -HISTORY_MAX,
          },
        },
      },
      { returnDocument: "after" },
    ).lean<CampaignRow>();
    if (after === null) fail("conflict");
    await recordAction(world, actor, {
      action: "campaign.edited",
      subject: campaignId,
      before: draftOf(before),
      after: draft,
      reason: null,
    });
    return after;
  });
}

/** The units that a flash price starts with; empty for every other benefit. */
function stockOf({ terms: { benefit } }: CampaignDraft): Record<string, number> {
  return benefit.kind === "flash_price"
    ? Object.fromEntries(benefit.prices.map(({ skuId, stock }) => [skuId, stock]))
    : {};
}

const draftOf = (row: CampaignRow) => ({
  name: row.name,
  description: row.description,
  terms: row.terms,
  schedule: row.schedule,
  priority: row.priority,
  budgetFen: row.budgetFen,
});
