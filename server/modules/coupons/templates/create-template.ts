import type { CouponTemplateInput } from "../../../contract/coupons.ts";
import { actorLabel, type StaffActor, type SystemActor } from "../../../kernel/actor.ts";
import { currentSession, rawCollection, transaction } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import { newId, newToken } from "../../../kernel/ids.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { checkTemplate } from "./check-template.ts";
import { CouponTemplates, type CouponTemplateRow } from "./coupon-template.model.ts";
import { readTemplate } from "./read-templates.ts";

/** Makes a draft of a template, audited. @throws offer_refused naming every fault */
export async function createTemplate(
  world: World,
  actor: StaffActor | SystemActor,
  input: CouponTemplateInput,
): Promise<CouponTemplateRow> {
  const createdAt = world.clock.now();
  const { faceFen, ...rest } = input;
  const row: CouponTemplateRow = {
    _id: newId("tpl", createdAt),
    ...rest,
    givenFaceFen: faceFen,
    faceFen: checkTemplate(input),
    linkToken: input.channels.hasLink ? newToken() : null,
    version: 1,
    state: "draft",
    issued: 0,
    issuedOn: "",
    issuedThatDay: 0,
    createdAt,
    createdBy: actorLabel(actor),
    editedBy: actorLabel(actor),
    floorApproval: null,
    publishedAt: null,
  };
  await transaction(async () => {
    const session = currentSession();
    assert(session !== undefined, "changes are made in a transaction");
    await rawCollection(CouponTemplates).insertOne(row, { session });
    await recordAction(world, actor, {
      action: "coupon_template.created",
      subject: row._id,
      before: null,
      after: input,
      reason: null,
    });
  });
  return row;
}

/** Copies a template, whatever its state, into a new draft. @throws not_found */
export async function copyTemplate(
  world: World,
  actor: StaffActor,
  templateId: string,
): Promise<CouponTemplateRow> {
  return await createTemplate(world, actor, inputOf(await readTemplate(templateId)));
}

/** What staff wrote to make a template. */
export function inputOf(row: CouponTemplateRow): CouponTemplateInput {
  return {
    name: row.name,
    terms: row.terms,
    validity: row.validity,
    caps: row.caps,
    channels: row.channels,
    faceFen: row.givenFaceFen,
    isGiftable: row.isGiftable,
    isReturnedOnRefund: row.isReturnedOnRefund,
    daysAfterReturn: row.daysAfterReturn,
    remindDaysBefore: row.remindDaysBefore,
    priority: row.priority,
  };
}
