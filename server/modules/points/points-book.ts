import { addDays } from "../../kernel/calendar.ts";
import { assert } from "../../kernel/errors.ts";
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
  "spend",
  "claw_back",
  "expire",
  "adjust",
  "open",
  "join",
  "forfeit",
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
  const expires = typeof bucket?.expiresOn === "string" ? addDays(bucket.expiresOn, 1) : null;
  if (lot === undefined || expires === null) return lot?.activatesOn ?? expires;
  return lot.activatesOn <= expires ? lot.activatesOn : expires;
}

/**
 * Applies what is due up to today in the order of the days: within a day points first activate (and pay debt), then
 * buckets whose last day is over expire. So whoever comes late, the nightly job or the member, finds the same.
 */
export function rollForward(book: Book): void {
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
  assert(typeof bucket?.expiresOn === "string", "the first bucket is the one that is over");
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
export function creditParts(
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
export function moveBuckets(account: PointsAccount, moves: readonly Part[]): void {
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
export function compareDays(a: string | null, b: string | null): number {
  return a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;
}

/** Up to so many points of the parts, in their order. */
export function takeParts(parts: readonly Part[], points: number): Part[] {
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

/** The same parts as moves out of their buckets. */
export function negative(parts: readonly Part[]): Part[] {
  return parts.map((part) => ({ ...part, points: -part.points }));
}

type EntryDraft = Pick<PointsEntry, "kind" | "cause" | "postings"> &
  Partial<Omit<PointsEntry, "seq">>;

/** Adds an entry to the book; what did not move is left out, and what is left sums to 0. */
export function note(book: Book, draft: EntryDraft): void {
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

/** Credits parts to their buckets; those whose day is over pass through and expire, and never pay debt. */
export function giveBack(
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
