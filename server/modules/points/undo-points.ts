import { addDays } from "../../kernel/calendar.ts";
import { assert } from "../../kernel/errors.ts";
import { earnedPoints, type EarningFacts } from "./earned-points.ts";
import {
  compareDays,
  giveBack,
  moveBuckets,
  negative,
  note,
  sumParts,
  takeParts,
  type Account,
  type Book,
  type Part,
  type PendingLot,
  type PointsAccount,
  type PointsEntry,
  type RefundFacts,
} from "./points-book.ts";

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
  /** What could not be taken becomes debt; what comes back pays of all debt there is. */
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
 * Undoes in the book what a refund undoes: what the order still earns is counted anew from its frozen facts and the
 * difference leaves; then spent points come back. `earlier`: every entry of the order so far. The same refund twice
 * does nothing the second time.
 */
export function undoPoints(
  book: Book,
  earlier: readonly PointsEntry[],
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
    newDebt: taken.debt,
    repaidDebt: before + taken.debt - debt,
    balanceAfter: { available, pending, held, debt },
  };
}

/** What the order earned and no longer does. */
function pointsToTake(earlier: readonly PointsEntry[], lines: PointsRefundInput["lines"]): number {
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
function spentParts(earlier: readonly PointsEntry[], points: number): Part[] {
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
function ownOf(earlier: readonly PointsEntry[]): Part[] {
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

function onAccount(entry: PointsEntry, account: Account): number {
  return entry.postings
    .filter((posting) => posting.account === account)
    .reduce((total, { points }) => total + points, 0);
}

/**
 * Takes earned points back: pending ones of the order first, then available ones soonest-expiring first, but those
 * that came back by earlier refunds of this very order last; the rest becomes debt. Together with `revert` after it
 * this makes any sequence of partial refunds end as one full refund, bucket by bucket: what an order gave back queues
 * behind what was there before, in one fixed order, and debt is the queue's place below zero.
 */
function clawBack(
  book: Book,
  input: {
    orderId: string;
    refundId: string;
    points: number;
    /** What came back by earlier refunds of this order and was not taken again, in the order in which it came. */
    own: readonly Part[];
    lines: RefundFacts["lines"];
  },
): { pending: number; available: Part[]; debt: number } {
  const { account } = book;
  const { orderId, refundId, points } = input;
  const pending = takeFromLot(account, orderId, points);
  const own = ownLeft(account, input.own);
  const others = account.buckets.map((bucket) => ({
    ...bucket,
    points: bucket.points - sumParts(own.filter((part) => part.expiresOn === bucket.expiresOn)),
  }));
  const fromOthers = takeParts(others, points - pending);
  const ownTaken = takeParts(own, points - pending - sumParts(fromOthers));
  const available = [...fromOthers, ...ownTaken];
  moveBuckets(account, negative(available));
  const debt = points - pending - sumParts(available);
  account.debt += debt;
  note(book, {
    kind: "claw_back",
    cause: { scene: "refund", id: refundId },
    orderId,
    postings: [
      { account: "member:pending", points: -pending },
      { account: "member:available", points: -sumParts(available) },
      { account: "member:debt", points: -debt },
      { account: "shop:reversed", points },
    ],
    moves: negative(available),
    facts: { lines: input.lines, ownTaken },
  });
  return { pending, available, debt };
}

function takeFromLot(account: PointsAccount, orderId: string, points: number): number {
  const isOrders = (lot: PendingLot): boolean =>
    lot.cause.scene === "order" && lot.cause.id === orderId;
  const lot = account.lots.find(isOrders);
  const taken = Math.min(lot?.points ?? 0, points);
  account.lots = account.lots.flatMap((one) =>
    !isOrders(one) ? [one] : one.points > taken ? [{ ...one, points: one.points - taken }] : [],
  );
  account.pending -= taken;
  return taken;
}

/** Of what came back, what can still be in the buckets. */
function ownLeft(account: PointsAccount, own: readonly Part[]): Part[] {
  const room = new Map(account.buckets.map((part) => [part.expiresOn, part.points]));
  return own.map((part) => {
    const points = Math.min(part.points, room.get(part.expiresOn) ?? 0);
    room.set(part.expiresOn, (room.get(part.expiresOn) ?? 0) - points);
    return { ...part, points };
  });
}

/**
 * Gives spent points back to the buckets they came from; a bucket that is over keeps them for the days of grace, and
 * without such days they expire at once.
 */
function revert(
  book: Book,
  input: { orderId: string; refundId: string; parts: readonly Part[]; graceDays: number },
): Part[] {
  const { orderId, refundId, parts, graceDays } = input;
  const lastGraceDay = graceDays > 0 ? addDays(book.today, graceDays) : null;
  const targets = parts.map((part) =>
    lastGraceDay !== null && part.expiresOn !== null && part.expiresOn < book.today
      ? { ...part, expiresOn: lastGraceDay }
      : part,
  );
  giveBack(book, {
    kind: "revert",
    from: "shop:redeemed",
    points: sumParts(targets),
    parts: targets,
    cause: { scene: "refund", id: refundId },
    orderId,
  });
  return targets;
}

/**
 * The parts of a spending that come back next: latest-expiring first, after so many that came back before; one fixed
 * order, so that parts of a refund sum to the whole.
 */
function partsToReturn(captured: readonly Part[], returned: number, points: number): Part[] {
  const ordered = captured.toSorted((a, b) => compareDays(b.expiresOn, a.expiresOn));
  let skip = returned;
  const left = ordered.map((part) => {
    const skipped = Math.min(skip, part.points);
    skip -= skipped;
    return { ...part, points: part.points - skipped };
  });
  return takeParts(left, points);
}
