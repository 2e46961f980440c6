import { actorLabel, type StaffActor } from "../../kernel/actor.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { MallItems, type MallItemInput, type MallItemRow } from "./mall-item.model.ts";
import { findMallItem } from "./read-mall.ts";

/** Makes the draft of an item, audited; whether it may be published is checked later. */
export async function createMallItem(
  world: World,
  actor: StaffActor,
  input: MallItemInput,
): Promise<MallItemRow> {
  const createdAt = world.clock.now();
  const row: MallItemRow = {
    _id: newId("pmi", createdAt),
    ...input,
    state: "draft",
    version: 1,
    createdAt,
    createdBy: actorLabel(actor),
    publishedAt: null,
  };
  return await transaction(async () => {
    await MallItems.insertMany([row], { lean: true });
    await recordAction(world, actor, {
      action: "mall_item.created",
      subject: row._id,
      before: null,
      after: input,
      reason: null,
    });
    return row;
  });
}

/**
 * Changes a draft as a whole, audited.
 * @throws not_found, conflict when somebody else changed it, mall_item_state once published
 */
export async function editMallItem(
  world: World,
  actor: StaffActor,
  change: { mallItemId: string; version: number; item: MallItemInput },
): Promise<MallItemRow> {
  return await transaction(async () => {
    const before = await findMallItem(change.mallItemId);
    if (before.state !== "draft") fail("mall_item_state", { detail: "发布后不能修改" });
    const after = await writeMallItem(before, change.version, change.item);
    await recordAction(world, actor, {
      action: "mall_item.edited",
      subject: before._id,
      before: inputOf(before),
      after: change.item,
      reason: null,
    });
    return after;
  });
}

/** Writes a change of an item in the caller's transaction. @throws conflict when it is no longer as it was seen */
export async function writeMallItem(
  before: MallItemRow,
  version: number,
  change: Partial<MallItemRow>,
): Promise<MallItemRow> {
  const session = currentSession();
  assert(session !== undefined, "changes are made in a transaction");
  const after = await rawCollection(MallItems).findOneAndUpdate(
    { _id: before._id, state: before.state, version },
    { $set: change, $inc: { version: 1 } },
    { session, returnDocument: "after" },
  );
  return after ?? fail("conflict");
}

/** What staff wrote of an item. */
export function inputOf(row: MallItemRow): MallItemInput {
  const { title, what, points, priceFen, stock, perMemberMax, from, until, tierLevels } = row;
  return { title, what, points, priceFen, stock, perMemberMax, from, until, tierLevels };
}
