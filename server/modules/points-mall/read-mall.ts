import { briefly } from "../../kernel/briefly.ts";
import { currentSession, rawCollection } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { MallOffer } from "./judge-mall-item.ts";
import { MallCounters, memberCounterId } from "./mall-counter.model.ts";
import { MallItems, type MallItemRow } from "./mall-item.model.ts";

// Published terms never change. What is taken is only shown: what may be taken is decided by the counters' own writes.
const published = briefly(async (): Promise<ReadonlyMap<string, MallOffer>> => {
  const items = await rawCollection(MallItems)
    .find({ state: "published" })
    .sort({ state: 1, _id: 1 })
    .toArray();
  const taken = await readTaken(items.map((item) => item._id));
  return new Map(
    items.map((item) => [item._id, { item, taken: taken.get(item._id) ?? 0, mine: 0 }]),
  );
});

/** Makes this process read the mall anew: an item was just published, ended or found to be taken. */
export function forgetMall(): void {
  published.forget();
}

/** Published items, at most a second old, oldest first; those that are over too. */
export async function readPublishedItems(): Promise<MallOffer[]> {
  return [...(await published.get("")).values()];
}

/** The terms of a published item, at most a second old; null when it is not published. */
export async function readPublishedItem(mallItemId: string): Promise<MallItemRow | null> {
  return (await published.get("")).get(mallItemId)?.item ?? null;
}

/**
 * The published ones among the items, with what is taken of them, in all and by the member (null: a visitor). One
 * database command where a member has a limit, otherwise none.
 */
export async function readMallOffers(
  memberId: string | null,
  mallItemIds: readonly string[],
): Promise<Map<string, MallOffer>> {
  if (mallItemIds.length === 0) return new Map();
  const all = await published.get("");
  return await withMine(
    memberId,
    [...new Set(mallItemIds)].flatMap((mallItemId) => all.get(mallItemId) ?? []),
  );
}

/** The same items with what the member has taken of those that limit it. */
export async function withMine(
  memberId: string | null,
  offers: readonly MallOffer[],
): Promise<Map<string, MallOffer>> {
  const limited = offers.filter(({ item }) => item.perMemberMax !== null);
  const mine =
    memberId === null || limited.length === 0
      ? new Map<string, number>()
      : await readTaken(limited.map(({ item }) => memberCounterId(item._id, memberId)));
  return new Map(
    offers.map((offer) => [
      offer.item._id,
      { ...offer, mine: mine.get(memberCounterId(offer.item._id, memberId ?? "")) ?? 0 },
    ]),
  );
}

/** What the counters of these ids say. One database command. */
export async function readTaken(ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await rawCollection(MallCounters)
    .find({ _id: { $in: [...ids] } })
    .toArray();
  return new Map(rows.map((row) => [row._id, row.taken]));
}

/** An item as it is now, in whatever state. @throws not_found */
export async function findMallItem(mallItemId: string): Promise<MallItemRow> {
  const session = currentSession();
  const row = await rawCollection(MallItems).findOne(
    { _id: mallItemId },
    session === undefined ? {} : { session },
  );
  return row ?? fail("not_found");
}
