import { pageByTime, type PageQuery } from "../../../kernel/page.ts";
import { CouponIssues, type CouponIssueRow } from "./coupon-issue.model.ts";

/** A page of batch issues, newest first. */
export async function listIssues<Item>(
  query: PageQuery,
  view: (row: CouponIssueRow) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  return await pageByTime(CouponIssues, {}, query, view);
}
