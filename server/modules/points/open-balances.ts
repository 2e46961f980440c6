import { actorLabel, type Actor } from "../../kernel/actor.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { writeBooks } from "./change-account.ts";
import { PointsAccounts, type PointsAccountRow } from "./points-account.model.ts";
import { emptyAccount, openBook, type Book } from "./points-book.ts";
import { PointsEntries } from "./points-entry.model.ts";
import { grant } from "./points-verbs.ts";

/** What a member had in another system, good until a last day of its own. */
export type OpeningBalance = {
  readonly memberId: string;
  /** What tells one balance from another, the same in every run: the file's own number of the row's member and bucket. */
  readonly causeId: string;
  readonly points: number;
  /** Shanghai day, the last on which they are good; null when they are never over. */
  readonly expiresOn: string | null;
  /** For colleagues: from which file. */
  readonly reason: string;
};

/**
 * What became of a row: `over` when its last day has passed, so that there was nothing to open; `differs` when the same
 * balance was opened before with other points, which stay.
 */
export type OpeningOutcome = "opened" | "already" | "differs" | "over";

const SCENE = "import";

/**
 * Takes balances of another system over as available points, some hundreds of rows at a time in one transaction of four
 * database commands; a row that is there already is left as it is, so an import may be repeated. What was opened for a
 * record that has since been joined to the member counts as there, which costs a fifth.
 * @returns what became of each row, in the order given
 */
export async function openBalances(
  world: World,
  actor: Actor,
  rows: readonly OpeningBalance[],
): Promise<OpeningOutcome[]> {
  for (const row of rows)
    assert(Number.isSafeInteger(row.points) && row.points > 0, "whole points are opened");
  return await transaction(async () => {
    const now = world.clock.now();
    const today = shanghaiDay(now);
    const memberIds = [...new Set(rows.map((row) => row.memberId))];
    const accounts = await readAccounts(memberIds);
    const known = await readKnown(memberIds, rows);
    const books = new Map<string, { row: PointsAccountRow; book: Book }>();
    const outcomes = rows.map((row): OpeningOutcome => {
      const { memberId, causeId, points, expiresOn, reason } = row;
      const key = `${memberId} ${causeId}`;
      const before = known.get(key);
      if (before !== undefined) return before === points ? "already" : "differs";
      if (expiresOn !== null && expiresOn < today) return "over";
      known.set(key, points);
      const account = accounts.get(memberId) ?? {
        _id: memberId,
        version: 0,
        nextDueOn: null,
        ...emptyAccount(),
      };
      const opened = books.get(memberId) ?? { row: account, book: openBook(account, today) };
      books.set(memberId, opened);
      const cause = { scene: SCENE, id: causeId };
      grant(opened.book, { kind: "open", cause, points, expiresOn, reason, note: null });
      return "opened";
    });
    await writeBooks([...books.values()], { at: now, actor: actorLabel(actor) });
    return outcomes;
  });
}

async function readAccounts(memberIds: readonly string[]): Promise<Map<string, PointsAccountRow>> {
  const session = currentSession();
  const rows = await rawCollection(PointsAccounts)
    .find({ _id: { $in: [...memberIds] } }, session === undefined ? {} : { session })
    .toArray();
  return new Map(rows.map((row) => [row._id, row]));
}

/** The points of those rows that were opened before, by member and cause. */
async function readKnown(
  memberIds: readonly string[],
  rows: readonly OpeningBalance[],
): Promise<Map<string, number>> {
  const session = currentSession();
  const entries = rawCollection(PointsEntries);
  const options = session === undefined ? {} : { session };
  const opened = {
    "cause.id": { $in: rows.map((row) => row.causeId) },
    "cause.scene": SCENE,
    kind: "open" as const,
  };
  const found = await entries
    .find(
      { memberId: { $in: [...memberIds] }, $or: [opened, { kind: "join" as const }] },
      { projection: { memberId: 1, kind: 1, cause: 1, postings: 1 }, ...options },
    )
    .toArray();
  // A join is noted with the record that was joined, in the journals of both.
  const joinedTo = new Map(
    found
      .filter(({ kind, memberId, cause }) => kind === "join" && cause.id !== memberId)
      .map(({ memberId, cause }) => [cause.id, memberId]),
  );
  const earlier =
    joinedTo.size === 0
      ? []
      : await entries
          .find({ memberId: { $in: [...joinedTo.keys()] }, ...opened }, options)
          .toArray();
  return new Map(
    [...found.filter(({ kind }) => kind === "open"), ...earlier].map(
      ({ memberId, cause, postings }) => [
        `${joinedTo.get(memberId) ?? memberId} ${cause.id}`,
        postings.reduce((total, { points }) => total + Math.max(0, points), 0),
      ],
    ),
  );
}
