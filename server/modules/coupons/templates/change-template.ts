import type { CouponTemplateInput } from "../../../contract/coupons.ts";
import { actorLabel, type StaffActor, type SystemActor } from "../../../kernel/actor.ts";
import { currentSession, rawCollection, transaction } from "../../../kernel/db.ts";
import { assert, fail } from "../../../kernel/errors.ts";
import { newToken } from "../../../kernel/ids.ts";
import { mustGo } from "../../../kernel/states.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { checkPublishing } from "./check-publishing.ts";
import { checkTemplate } from "./check-template.ts";
import {
  CouponTemplates,
  templateSteps,
  type CouponTemplateRow,
  type TemplateState,
} from "./coupon-template.model.ts";
import { inputOf } from "./create-template.ts";
import { readTemplate } from "./read-templates.ts";

/**
 * Changes a draft, audited. What was published is never changed: it is copied.
 * @throws not_found, template_state, conflict when somebody changed it meanwhile, offer_refused naming every fault
 */
export async function changeTemplate(
  world: World,
  actor: StaffActor,
  change: { templateId: string; version: number; template: CouponTemplateInput },
): Promise<CouponTemplateRow> {
  const { faceFen: givenFaceFen, ...rest } = change.template;
  const faceFen = checkTemplate(change.template);
  return await transaction(async () => {
    const before = await readTemplate(change.templateId);
    if (before.state !== "draft")
      fail("template_state", { detail: "已发布的券模板不能修改，请复制" });
    if (before.version !== change.version) fail("conflict");
    const linkToken = rest.channels.hasLink ? (before.linkToken ?? newToken()) : null;
    const after = await write(before, {
      ...rest,
      givenFaceFen,
      faceFen,
      linkToken,
      editedBy: actorLabel(actor),
    });
    await recordAction(world, actor, {
      action: "coupon_template.changed",
      subject: before._id,
      before: inputOf(before),
      after: inputOf(after),
      reason: null,
    });
    return after;
  });
}

/**
 * Publishes, pauses, resumes or ends a template, audited; coupons that members have stay as they are. A draft that can
 * sell below cost is published only by somebody else than who wrote it, who answers for it with a reason.
 * @throws not_found, template_state, conflict, offer_refused when its validity is over before it begins, or for a draft
 * that names what nothing has or says what is punished; approval_needed naming SKUs that would go below cost,
 * approval_own
 */
export async function moveTemplate(
  world: World,
  actor: StaffActor | SystemActor,
  move: {
    templateId: string;
    to: Exclude<TemplateState, "draft">;
    reason: string;
    floorReason?: string | null;
  },
): Promise<CouponTemplateRow> {
  const now = world.clock.now();
  const seen = await readTemplate(move.templateId);
  const floorApproval =
    seen.state === "draft" && move.to === "published"
      ? await answerForFloor(world, actor, seen, move.floorReason ?? null)
      : seen.floorApproval;
  return await transaction(async () => {
    const before = await readTemplate(move.templateId);
    mustGo(templateSteps, before.state, move.to, "template_state");
    if (before.version !== seen.version) fail("conflict");
    const { validity } = before;
    if (move.to === "published" && validity.kind === "absolute" && validity.until <= now)
      fail("offer_refused", {
        detail: "有效期已经结束",
        issues: [{ pointer: "/validity/until", detail: "有效期已经结束" }],
      });
    const after = await write(before, {
      state: move.to,
      publishedAt: before.publishedAt ?? now,
      floorApproval,
    });
    await recordAction(world, actor, {
      action: `coupon_template.${move.to}`,
      subject: before._id,
      before: { state: before.state },
      after: { state: move.to, floorApproval },
      reason: move.reason,
    });
    return after;
  });
}

/** Who answers for a draft that can sell below cost; null when it cannot, or when the shop itself publishes it. */
async function answerForFloor(
  world: World,
  actor: StaffActor | SystemActor,
  draft: CouponTemplateRow,
  reason: string | null,
): Promise<CouponTemplateRow["floorApproval"]> {
  const below = await checkPublishing(world, draft);
  if (below.length === 0 || actor.kind === "system") return null;
  if (reason === null)
    fail("approval_needed", {
      detail: "会低于成本，请由另一位同事写明理由后发布",
      issues: below.map((detail) => ({ pointer: "/floorReason", code: "below_cost", detail })),
    });
  const by = actorLabel(actor);
  if (draft.createdBy === by || draft.editedBy === by) fail("approval_own");
  return { by, reason, at: world.clock.now() };
}

async function write(
  before: CouponTemplateRow,
  change: Partial<CouponTemplateRow>,
): Promise<CouponTemplateRow> {
  const session = currentSession();
  assert(session !== undefined, "changes are made in a transaction");
  const after = await rawCollection(CouponTemplates).findOneAndUpdate(
    { _id: before._id, state: before.state, version: before.version },
    { $set: change, $inc: { version: 1 } },
    { session, returnDocument: "after" },
  );
  return after ?? fail("conflict");
}
