import { actorLabel } from "../../kernel/actor.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { readAccount, writeBooks } from "./change-account.ts";
import { openBook } from "./points-book.ts";
import { carryOver } from "./points-verbs.ts";

/**
 * Brings the points of one record to the other, in the transaction that joins two records of one person, through a
 * clearing account: both journals stay as they were and tell it. The joined record never logged in, so it has no
 * orders of its own.
 */
export async function joinAccounts(
  world: World,
  fromMemberId: string,
  toMemberId: string,
): Promise<void> {
  const cause = { scene: "member", id: fromMemberId };
  const from = await readAccount(fromMemberId, { cause });
  if (from.row.version === 0) return;
  const to = await readAccount(toMemberId, { cause });
  const now = world.clock.now();
  const today = shanghaiDay(now);
  const books = [
    { row: from.row, book: openBook(from.row, today) },
    { row: to.row, book: openBook(to.row, today) },
  ] as const;
  assert(from.row.holds.length === 0, "who never logged in has no open order");
  carryOver(books[0].book, books[1].book, cause);
  await writeBooks(books, { at: now, actor: actorLabel({ kind: "system", name: "join-members" }) });
}
