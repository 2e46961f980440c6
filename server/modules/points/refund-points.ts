import { shanghaiDay } from "../../kernel/calendar.ts";
import type { Actor } from "../../kernel/actor.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { changeAccount, readAccount } from "./change-account.ts";
import { openBook } from "./points-book.ts";
import { readPointsPolicy } from "./points-policy.model.ts";
import { undoPoints, type PointsRefund, type PointsRefundInput } from "./undo-points.ts";

/**
 * Undoes points with a refund, in the caller's transaction: what the order still earns is counted anew from its frozen
 * facts and the difference leaves, and spent points come back to their buckets. Parts of a refund end as the whole.
 * Once per refund.
 */
export async function refundPoints(
  world: World,
  actor: Actor,
  input: PointsRefundInput,
): Promise<PointsRefund> {
  const { memberId, orderId } = input;
  const graceDays = await readGraceDays();
  let result: PointsRefund | undefined;
  await changeAccount(world, actor, { memberId, related: { orderId } }, (book, earlier) => {
    result = undoPoints(book, earlier, input, graceDays);
  });
  assert(result !== undefined, "the change was made");
  return result;
}

/** The very computation of `refundPoints`, with nothing written. */
export async function previewPointsRefund(
  world: World,
  input: PointsRefundInput,
): Promise<PointsRefund> {
  const { row, earlier } = await readAccount(input.memberId, { orderId: input.orderId });
  const book = openBook(row, shanghaiDay(world.clock.now()));
  return undoPoints(book, earlier, input, await readGraceDays());
}

async function readGraceDays(): Promise<number> {
  return (await readPointsPolicy())?.returnGraceDays ?? 0;
}
