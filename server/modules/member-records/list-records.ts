import type { z } from "zod";
import type { memberRecordsEndpoints } from "../../contract/member-records.ts";
import { decodeCursor, encodeCursor } from "../../kernel/page.ts";
import type { World } from "../../world.ts";
import { readMembers, scanMembers, viewMember } from "../members/index.ts";
import { Standings } from "../tiers/index.ts";
import { MemberTags } from "./member-record.model.ts";
import { readBeside, type Beside } from "./read-records.ts";

type Endpoint = (typeof memberRecordsEndpoints)["GET /v1/staff/members"];
type Query = z.output<Endpoint["query"]>;
type Page = z.output<Endpoint["response"]>;

/** A place in an order: what it is sorted by, as text, and the member's id. */
type Place = readonly [key: string, memberId: string];

/** Reads who comes next in one order, from an index. */
type Walk = {
  readonly order: string;
  read(after: Place | null, limit: number): Promise<Place[]>;
};

/** How far one page looks for those whom the filters let through. */
const BATCH = 200;
const BATCHES_MAX = 20;

/**
 * A page of members for staff. The most telling wish is answered by an index and the others are looked at beside it, at
 * most four thousand members a page: so a page may hold less than was asked for, and only a cursor of null is the end.
 * @throws malformed for a cursor of another order
 */
export async function listRecords(world: World, query: Query): Promise<Page> {
  const walk = walkOf(world, query);
  let after: Place | null = decodeCursor(listOf(walk), query.cursor, ["string", "string"]);
  const isFiltered = query.tag !== undefined || query.tierLevel !== undefined;
  const batchSize = isFiltered ? BATCH : query.limit + 1;
  const found: { place: Place; item: Page["items"][number] }[] = [];
  let isEnd = false;
  for (let batch = 0; batch < BATCHES_MAX && !isEnd && found.length <= query.limit; batch += 1) {
    const places = await walk.read(after, batchSize);
    const memberIds = places.map(([, memberId]) => memberId);
    const [members, beside] = await Promise.all([
      readMembers(memberIds),
      readBeside(world, memberIds),
    ]);
    for (const place of places) {
      const member = members.get(place[1]);
      const known = beside(place[1]);
      if (member !== undefined && isWanted(query, known))
        found.push({ place, item: { ...viewMember(member), ...known } });
    }
    after = places.at(-1) ?? after;
    isEnd = places.length < batchSize;
  }
  const shown = found.slice(0, query.limit);
  const last = found.length > query.limit ? (shown.at(-1)?.place ?? null) : isEnd ? null : after;
  return {
    items: shown.map(({ item }) => item),
    nextCursor: last === null ? null : encodeCursor(listOf(walk), last),
  };
}

/** Every order is a list with cursors of its own. */
const listOf = ({ order }: Walk): string => `members:${order}`;

const isWanted = (query: Query, { tags, tierLevel }: Beside): boolean =>
  (query.tag === undefined || tags.includes(query.tag)) &&
  (query.tierLevel === undefined || tierLevel === query.tierLevel);

function walkOf(world: World, query: Query): Walk {
  const { q, tag, tierLevel, sort } = query;
  if (q !== undefined)
    return {
      order: "name",
      read: async (after, limit) => await scanMembers(world, { q, after, limit }),
    };
  if (sort === "last_purchase") return { order: "last_purchase", read: readBuyers };
  const newest = (read: Walk["read"]): Walk => ({ order: "newest", read });
  if (tag !== undefined)
    return newest(async (after, limit) =>
      placesOf(
        await MemberTags.find({ tags: tag, ...olderThan(after) }, { _id: 1 })
          .sort({ _id: -1 })
          .limit(limit)
          .lean(),
      ),
    );
  if (tierLevel !== undefined && tierLevel > 0)
    return newest(async (after, limit) =>
      placesOf(
        await Standings.find({ level: tierLevel, ...olderThan(after) }, { _id: 1 })
          .sort({ _id: -1 })
          .limit(limit)
          .lean(),
      ),
    );
  return newest(async (after, limit) => await scanMembers(world, { after, limit }));
}

const olderThan = (after: Place | null) => (after === null ? {} : { _id: { $lt: after[1] } });
const placesOf = (rows: readonly { _id: string }[]): Place[] => rows.map(({ _id }) => ["", _id]);

/** Members by their last purchase, the latest first. */
async function readBuyers(after: Place | null, limit: number): Promise<Place[]> {
  const at = after === null ? null : new Date(Number(after[0]));
  const rows = await Standings.find(
    {
      lastPurchaseAt: at === null ? { $gt: new Date(0) } : { $gt: new Date(0), $lte: at },
      ...(after !== null &&
        at !== null && {
          $or: [{ lastPurchaseAt: { $lt: at } }, { _id: { $lt: after[1] } }],
        }),
    },
    { lastPurchaseAt: 1 },
  )
    .sort({ lastPurchaseAt: -1, _id: -1 })
    .limit(limit)
    .lean();
  return rows.map((row) => [String(row.lastPurchaseAt?.getTime() ?? 0), row._id]);
}
