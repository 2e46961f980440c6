import { createHash } from "node:crypto";
import type { IssueAudience } from "../../../contract/coupons.ts";
import { actorLabel, type StaffActor } from "../../../kernel/actor.ts";
import { currentSession, isDuplicateKey, rawCollection, transaction } from "../../../kernel/db.ts";
import { assert, fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { readPolicies } from "../../tiers/index.ts";
import { readTemplate } from "../templates/read-templates.ts";
import { CouponIssues, type CouponIssueRow } from "./coupon-issue.model.ts";

/**
 * Orders coupons for many members, audited; the job does it. The client made the id: the same again is the same issue.
 * @throws not_found, coupon_not_claimable for a template that staff may not issue now, offer_refused for tier levels that
 * no policy has, idempotency_mismatch
 */
export async function startIssue(
  world: World,
  actor: StaffActor,
  input: { issueId: string; templateId: string; audience: IssueAudience; reason: string },
): Promise<CouponIssueRow> {
  const requestHash = createHash("sha256").update(JSON.stringify(input)).digest("base64url");
  const now = world.clock.now();
  const row: CouponIssueRow = {
    _id: input.issueId,
    templateId: input.templateId,
    audience: input.audience,
    reason: input.reason,
    requestHash,
    state: "running",
    cursor: "",
    counts: { members: 0, issued: 0, unknown: 0, claimLimit: 0, soldOut: 0, dayLimit: 0 },
    createdAt: now,
    createdBy: actorLabel(actor),
    endedAt: null,
  };
  try {
    await transaction(async () => {
      const template = await readTemplate(input.templateId);
      if (template.state !== "published" || !template.channels.isByStaff)
        fail("coupon_not_claimable", { detail: "该券模板现在不能由员工发放" });
      await mustKnowLevels(input.audience);
      const session = currentSession();
      assert(session !== undefined, "changes are made in a transaction");
      await rawCollection(CouponIssues).insertOne(row, { session });
      const { audience } = input;
      await recordAction(world, actor, {
        action: "coupon_issue.started",
        subject: row._id,
        before: null,
        after: {
          templateId: input.templateId,
          audience:
            audience.kind === "members"
              ? { kind: audience.kind, members: audience.memberIds.length }
              : audience,
        },
        reason: input.reason,
      });
    });
    return row;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const twin = await readIssue(input.issueId);
    return twin.requestHash === requestHash ? twin : fail("idempotency_mismatch");
  }
}

async function mustKnowLevels(audience: IssueAudience): Promise<void> {
  if (audience.kind !== "tiers") return;
  // Older policies count too: somebody may still stand where one of them put them.
  const known = new Set([0]);
  for (const { levels } of await readPolicies()) for (const { level } of levels) known.add(level);
  const issues = audience.levels.flatMap((level, index) =>
    known.has(level) ? [] : [{ pointer: `/audience/levels/${index}`, detail: `没有等级 ${level}` }],
  );
  if (issues.length > 0) fail("offer_refused", { detail: issues[0]?.detail ?? "", issues });
}

/** Stops a batch issue, audited; what was issued stays. @throws not_found, template_state when it had ended */
export async function stopIssue(
  world: World,
  actor: StaffActor,
  input: { issueId: string; reason: string },
): Promise<CouponIssueRow> {
  return await transaction(async () => {
    const before = await readIssue(input.issueId);
    if (before.state !== "running") fail("template_state", { detail: "这个批次已经结束" });
    const session = currentSession();
    assert(session !== undefined, "changes are made in a transaction");
    const after = await rawCollection(CouponIssues).findOneAndUpdate(
      { _id: input.issueId, state: "running" },
      { $set: { state: "stopped", endedAt: world.clock.now() } },
      { session, returnDocument: "after" },
    );
    await recordAction(world, actor, {
      action: "coupon_issue.stopped",
      subject: input.issueId,
      before: before.counts,
      after: after?.counts ?? null,
      reason: input.reason,
    });
    return after ?? fail("conflict");
  });
}

/** A batch issue and how far it is. @throws not_found */
export async function readIssue(issueId: string): Promise<CouponIssueRow> {
  const session = currentSession();
  const row = await rawCollection(CouponIssues).findOne(
    { _id: issueId },
    session ? { session } : {},
  );
  return row ?? fail("not_found");
}
