import { assert, fail } from "../../kernel/errors.ts";
import type { EarningFacts } from "./earned-points.ts";
import {
  creditParts,
  giveBack,
  moveBuckets,
  negative,
  note,
  rollForward,
  sumParts,
  takeParts,
  type Book,
  type Cause,
  type Part,
  type PendingLot,
  type PointsAccount,
} from "./points-book.ts";

const orderCause = (orderId: string): { cause: Cause; orderId: string } => ({
  cause: { scene: "order", id: orderId },
  orderId,
});

/** Books points as earned: pending until their day, with the facts by which refunds will be counted. */
export function earn(
  book: Book,
  input: {
    orderId: string;
    points: number;
    activatesOn: string;
    expiresOn: string | null;
    facts: EarningFacts;
  },
): void {
  const { account } = book;
  const { orderId, points, activatesOn, expiresOn, facts } = input;
  const cause = orderCause(orderId);
  account.pending += points;
  if (points > 0)
    account.lots = sortLots([
      ...account.lots,
      { cause: cause.cause, points, activatesOn, expiresOn },
    ]);
  note(book, {
    kind: "earn",
    ...cause,
    postings: [
      { account: "shop:issued", points: -points },
      { account: "member:pending", points },
    ],
    facts,
  });
  rollForward(book);
}

/** By the day they activate, and by their cause within a day. */
function sortLots(lots: readonly PendingLot[]): PendingLot[] {
  const keyOf = (lot: PendingLot): string => `${lot.activatesOn} ${lot.cause.id}`;
  return lots.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Holds points for an open order, soonest-expiring first. @throws points_insufficient */
export function hold(book: Book, input: { orderId: string; points: number }): void {
  const { account } = book;
  const { orderId, points } = input;
  if (account.available < points)
    fail("points_insufficient", { detail: `可用积分 ${account.available}，需要 ${points}` });
  const parts = takeParts(account.buckets, points);
  moveBuckets(account, negative(parts));
  account.held += points;
  account.holds = [...account.holds, { orderId, parts }];
  note(book, {
    kind: "hold",
    ...orderCause(orderId),
    postings: [
      { account: "member:available", points: -points },
      { account: "member:held", points },
    ],
    moves: negative(parts),
  });
}

function takeHold(
  account: PointsAccount,
  orderId: string,
): { parts: readonly Part[]; points: number } {
  const found = account.holds.find((one) => one.orderId === orderId);
  assert(found !== undefined, "points are held for the order");
  account.holds = account.holds.filter((one) => one !== found);
  const points = sumParts(found.parts);
  account.held -= points;
  return { parts: found.parts, points };
}

/** Spends what was held, also what would be over by now: it was in time when it was held. */
export function capture(book: Book, orderId: string): void {
  const { points } = takeHold(book.account, orderId);
  note(book, {
    kind: "capture",
    ...orderCause(orderId),
    postings: [
      { account: "member:held", points: -points },
      { account: "shop:redeemed", points },
    ],
  });
}

/** Gives back what was held; what is over meanwhile expires. */
export function release(book: Book, orderId: string): void {
  const { parts, points } = takeHold(book.account, orderId);
  giveBack(book, {
    kind: "release",
    from: "member:held",
    points,
    parts,
    ...orderCause(orderId),
  });
}

/** Adds or takes points by hand; taking goes soonest-expiring first. @throws points_insufficient, never debt */
export function adjust(
  book: Book,
  input: {
    cause: Cause;
    points: number;
    expiresOn: string | null;
    reason: string;
    note: string | null;
  },
): void {
  const { account } = book;
  const { cause, points, reason } = input;
  if (points > 0) return grant(book, { kind: "adjust", ...input });
  if (account.available < -points)
    fail("points_insufficient", { detail: `可用积分 ${account.available}，不足以扣减 ${-points}` });
  const moves = negative(takeParts(account.buckets, -points));
  moveBuckets(account, moves);
  note(book, {
    kind: "adjust",
    cause,
    postings: [
      { account: "member:available", points },
      { account: "shop:reversed", points: -points },
    ],
    moves,
    reason,
    note: input.note,
  });
}

/**
 * Spends points at once on something that is no order, soonest-expiring first; nothing brings them back.
 * @throws points_insufficient
 */
export function spend(
  book: Book,
  input: { cause: Cause; points: number; note: string | null },
): void {
  const { account } = book;
  const { cause, points } = input;
  if (account.available < points)
    fail("points_insufficient", { detail: `可用积分 ${account.available}，需要 ${points}` });
  const moves = negative(takeParts(account.buckets, points));
  moveBuckets(account, moves);
  note(book, {
    kind: "spend",
    cause,
    postings: [
      { account: "member:available", points: -points },
      { account: "shop:redeemed", points },
    ],
    moves,
    note: input.note,
  });
}

/** Gives points that are available at once. */
export function grant(
  book: Book,
  input: {
    kind: "adjust" | "open";
    cause: Cause;
    points: number;
    expiresOn: string | null;
    reason: string;
    note: string | null;
  },
): void {
  const { kind, cause, points, expiresOn, reason } = input;
  const credit = creditParts(book.account, [{ expiresOn, points }]);
  note(book, {
    kind,
    cause,
    postings: [
      { account: "shop:issued", points: -points },
      { account: "member:available", points: credit.available },
      { account: "member:debt", points: credit.repaid },
    ],
    moves: credit.moves,
    reason,
    note: input.note,
  });
}

/** Ends what a member has and owes: nothing is held any more, and what is left goes back to the shop. */
export function forfeit(book: Book, cause: Cause): void {
  const { available, pending, held, debt, buckets } = book.account;
  assert(held === 0, "who leaves has no open order");
  if (available + pending + debt === 0) return;
  Object.assign(book.account, { available: 0, pending: 0, debt: 0, buckets: [], lots: [] });
  note(book, {
    kind: "forfeit",
    cause,
    postings: [
      { account: "member:available", points: -available },
      { account: "member:pending", points: -pending },
      { account: "member:debt", points: debt },
      { account: "shop:reversed", points: available + pending - debt },
    ],
    moves: negative(buckets),
  });
}

/** Moves everything but what is held from one record of a person to the other, through the clearing account. */
export function carryOver(from: Book, to: Book, cause: Cause): void {
  const { available, pending, debt, buckets, lots } = from.account;
  const net = available + pending - debt;
  Object.assign(from.account, { available: 0, pending: 0, debt: 0, buckets: [], lots: [] });
  note(from, {
    kind: "join",
    cause,
    postings: [
      { account: "member:available", points: -available },
      { account: "member:pending", points: -pending },
      { account: "member:debt", points: debt },
      { account: "clearing:join", points: net },
    ],
    moves: negative(buckets),
  });
  const credit = creditParts(to.account, buckets);
  const moved = takeDebt(to.account, debt);
  to.account.lots = sortLots([...to.account.lots, ...lots]);
  to.account.pending += pending;
  note(to, {
    kind: "join",
    cause,
    postings: [
      { account: "clearing:join", points: -net },
      { account: "member:pending", points: pending },
      { account: "member:available", points: credit.available - sumParts(moved.taken) },
      { account: "member:debt", points: credit.repaid - moved.owed },
    ],
    moves: [...credit.moves, ...negative(moved.taken)],
  });
}

/** Charges points to what is available, soonest-expiring first, and what is missing to debt. */
function takeDebt(account: PointsAccount, points: number): { taken: Part[]; owed: number } {
  const taken = takeParts(account.buckets, points);
  moveBuckets(account, negative(taken));
  const owed = points - sumParts(taken);
  account.debt += owed;
  return { taken, owed };
}
