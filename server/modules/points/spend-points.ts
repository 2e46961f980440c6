import type { Actor } from "../../kernel/actor.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { changeAccount } from "./change-account.ts";
import type { Cause } from "./points-book.ts";
import { spend } from "./points-verbs.ts";

/**
 * Spends points at once on something that is no order, in the caller's transaction, soonest-expiring first; once per
 * member and cause. Three database commands. `note` is what the member reads in the journal.
 * @throws points_insufficient
 */
export async function spendPoints(
  world: World,
  actor: Actor,
  input: { memberId: string; cause: Cause; points: number; note: string | null },
): Promise<void> {
  const { memberId, cause, points, note } = input;
  assert(Number.isSafeInteger(points) && points > 0, "whole points are spent");
  await changeAccount(world, actor, { memberId, related: { cause } }, (book, earlier) => {
    if (!earlier.some((entry) => entry.kind === "spend")) spend(book, { cause, points, note });
  });
}
