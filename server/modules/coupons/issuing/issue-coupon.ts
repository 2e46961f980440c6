import type { Actor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import type { CouponRow, CouponSource } from "../coupon.model.ts";
import { issueCoupons } from "./issue-coupons.ts";
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
 * @throws not_found, coupon_sold_out, coupon_claim_limit, coupon_not_claimable
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
    if (outcome.refused !== null) return refuseIssue(outcome.refused);
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
