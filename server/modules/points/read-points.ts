import { shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection } from "../../kernel/db.ts";
import type { World } from "../../world.ts";
import { PointsAccounts } from "./points-account.model.ts";
import { emptyAccount, openBook, type PointsAccount } from "./points-book.ts";

/** A member's account as of now: what time did since it was written is applied, not written. One database command. */
export async function readPoints(world: World, memberId: string): Promise<PointsAccount> {
  const session = currentSession();
  const row = await rawCollection(PointsAccounts).findOne(
    { _id: memberId },
    session === undefined ? {} : { session },
  );
  return openBook(row ?? emptyAccount(), shanghaiDay(world.clock.now())).account;
}

/** How many points a member can spend now. One database command. */
export async function readSpendablePoints(world: World, memberId: string): Promise<number> {
  return (await readPoints(world, memberId)).available;
}
