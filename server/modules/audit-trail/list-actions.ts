import { decodeCursor, toPage } from "../../kernel/page.ts";
import { AuditEntries } from "./audit-entry.model.ts";

/** What to look for in the trail. */
export type ActionFilter = {
  readonly subject?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
};

/** Lists recorded actions, newest first, by subject, actor, action or time (`from` ≤ at < `to`). */
export async function listActions(filter: ActionFilter) {
  const before = decodeCursor("audit", filter.cursor, ["number"]);
  const rows = await AuditEntries.find({
    ...(filter.subject === undefined ? {} : { subject: filter.subject }),
    ...(filter.actor === undefined ? {} : { actor: filter.actor }),
    ...(filter.action === undefined ? {} : { action: { $in: filter.action.split(",") } }),
    ...(filter.from === undefined && filter.to === undefined
      ? {}
      : {
          at: {
            ...(filter.from === undefined ? {} : { $gte: filter.from }),
            ...(filter.to === undefined ? {} : { $lt: filter.to }),
          },
        }),
    ...(before === null ? {} : { seq: { $lt: before[0] } }),
  })
    .sort({ seq: -1 })
    .limit(filter.limit + 1)
    .lean();
  return toPage(
    "audit",
    rows,
    filter.limit,
    (row) => [row.seq],
    ({ _id, ...entry }) => ({ ...entry, entryId: _id }),
  );
}
