import type { StaffActor } from "../../kernel/actor.ts";
import { rawCollection } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { decodeCursor, pageByTime, toPage, type PageQuery } from "../../kernel/page.ts";
import { decryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { readCoupons } from "../coupons/index.ts";
import { readBatch } from "./decide-batch.ts";
import { CodeBatches, Redemptions, type CodeBatchRow } from "./promo-code.model.ts";

/** Whether somebody may see a batch: whose it is, who manages codes, and who decides about it. */
function maySeeAll(actor: StaffActor): boolean {
  return actor.permissions.has("codes.manage") || actor.permissions.has("promotions.approve");
}

/** A batch that the caller may see. @throws not_found */
export async function readVisibleBatch(actor: StaffActor, batchId: string): Promise<CodeBatchRow> {
  const row = await readBatch(batchId);
  return maySeeAll(actor) || row.requestedBy === actor.staffId ? row : fail("not_found");
}

/** A batch as staff see it. */
export async function viewBatch(world: World, row: CodeBatchRow) {
  const used = await rawCollection(Redemptions).countDocuments({ batchId: row._id });
  return view(world, row, used);
}

/** A page of batches that the caller may see, newest first. */
export async function listBatches(
  world: World,
  actor: StaffActor,
  query: PageQuery & { state?: CodeBatchRow["state"] | undefined },
) {
  const page = await pageByTime(
    CodeBatches,
    {
      ...(!maySeeAll(actor) && { requestedBy: actor.staffId }),
      ...(query.state !== undefined && { state: query.state }),
    },
    query,
    (row) => row,
  );
  const rows = page.items;
  const groups = await rawCollection(Redemptions)
    .aggregate<{ _id: string; count: number }>([
      { $match: { batchId: { $in: rows.map((row) => row._id) } } },
      { $group: { _id: "$batchId", count: { $sum: 1 } } },
    ])
    .toArray();
  const used = new Map(groups.map(({ _id, count }) => [_id, count]));
  return { ...page, items: rows.map((row) => view(world, row, used.get(row._id) ?? 0)) };
}

/** A page of where the codes of a batch went, newest first. @throws not_found */
export async function listUses(
  actor: StaffActor,
  batchId: string,
  query: { limit: number; cursor?: string | undefined },
) {
  await readVisibleBatch(actor, batchId);
  const after = decodeCursor("promo-code-uses", query.cursor, ["number", "string"]);
  const at = after === null ? null : new Date(after[0]);
  const rows = await rawCollection(Redemptions)
    .find({
      batchId,
      ...(after !== null &&
        at !== null && { $or: [{ at: { $lt: at } }, { at, _id: { $lt: after[1] } }] }),
    })
    .sort({ at: -1, _id: -1 })
    .limit(query.limit + 1)
    .toArray();
  const coupons = await readCoupons(rows.map((row) => row.couponId));
  return toPage(
    "promo-code-uses",
    rows,
    query.limit,
    (row) => [row.at.getTime(), row._id],
    (row) => ({
      memberId: row.memberId,
      codeEnding: row.ending,
      couponId: row.couponId,
      couponState: coupons.get(row.couponId)?.state ?? "void",
      orderId: coupons.get(row.couponId)?.orderId ?? null,
      at: row.at,
    }),
  );
}

function view(world: World, row: CodeBatchRow, used: number) {
  return {
    batchId: row._id,
    templateId: row.templateId,
    kind: row.kind,
    code: row.kind === "vanity" ? decryptPii(world.config.pii, row.codesSealed) : null,
    count: row.count,
    perMember: row.perMember,
    memberId: row.memberId,
    purpose: row.purpose,
    from: row.from,
    until: row.until,
    state: row.state,
    maximumFen: row.maximumFen,
    approvalReasons: row.approvalReasons,
    used,
    requestedBy: row.requestedBy,
    requestedByName: row.requestedByName,
    decidedBy: row.decidedBy,
    decisionReason: row.decisionReason,
    exports: row.exports,
    createdAt: row.createdAt,
  };
}
