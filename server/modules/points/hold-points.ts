import type { Actor } from "../../kernel/actor.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { changeAccount, changeSeenAccount } from "./change-account.ts";
import { hold } from "./points-verbs.ts";
import type { SeenPoints } from "./read-points.ts";

/**
 * Holds points for an order that is being placed, in the caller's transaction, soonest-expiring first; once per order.
 * From an account that was seen a moment before it takes two database commands; when that has changed meanwhile, it is
 * read. That an order holds once is then the business of the journal's unique index.
 * @throws points_insufficient
 */
export async function holdPoints(
  world: World,
  actor: Actor,
  input: { memberId: string; orderId: string; points: number; seen?: SeenPoints },
): Promise<void> {
  const { memberId, orderId, points, seen } = input;
  assert(Number.isSafeInteger(points) && points > 0, "whole points are held");
  if (seen !== undefined && seen.row !== null)
    if (await changeSeenAccount(world, actor, seen.row, (book) => hold(book, { orderId, points })))
      return;
  await changeAccount(world, actor, { memberId, related: { orderId } }, (book, earlier) => {
    if (!earlier.some((entry) => entry.kind === "hold")) hold(book, { orderId, points });
  });
}
