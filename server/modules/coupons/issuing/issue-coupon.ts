import type { Actor } from "../../../kernel/actor.ts";
import { currentSession, rawCollection, transaction } from "../../../kernel/db.ts";
import { assert, fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { Coupons, type CouponRow, type CouponSource } from "../coupon.model.ts";
import { readTemplate } from "../templates/read-templates.ts";
import { issueCoupons, type IssueOutcome } from "./issue-coupons.ts";
import { refuseIssue } from "./refuse-issue.ts";

const channelOf = {
  staff: "isByStaff",
  rule: "isByRule",
  code: "isByCode",
  // What a member swaps points for comes by the rule that staff published.
  exchange: "isByRule",
} as const;

/**
 * Issues one coupon for a rule, a code, points or a member of staff, inside the caller's transaction when there is
 * one; the same source again gives the same coupon. What staff issue is audited.
 * @throws not_found, coupon_sold_out, coupon_claim_limit, coupon_not_claimable, idempotency_mismatch
 */
export async function issueCoupon(
  world: World,
  actor: Actor,
  input: {
    templateId: string;
    memberId: string;
    source: CouponSource & { scene: keyof typeof channelOf };
    reason: string | null;
  },
): Promise<CouponRow> {
  return await transaction(async () => {
    const [outcome] = await issueCoupons(world, input.templateId, channelOf[input.source.scene], [
      input,
    ]);
    assert(outcome !== undefined, "one outcome per wish");
    if (outcome.refused !== null) {
      if (input.source.scene === "staff") await refuseStaff(outcome.refused, input);
      return refuseIssue(outcome.refused);
    }
    if (actor.kind === "staff" && outcome.isNew)
      await recordAction(world, actor, {
        action: "coupon.issued",
        subject: outcome.coupon._id,
        before: null,
        after: { templateId: input.templateId, memberId: input.memberId },
        reason: input.reason,
      });
    return outcome.coupon;
  });
}

/** Tells staff what concerns the member or the template, where the words for members would be wrong. */
async function refuseStaff(
  refused: IssueOutcome["refused"],
  { templateId, memberId }: { templateId: string; memberId: string },
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "coupons are issued in a transaction");
  if (refused === "not_issuable") {
    const { state, channels } = await readTemplate(templateId);
    if (state === "published" && !channels.isByStaff)
      fail("coupon_not_claimable", { detail: "该券没有开放由员工发放" });
  }
  if (refused === "claim_limit" || refused === "member_day_limit") {
    const held = await rawCollection(Coupons).countDocuments({ templateId, memberId }, { session });
    const today = refused === "member_day_limit" ? "，今天不能再发" : "";
    fail("coupon_claim_limit", { detail: `这位会员已有 ${held} 张${today}` });
  }
}
