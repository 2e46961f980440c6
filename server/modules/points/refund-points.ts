import { shanghaiDay } from "../../kernel/calendar.ts";
import type { Actor } from "../../kernel/actor.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { changeAccount, readAccount } from "./change-account.ts";
import { earnedPoints, type EarningFacts } from "./earned-points.ts";
import {
  clawBack,
  openBook,
  partsToReturn,
  revert,
  sumParts,
  type Book,
  type Part,
  type RefundFacts,
} from "./points-book.ts";
import type { PointsEntryRow } from "./points-entry.model.ts";
import { readPointsPolicy } from "./points-policy.model.ts";

/** A refund, as points see it. */
export type PointsRefundInput = {
  readonly memberId: string;
  readonly orderId: string;
  readonly refundId: string;
  /** How many of the points spent on the order come back. */
  readonly returnPoints: number;
  /** What remains paid of each line after this refund; lines that are not named have nothing left. */
  readonly lines: readonly { readonly lineId: string; readonly netFen: number }[];
};

/** What a refund does to points. */
export type PointsRefund = {
  /** Spent points that come back, by the bucket they come to; those whose last day is over expire at once. */
  readonly returned: readonly Part[];
  readonly expiredAtOnce: number;
  /** Earned points that leave: pending ones, then available ones (by bucket in `takenFrom`). */
  readonly takenPending: number;
  readonly takenAvailable: number;
  readonly takenFrom: readonly Part[];
  /** What the debt grew by, and what came back pays of it. */
  readonly newDebt: number;
  readonly repaidDebt: number;
  readonly balanceAfter: {
    readonly available: number;
    readonly pending: number;
    readonly held: number;
    readonly debt: number;
  };
};

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
    result = undo(book, earlier, input, graceDays);
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
  return undo(book, earlier, input, await readGraceDays());
}

async function readGraceDays(): Promise<number> {
  return (await readPointsPolicy())?.returnGraceDays ?? 0;
}

function undo(
  book: Book,
  earlier: readonly PointsEntryRow[],
  input: PointsRefundInput,
  graceDays: number,
): PointsRefund {
  const { orderId, refundId, returnPoints } = input;
  const { account } = book;
  const isDone = earlier.some(({ cause }) => cause.scene === "refund" && cause.id === refundId);
  const before = account.debt;
  const points = isDone ? 0 : pointsToTake(earlier, input.lines);
  const taken =
    points === 0
      ? { pending: 0, available: [], debt: 0 }
      : clawBack(book, { orderId, refundId, points, own: ownOf(earlier), lines: input.lines });
  const parts = isDone ? [] : spentParts(earlier, returnPoints);
  const returned = parts.length === 0 ? [] : revert(book, { orderId, refundId, parts, graceDays });
  const { available, pending, held, debt } = account;
  return {
    returned,
    expiredAtOnce: sumParts(
      returned.filter((part) => part.expiresOn !== null && part.expiresOn < book.today),
    ),
    takenPending: taken.pending,
    takenAvailable: sumParts(taken.available),
    takenFrom: taken.available,
    newDebt: Math.max(0, debt - before),
    repaidDebt: Math.max(0, before - debt),
    balanceAfter: { available, pending, held, debt },
  };
}

/** What the order earned and no longer does. */
function pointsToTake(
  earlier: readonly PointsEntryRow[],
  lines: PointsRefundInput["lines"],
): number {
  const earning = earlier.find(({ kind }) => kind === "earn");
  if (earning === undefined) return 0;
  const booked = onAccount(earning, "member:pending");
  const takenBefore = earlier
    .filter(({ kind }) => kind === "claw_back")
    .reduce((total, entry) => total + onAccount(entry, "shop:reversed"), 0);
  const left = earnedPoints(earning.facts as EarningFacts, lines).points;
  const points = booked - takenBefore - left;
  assert(points >= 0, "a refund leaves no more than there was");
  return points;
}

/** The next parts of what was spent, behind those that came back before. */
function spentParts(earlier: readonly PointsEntryRow[], points: number): Part[] {
  if (points === 0) return [];
  const isSpent = earlier.some(({ kind }) => kind === "capture");
  const held = earlier.find(({ kind }) => kind === "hold")?.moves ?? [];
  const captured = isSpent ? held.map((part) => ({ ...part, points: -part.points })) : [];
  const returned = earlier
    .filter(({ kind }) => kind === "revert")
    .reduce((total, entry) => total - onAccount(entry, "shop:redeemed"), 0);
  assert(returned + points <= sumParts(captured), "no more comes back than was spent");
  return partsToReturn(captured, returned, points);
}

/** What came to the buckets by earlier refunds of the order and was not taken again, in the order in which it came. */
function ownOf(earlier: readonly PointsEntryRow[]): Part[] {
  const taken = new Map<string | null, number>();
  for (const { kind, facts } of earlier)
    if (kind === "claw_back")
      for (const part of (facts as RefundFacts).ownTaken)
        taken.set(part.expiresOn, (taken.get(part.expiresOn) ?? 0) + part.points);
  return earlier
    .filter(({ kind }) => kind === "revert")
    .flatMap((entry) => entry.moves)
    .map((part) => {
      const gone = Math.min(taken.get(part.expiresOn) ?? 0, part.points);
      taken.set(part.expiresOn, (taken.get(part.expiresOn) ?? 0) - gone);
      return { ...part, points: part.points - gone };
    });
}

function onAccount(entry: PointsEntryRow, account: string): number {
  return entry.postings
    .filter((posting) => posting.account === account)
    .reduce((total, { points }) => total + points, 0);
}
