import { fail } from "../../../kernel/errors.ts";
import type { IssueOutcome } from "./issue-coupons.ts";

/**
 * Tells a person why there is no coupon for them.
 * @throws coupon_sold_out, coupon_claim_limit, coupon_not_claimable or idempotency_mismatch, always.
 */
export function refuseIssue(refused: NonNullable<IssueOutcome["refused"]>): never {
  switch (refused) {
    case "sold_out":
      return fail("coupon_sold_out");
    case "day_limit":
      return fail("coupon_sold_out", { detail: "今天的已领完，明天再来" });
    case "claim_limit":
      return fail("coupon_claim_limit", { detail: "您已领取过，达到每人上限" });
    case "member_day_limit":
      return fail("coupon_claim_limit", { detail: "您今天已领取过，明天再来" });
    case "other_request":
      return fail("idempotency_mismatch");
    case "not_issuable":
      return fail("coupon_not_claimable", { detail: "领取已暂停或结束" });
  }
}
