import type { z } from "zod";
import type { tiersEndpoints } from "../../contract/tiers.ts";
import { decodeCursor, encodeCursor } from "../../kernel/page.ts";
import { listPurchases, type PurchaseRow } from "../purchases/index.ts";
import { TierChanges, type TierChangeRow } from "./standing.model.ts";

type Timeline = z.output<(typeof tiersEndpoints)["GET /v1/me/timeline"]["response"]>;
type Entry = { at: Date; id: string; view: Timeline["items"][number] };

/** A purchase as its owner and staff see it. */
export function viewPurchase({ _id, ...row }: PurchaseRow) {
  return { id: _id, ...row };
}

/** A page of what happened with a member, newest first: purchases and changes of tier, merged by time. */
export async function readTimeline(
  memberId: string,
  query: { limit: number; cursor?: string | undefined },
): Promise<Timeline> {
  const parts =
    query.cursor === undefined ? null : decodeCursor(query.cursor, ["number", "string"]);
  const before = parts === null ? null : { at: new Date(parts[0]), id: parts[1] };
  const [purchases, changes] = await Promise.all([
    listPurchases(memberId, before, query.limit + 1),
    listChanges(memberId, before, query.limit + 1),
  ]);
  const entries: Entry[] = [
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
        ? encodeCursor([last.at.getTime(), last.id])
        : null,
  };
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
