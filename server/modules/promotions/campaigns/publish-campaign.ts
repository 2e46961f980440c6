import { actorLabel, type StaffActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail, Refusal } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { countOpened, readGeneration } from "../live-offers.ts";
import { Campaigns, HISTORY_MAX, type CampaignRow } from "./campaign.model.ts";
import { findCampaign, mustCoverStores } from "./find-campaign.ts";
import { lintCampaign, type LintReport } from "./lint-campaign.ts";
import { loadLintFacts } from "./load-lint-facts.ts";
import { forgetCampaigns } from "./read-live-campaigns.ts";

/** Checks a campaign as it stands; nothing is changed. @throws not_found */
export async function checkCampaign(world: World, campaignId: string): Promise<LintReport> {
  const campaign = await findCampaign(campaignId);
  return await lintCampaign(campaign, await loadLintFacts(world, campaign));
}

/**
 * Publishes a draft, audited. What was checked holds for the moment of publishing: when another campaign or personal
 * price began meanwhile, it must be checked anew.
 * @throws offer_refused with every error, or every warning that was not acknowledged; approval_needed when only prices
 * below cost stand against it; not_found, conflict, campaign_state, forbidden
 */
export async function publishCampaign(
  world: World,
  actor: StaffActor,
  input: { campaignId: string; version: number; acknowledgedWarnings: readonly string[] },
): Promise<CampaignRow> {
  const { campaignId, version } = input;
  const at = world.clock.now();
  const seen = await readGeneration();
  const draft = await findCampaign(campaignId);
  mustCoverStores(actor, draft.terms.scope.storeIds);
  if (draft.state !== "draft") fail("campaign_state", { detail: "只有草稿可以发布" });
  if (draft.version !== version) fail("conflict");
  const report = await lintCampaign(draft, await loadLintFacts(world, draft));
  const acknowledgedWarnings = await orWaiting(draft, at, () =>
    mustPass(report, input.acknowledgedWarnings),
  );
  const published = await transaction(async () => {
    const after = await Campaigns.findOneAndUpdate(
      { _id: campaignId, version, state: "draft" },
      {
        $set: { state: "published", publishedAt: at, acknowledgedWarnings },
        $inc: { version: 1 },
        $push: {
          history: {
            $each: [{ step: "published", at, by: actorLabel(actor), reason: null }],
            $slice: -HISTORY_MAX,
          },
        },
      },
      { returnDocument: "after" },
    ).lean<CampaignRow>();
    if (after === null) fail("conflict");
    await countOpened({ kind: "campaigns", opened: 1, seen, code: "offer_refused" });
    await recordAction(world, actor, {
      action: "campaign.published",
      subject: campaignId,
      before: { state: "draft" },
      after: { state: "published", acknowledgedWarnings, floorApproval: draft.floorApproval },
      reason: null,
    });
    return after;
  });
  forgetCampaigns();
  return published;
}

/** Where only somebody's answer for prices below cost is missing, the draft waits for it from now on. */
async function orWaiting<Result>(
  { _id, version }: CampaignRow,
  at: Date,
  check: () => Result,
): Promise<Result> {
  try {
    return check();
  } catch (error) {
    if (error instanceof Refusal && error.code === "approval_needed")
      await Campaigns.updateOne(
        { _id, version, state: "draft", floorAskedAt: null },
        { $set: { floorAskedAt: at } },
      );
    throw error;
  }
}

/** The warnings that were found and acknowledged. */
function mustPass({ findings }: LintReport, acknowledged: readonly string[]): string[] {
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    fail(errors.every(({ code }) => code === "below_cost") ? "approval_needed" : "offer_refused", {
      issues: errors.map(({ code, pointer, detail }) => ({ code, pointer, detail })),
    });
  const warnings = [
    ...new Map(
      findings
        .filter(({ severity }) => severity === "warning")
        .map((warning) => [warning.code, warning] as const),
    ).values(),
  ];
  const missed = warnings.filter(({ code }) => !acknowledged.includes(code));
  if (missed.length > 0)
    fail("offer_refused", {
      detail: "有提醒还没有确认",
      issues: missed.map(({ code, detail }) => ({
        code,
        pointer: "/acknowledgedWarnings",
        detail: `请确认：${detail}`,
      })),
    });
  return warnings.map(({ code }) => code);
}
