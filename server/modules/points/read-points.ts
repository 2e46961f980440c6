import { addDays, shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection } from "../../kernel/db.ts";
import type { World } from "../../world.ts";
import { PointsAccounts, type PointsAccountRow } from "./points-account.model.ts";
import { emptyAccount, openBook, type PointsAccount } from "./points-book.ts";
import { readPointsRule, type PointsRuleInForce } from "./points-policy.model.ts";

const SOON_DAYS = 60;

/** A member's account as it was found at one moment; nothing is promised of the next. */
export type SeenPoints = {
  /** How many points can be spent. */
  readonly available: number;
  readonly row: PointsAccountRow | null;
};

/** A member's account as of now: what time did since it was written is applied, not written. One database command. */
export async function readPoints(world: World, memberId: string): Promise<PointsAccount> {
  return openBook((await readRow(memberId)) ?? emptyAccount(), shanghaiDay(world.clock.now()))
    .account;
}

/** What a member can spend now, with the account that says so: holding points needs no look-up of its own then. */
export async function seePoints(world: World, memberId: string): Promise<SeenPoints> {
  const row = await readRow(memberId);
  const { account } = openBook(row ?? emptyAccount(), shanghaiDay(world.clock.now()));
  return { available: account.available, row };
}

async function readRow(memberId: string): Promise<PointsAccountRow | null> {
  const session = currentSession();
  return await rawCollection(PointsAccounts).findOne(
    { _id: memberId },
    session === undefined ? {} : { session },
  );
}

/** How many points a member can spend now. One database command. */
export async function readSpendablePoints(world: World, memberId: string): Promise<number> {
  return (await readPoints(world, memberId)).available;
}

/** What so many points pay, in whole steps; 0 when points do not pay. */
export function worthFen(rule: PointsRuleInForce | null, points: number): number {
  return rule === null ? 0 : Math.floor(points / rule.stepPoints) * rule.stepFen;
}

/** A member's points as they and staff see them: figures, lots with their days, what is over soon, what it is worth. */
export async function viewPoints(world: World, memberId: string) {
  const { available, pending, held, debt, buckets, lots, rolledTo } = await readPoints(
    world,
    memberId,
  );
  const soon = addDays(rolledTo, SOON_DAYS);
  return {
    available,
    pending,
    held,
    debt,
    valueFen: worthFen(await readPointsRule(), available),
    buckets,
    expiringSoon: buckets.filter((part) => part.expiresOn !== null && part.expiresOn <= soon),
    pendingLots: lots.map(({ cause, points, activatesOn, expiresOn }) => ({
      orderId: cause.scene === "order" ? cause.id : null,
      points,
      activatesOn,
      expiresOn,
    })),
  };
}
