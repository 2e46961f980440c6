import type { CouponTemplateInput } from "../../../contract/coupons.ts";
import type { StaffActor, SystemActor } from "../../../kernel/actor.ts";
import { currentSession, rawCollection, transaction } from "../../../kernel/db.ts";
import { assert, fail } from "../../../kernel/errors.ts";
import { newToken } from "../../../kernel/ids.ts";
import { mustGo } from "../../../kernel/states.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
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
 * Publishes, pauses, resumes or ends a template, audited; coupons that members have stay as they are.
 * @throws not_found, template_state, offer_refused when its validity is over before it begins
 */
export async function moveTemplate(
  world: World,
  actor: StaffActor | SystemActor,
  move: { templateId: string; to: Exclude<TemplateState, "draft">; reason: string },
): Promise<CouponTemplateRow> {
  const now = world.clock.now();
  return await transaction(async () => {
    const before = await readTemplate(move.templateId);
    mustGo(templateSteps, before.state, move.to, "template_state");
    const { validity } = before;
    if (move.to === "published" && validity.kind === "absolute" && validity.until <= now)
      fail("offer_refused", {
        detail: "有效期已经结束",
        issues: [{ pointer: "/validity/until", detail: "有效期已经结束" }],
      });
    const after = await write(before, {
      state: move.to,
      publishedAt: before.publishedAt ?? now,
    });
    await recordAction(world, actor, {
      action: `coupon_template.${move.to}`,
      subject: before._id,
      before: { state: before.state },
      after: { state: move.to },
      reason: move.reason,
    });
    return after;
  });
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
