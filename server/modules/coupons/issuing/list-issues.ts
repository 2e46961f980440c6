import { rawCollection } from "../../../kernel/db.ts";
import { decodeCursor, toPage } from "../../../kernel/page.ts";
import { CouponIssues, type CouponIssueRow } from "./coupon-issue.model.ts";

/** A page of batch issues, newest first. */
export async function listIssues<Item>(
  query: { limit: number; cursor?: string | undefined },
  view: (row: CouponIssueRow) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor, ["string"]);
  const rows = await rawCollection(CouponIssues)
    .find(after === null ? {} : { _id: { $lt: after[0] } }, {
      projection: { "audience.memberIds": 0 },
    })
    .sort({ _id: -1 })
    .limit(query.limit + 1)
    .toArray();
  return toPage(rows, query.limit, (row) => [row._id], view);
}
