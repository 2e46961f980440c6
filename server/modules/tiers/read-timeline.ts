import type { z } from "zod";
import type { tiersEndpoints } from "../../contract/tiers.ts";
import { decodeCursor, encodeCursor } from "../../kernel/page.ts";
import { readJoinedAt } from "../members/index.ts";
import { listPurchases, type PurchaseRow } from "../purchases/index.ts";
import { TierChanges, type TierChangeRow } from "./standing.model.ts";

type Timeline = z.output<(typeof tiersEndpoints)["GET /v1/me/timeline"]["response"]>;
type Kind = Timeline["items"][number]["kind"];
type Entry = { at: Date; id: string; view: Timeline["items"][number] };

/** A purchase as its owner and staff see it. */
export function viewPurchase({ _id, ...row }: PurchaseRow) {
  return { id: _id, ...row };
}

/** A page of what happened with a member, newest first: joining, purchases and tiers, merged by time, or one of them. */
export async function readTimeline(
  memberId: string,
  query: { limit: number; cursor?: string | undefined; kind?: Kind | undefined },
): Promise<Timeline> {
  const parts = decodeCursor("timeline", query.cursor, ["number", "string"]);
  const before = parts === null ? null : { at: new Date(parts[0]), id: parts[1] };
  const isWanted = (kind: Kind): boolean => query.kind === undefined || query.kind === kind;
  const [joinedAt, purchases, changes] = await Promise.all([
    isWanted("joined") ? readJoinedAt(memberId) : null,
    isWanted("purchase") ? listPurchases(memberId, before, query.limit + 1) : [],
    isWanted("tier_change") ? listChanges(memberId, before, query.limit + 1) : [],
  ]);
  const joined: Entry[] =
    joinedAt !== null && isBefore({ at: joinedAt, id: memberId }, before)
      ? [{ at: joinedAt, id: memberId, view: { kind: "joined", at: joinedAt } }]
      : [];
  const entries: Entry[] = [
    ...joined,
    ...purchases.map((row): Entry => ({
      at: row.at,
      id: row._id,
      view: { kind: "purchase", at: row.at, purchase: viewPurchase(row) },
    })),
    ...changes.map((row): Entry => ({
      at: row.at,
      id: row._id,
      view: { kind: "tier_change", ...row },
    })),
  ].toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
  const shown = entries.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((entry) => entry.view),
    nextCursor:
      entries.length > query.limit && last !== undefined
        ? encodeCursor("timeline", [last.at.getTime(), last.id])
        : null,
  };
}

/** Whether an entry comes after a place in the list, which is newest first and by id within a moment. */
function isBefore(
  entry: { at: Date; id: string },
  place: { at: Date; id: string } | null,
): boolean {
  if (place === null) return true;
  const difference = entry.at.getTime() - place.at.getTime();
  return difference < 0 || (difference === 0 && entry.id < place.id);
}

async function listChanges(
  memberId: string,
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<TierChangeRow[]> {
  return await TierChanges.find({
    memberId,
    ...(before !== null && {
      $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }],
    }),
  })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .lean<TierChangeRow[]>();
}
