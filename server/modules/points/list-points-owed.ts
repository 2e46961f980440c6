import { shanghaiDay } from "../../kernel/calendar.ts";
import { rawCollection } from "../../kernel/db.ts";
import type { World } from "../../world.ts";
import { PointsAccounts } from "./points-account.model.ts";
import { openBook } from "./points-book.ts";
import { readPointsRule } from "./points-policy.model.ts";
import { worthFen } from "./read-points.ts";

/** What one member has of points, less debt; what it would pay, in fen, and the last day of what ends first. */
export type PointsOwed = {
  readonly memberId: string;
  readonly points: number;
  readonly valueFen: number;
  readonly firstEnd: string | null;
};

/** Members who ever had points, in the order of their ids, after one of them; as of now. */
export async function listPointsOwed(
  world: World,
  after: string,
  limit: number,
): Promise<PointsOwed[]> {
  const today = shanghaiDay(world.clock.now());
  const rule = await readPointsRule();
  const rows = await rawCollection(PointsAccounts)
    .find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit })
    .toArray();
  return rows.map((row) => {
    const { available, pending, held, debt, buckets } = openBook(row, today).account;
    const ends = buckets.flatMap(({ expiresOn }) => expiresOn ?? []);
    const points = available + pending + held - debt;
    return {
      memberId: row._id,
      points,
      valueFen: worthFen(rule, Math.max(0, points)),
      firstEnd: ends.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? null,
    };
  });
}
