import { addDays } from "../../kernel/calendar.ts";
import { assert, fail } from "../../kernel/errors.ts";
import type { EarningFacts } from "./earned-points.ts";

/** Points with one last day (null: never over); as a move of a bucket, signed. */
export type Part = { readonly expiresOn: string | null; readonly points: number };

/** What made an entry: unique per member and kind, so the same twice is one entry. */
export type Cause = { readonly scene: string; readonly id: string };

/** Points earned and not yet available: both days are frozen when they are earned. */
export type PendingLot = {
  readonly cause: Cause;
  readonly points: number;
  readonly activatesOn: string;
  readonly expiresOn: string | null;
};

/** Points held for an open order, with the buckets they came from. */
export type Hold = { readonly orderId: string; readonly parts: readonly Part[] };

/** What a member has; the four figures are sums of the lots, kept for reads and conditions. */
export type PointsAccount = {
  available: number;
  pending: number;
  held: number;
  /** Points owed to the shop; there is no debt while points are available. */
  debt: number;
  /** The Shanghai day up to which time has been applied. */
  rolledTo: string;
  /** The number of the newest entry. */
  lastSeq: number;
  /** Available points by last day, soonest first. */
  buckets: Part[];
  /** By the day they activate. */
  lots: PendingLot[];
  holds: Hold[];
};

/** What can happen to points. */
export const entryKinds = [
  "earn",
  "activate",
  "hold",
  "capture",
  "release",
  "revert",
  "claw_back",
  "expire",
  "adjust",
  "open",
  "join",
] as const;

/** What happened to points. */
export type EntryKind = (typeof entryKinds)[number];

/** Where points are: with the member (debt below 0), with the shop, or on the way between two records of one person. */
export type Account =
  | "member:available"
  | "member:pending"
  | "member:held"
  | "member:debt"
  | "shop:issued"
  | "shop:redeemed"
  | "shop:expired"
  | "shop:reversed"
  | "clearing:join";

/** What a refund left of the lines, and what of the points it took had come back by refunds of the same order. */
export type RefundFacts = {
  readonly lines: readonly { readonly lineId: string; readonly netFen: number }[];
  readonly ownTaken: readonly Part[];
};

/** One line of the journal, without who and when. */
export type PointsEntry = {
  /** 1, 2, 3 … per member. */
  readonly seq: number;
  readonly kind: EntryKind;
  readonly cause: Cause;
  readonly orderId: string | null;
  /** The Shanghai day the rules give it, however late it was written. */
  readonly on: string;
  /** Sum 0. */
  readonly postings: readonly { readonly account: Account; readonly points: number }[];
  /** What changed in which bucket of what is available. */
  readonly moves: readonly Part[];
  /** Frozen with an earning: the rule that every refund is counted by; with a claw back: what was left. */
  readonly facts: EarningFacts | RefundFacts | null;
  /** For colleagues. */
  readonly reason: string | null;
  /** For the member. */
  readonly note: string | null;
};

/** An account being changed on one day, with the entries that explain it so far. */
export type Book = {
  readonly account: PointsAccount;
  readonly entries: PointsEntry[];
  readonly today: string;
};

/** An account without anything. */
export function emptyAccount(): PointsAccount {
  return {
    available: 0,
    pending: 0,
    held: 0,
    debt: 0,
    rolledTo: "",
    lastSeq: 0,
    buckets: [],
    lots: [],
    holds: [],
  };
}

/** Opens an account on a day: a copy to which everything that time did since has been applied. */
export function openBook(account: PointsAccount, today: string): Book {
  const { available, pending, held, debt, rolledTo, lastSeq, buckets, lots, holds } = account;
  const copy = { available, pending, held, debt, rolledTo, lastSeq };
  const book: Book = {
    account: { ...copy, buckets: [...buckets], lots: [...lots], holds: [...holds] },
    entries: [],
    today,
  };
  rollForward(book);
  return book;
}

/** The day on which time alone will change the account next; null when it never will. */
export function nextDueOn(account: PointsAccount): string | null {
  const [lot] = account.lots;
  const [bucket] = account.buckets;
  const expires = bucket?.expiresOn == null ? null : addDays(bucket.expiresOn, 1);
  if (lot === undefined || expires === null) return lot?.activatesOn ?? expires;
  return lot.activatesOn <= expires ? lot.activatesOn : expires;
}

/**
 * Applies what is due up to today in the order of the days: within a day points first activate (and pay debt), then
 * buckets whose last day is over expire. So whoever comes late, the nightly job or the member, finds the same.
 */
function rollForward(book: Book): void {
  const { account, today } = book;
  for (let due = nextDueOn(account); due !== null && due <= today; due = nextDueOn(account)) {
    const on = due > account.rolledTo ? due : account.rolledTo;
    const [lot] = account.lots;
    if (lot !== undefined && lot.activatesOn === due) activate(book, lot, on);
    else expireBucket(book, on);
    account.rolledTo = on;
  }
  if (today > account.rolledTo) account.rolledTo = today;
}

function activate(book: Book, lot: PendingLot, on: string): void {
  const { account } = book;
  account.lots = account.lots.slice(1);
  account.pending -= lot.points;
  const credit = creditParts(account, [{ expiresOn: lot.expiresOn, points: lot.points }]);
  note(book, {
    kind: "activate",
    cause: lot.cause,
    orderId: lot.cause.scene === "order" ? lot.cause.id : null,
    on,
    postings: [
      { account: "member:pending", points: -lot.points },
      { account: "member:available", points: credit.available },
      { account: "member:debt", points: credit.repaid },
    ],
    moves: credit.moves,
  });
}

