import type { StaffActor } from "../../kernel/actor.ts";
import { shanghaiTimestamp } from "../../kernel/calendar.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { decryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { csvLine, groupCode } from "./code-text.ts";
import { readVisibleBatch } from "./list-batches.ts";
import { CodeBatches } from "./promo-code.model.ts";

/**
 * Writes the codes of a batch as CSV for the one who asks: every line tells who exported it and when, so a list that
 * turns up elsewhere tells where it came from; each export is audited and shown with the batch.
 * @throws not_found, approval_needed while it waits, approval_state when it was refused or disabled
 */
export async function exportCodes(
  world: World,
  actor: StaffActor,
  input: { batchId: string; reason: string },
): Promise<string> {
  const at = world.clock.now();
  const batch = await transaction(async () => {
    const session = currentSession();
    assert(session !== undefined, "an export is noted in a transaction");
    const row = await readVisibleBatch(actor, input.batchId);
    if (row.state === "awaiting_approval") fail("approval_needed");
    if (row.state !== "active") fail("approval_state");
    const note = { by: actor.staffId, name: actor.name, at, reason: input.reason };
    await rawCollection(CodeBatches).updateOne(
      { _id: row._id },
      { $push: { exports: note } },
      { session },
    );
    await recordAction(world, actor, {
      action: "code_batch.exported",
      subject: row._id,
      before: null,
      after: { count: row.count, exports: row.exports.length + 1 },
      reason: input.reason,
    });
    return row;
  });
  const until = shanghaiTimestamp(batch.until, "second");
  const mark = [actor.name, actor.staffId, shanghaiTimestamp(at, "second")];
  const lines = decryptPii(world.config.pii, batch.codesSealed)
    .split("\n")
    .map((code) =>
      csvLine([batch.kind === "single" ? groupCode(code) : code, until, batch.purpose, ...mark]),
    );
  const head = csvLine(["优惠码", "有效期至", "用途", "导出人", "导出人编号", "导出时间"]);
  // The mark at the beginning makes spreadsheets read Chinese as it is.
  return `\ufeff${[head, ...lines].join("\r\n")}\r\n`;
}
