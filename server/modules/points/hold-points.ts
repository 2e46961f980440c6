import type { Actor } from "../../kernel/actor.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { changeAccount } from "./change-account.ts";
import { hold } from "./points-verbs.ts";

/**
 * Holds points for an order that is being placed, in the caller's transaction, soonest-expiring first; once per order.
 * @throws points_insufficient
 */
export async function holdPoints(
  world: World,
  actor: Actor,
  input: { memberId: string; orderId: string; points: number },
): Promise<void> {
  const { memberId, orderId, points } = input;
  assert(Number.isSafeInteger(points) && points > 0, "whole points are held");
  await changeAccount(world, actor, { memberId, related: { orderId } }, (book, earlier) => {
    if (!earlier.some((entry) => entry.kind === "hold")) hold(book, { orderId, points });
  });
}