function expireBucket(book: Book, on: string): void {
  const { account } = book;
  const [bucket, ...rest] = account.buckets;
  assert(bucket?.expiresOn != null, "the first bucket is the one that is over");
  account.buckets = rest;
  account.available -= bucket.points;
  note(book, {
    kind: "expire",
    cause: { scene: "bucket", id: bucket.expiresOn },
    on,
    postings: [
      { account: "member:available", points: -bucket.points },
      { account: "shop:expired", points: bucket.points },
    ],
    moves: [{ expiresOn: bucket.expiresOn, points: -bucket.points }],
  });
}

/**
 * Puts points into their buckets after debt has been paid from them, in the order given; parts whose day is over are
 * left out by the caller.
 */
function creditParts(
  account: PointsAccount,
  parts: readonly Part[],
): { available: number; repaid: number; moves: Part[] } {
  const moves: Part[] = [];
  let repaid = 0;
  for (const part of parts) {
    const paid = Math.min(account.debt, part.points);
    account.debt -= paid;
    repaid += paid;
    if (part.points > paid) moves.push({ ...part, points: part.points - paid });
  }
  moveBuckets(account, moves);
  return { available: sumParts(moves), repaid, moves };
}

/** Adds signed moves to the buckets; equal last days are one bucket, empty ones are gone. */
function moveBuckets(account: PointsAccount, moves: readonly Part[]): void {
  const byDay = new Map(account.buckets.map((part) => [part.expiresOn, part.points]));
  for (const { expiresOn, points } of moves)
    byDay.set(expiresOn, (byDay.get(expiresOn) ?? 0) + points);
  account.buckets = [...byDay]
    .filter(([, points]) => points !== 0)
    .map(([expiresOn, points]) => ({ expiresOn, points }))
    .toSorted((a, b) => compareDays(a.expiresOn, b.expiresOn));
  assert(
    account.buckets.every((part) => part.points > 0),
    "a bucket is never below zero",
  );
  account.available += sumParts(moves);
}

/** Sooner first, never last. */
function compareDays(a: string | null, b: string | null): number {
  return a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;
}

/** Up to so many points of the parts, in their order. */
function takeParts(parts: readonly Part[], points: number): Part[] {
  const taken: Part[] = [];
  let left = points;
  for (const part of parts) {
    const some = Math.min(left, part.points);
    if (some > 0) taken.push({ ...part, points: some });
    left -= some;
  }
  return taken;
}

/** How many points the parts are together. */
export function sumParts(parts: readonly Part[]): number {
  return parts.reduce((total, part) => total + part.points, 0);
}

const negative = (parts: readonly Part[]): Part[] =>
  parts.map((part) => ({ ...part, points: -part.points }));

type EntryDraft = Pick<PointsEntry, "kind" | "cause" | "postings"> &
  Partial<Omit<PointsEntry, "seq">>;

function note(book: Book, draft: EntryDraft): void {
  const postings = draft.postings.filter(({ points }) => points !== 0);
  const sum = postings.reduce((total, { points }) => total + points, 0);
  assert(sum === 0, `${draft.kind} adds up`);
  book.account.lastSeq += 1;
  book.entries.push({
    seq: book.account.lastSeq,
    kind: draft.kind,
    cause: draft.cause,
    orderId: draft.orderId ?? null,
    on: draft.on ?? book.today,
    postings,
    moves: draft.moves ?? [],
    facts: draft.facts ?? null,
    reason: draft.reason ?? null,
    note: draft.note ?? null,
  });
}

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
    account.lots = [
      ...account.lots,
      { cause: cause.cause, points, activatesOn, expiresOn },
    ].toSorted((a, b) =>
      a.activatesOn === b.activatesOn
        ? a.cause.id < b.cause.id
          ? -1
          : 1
        : a.activatesOn < b.activatesOn
          ? -1
          : 1,
    );
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

/** Credits parts to their buckets; those whose day is over pass through and expire, and never pay debt. */
function giveBack(
  book: Book,
  input: {
    kind: "release" | "revert";
    from: "member:held" | "shop:redeemed";
    points: number;
    parts: readonly Part[];
    cause: Cause;
    orderId: string;
  },
): void {
  const { account, today } = book;
  const { kind, from, points, parts, cause, orderId } = input;
  const isOver = (part: Part): boolean => part.expiresOn !== null && part.expiresOn < today;
  const over = parts.filter(isOver);
  const credit = creditParts(
    account,
    parts.filter((part) => !isOver(part)),
  );
  const expired = sumParts(over);
  note(book, {
    kind,
    cause,
    orderId,
    postings: [
      { account: from, points: -points },
      { account: "member:available", points: credit.available + expired },
      { account: "member:debt", points: credit.repaid },
    ],
    moves: [...credit.moves, ...over],
  });
  if (expired > 0)
    note(book, {
      kind: "expire",
      cause,
      orderId,
      postings: [
        { account: "member:available", points: -expired },
        { account: "shop:expired", points: expired },
      ],
      moves: negative(over),
    });
}

/**
 * Takes earned points back: pending ones of the order first, then available ones soonest-expiring first, but those
 * that came back by earlier refunds of this very order last; the rest becomes debt. Together with `revert` after it
 * this makes any sequence of partial refunds end as one full refund, bucket by bucket: what an order gave back queues
 * behind what was there before, in one fixed order, and debt is the queue's place below zero.
 */
export function clawBack(
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
export function revert(
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
export function partsToReturn(captured: readonly Part[], returned: number, points: number): Part[] {
  const ordered = captured.toSorted((a, b) => compareDays(b.expiresOn, a.expiresOn));
  let skip = returned;
  const left = ordered.map((part) => {
    const skipped = Math.min(skip, part.points);
    skip -= skipped;
    return { ...part, points: part.points - skipped };
  });
  return takeParts(left, points);
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
