import { isDuplicateKey, transaction } from "../../../kernel/db.ts";
import type { World } from "../../../world.ts";
import type { CouponTemplateRow } from "../templates/coupon-template.model.ts";
import { issueCoupons, type CouponWish, type IssueOutcome } from "./issue-coupons.ts";

const TWINS_MAX = 5;

/**
 * Issues in a transaction of its own, with what belongs to it, and again when a gift that was accepted meanwhile took a
 * member's next number: counted again, it is seen. @throws not_found
 */
export async function issueAgainstTwins<Result>(
  world: World,
  templateId: string,
  channel: keyof CouponTemplateRow["channels"] | "import",
  wishes: readonly CouponWish[],
  along: (outcomes: IssueOutcome[]) => Promise<Result>,
): Promise<Result> {
  for (let twins = 0; ; twins += 1) {
    try {
      return await transaction(
        async () => await along(await issueCoupons(world, templateId, channel, wishes)),
      );
    } catch (error) {
      if (!isDuplicateKey(error) || twins === TWINS_MAX) throw error;
    }
  }
}
