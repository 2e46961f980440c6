import type { Actor } from "../../kernel/actor.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { changeAccount } from "./change-account.ts";
import { release } from "./points-verbs.ts";

/**
 * Gives back what was held for an order that was closed unpaid, in the caller's transaction: to the buckets it came
 * from; what is over meanwhile expires. Nothing held, or released before: nothing happens.
 * @throws order_state when the points were spent: a paid order is refunded, not released
 */
export async function releasePoints(
  world: World,
  actor: Actor,
  input: { memberId: string; orderId: string },
): Promise<void> {
  const { memberId, orderId } = input;
  await changeAccount(world, actor, { memberId, related: { orderId } }, (book, earlier) => {
    if (earlier.some((entry) => entry.kind === "capture"))
      fail("order_state", { detail: "积分已随付款使用" });
    if (book.account.holds.some((one) => one.orderId === orderId)) release(book, orderId);
  });
}
