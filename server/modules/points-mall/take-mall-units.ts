import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { MallCounters, memberCounterId, type MallCounterRow } from "./mall-counter.model.ts";
import type { MallItemRow } from "./mall-item.model.ts";
import { forgetMall, readPublishedItem, readTaken } from "./read-mall.ts";

/** Units of an item that somebody takes or gives back. */
export type MallUnits = { readonly mallItemId: string; readonly quantity: number };

type Wanted = { readonly item: MallItemRow; readonly quantity: number; readonly pointer: string };

/**
 * Takes units of items for a member inside the caller's transaction: of each item's own stock and of the member's
 * limit, by one conditional bulk write, so that neither is ever passed. One database command.
 * @throws mall_item_unavailable, mall_item_sold_out or purchase_limit, each with the pointer given
 */
export async function takeMallUnits(
  memberId: string,
  units: readonly (MallUnits & { readonly pointer: string })[],
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "units are taken in the transaction of their order or exchange");
  const wanted = await merge(units);
  const writes = wanted.flatMap((one) => [
    takeOfItem(one),
    ...(one.item.perMemberMax === null ? [] : takeOfMember(one, memberId)),
  ]);
  const result = await rawCollection(MallCounters).bulkWrite(writes, { session, ordered: true });
  if (result.matchedCount + result.upsertedCount !== writes.length) await refuse(memberId, wanted);
}

async function merge(
  units: readonly (MallUnits & { readonly pointer: string })[],
): Promise<Wanted[]> {
  const wanted = new Map<string, Wanted>();
  for (const { mallItemId, quantity, pointer } of units) {
    const item = await readPublishedItem(mallItemId);
    if (item === null) unavailable(pointer);
    const known = wanted.get(mallItemId);
    wanted.set(
      mallItemId,
      known === undefined
        ? { item, quantity, pointer }
        : { ...known, quantity: known.quantity + quantity },
    );
  }
  return [...wanted.values()];
}

const takeOfItem = ({ item, quantity }: Wanted) => ({
  updateOne: {
    filter: {
      _id: item._id,
      isOpen: true,
      ...(item.stock !== null && { taken: { $lte: item.stock - quantity } }),
    },
    update: { $inc: { taken: quantity } },
  },
});

function takeOfMember({ item, quantity }: Wanted, memberId: string) {
  const _id = memberCounterId(item._id, memberId);
  const fresh: Omit<MallCounterRow, "_id"> = {
    mallItemId: item._id,
    memberId,
    taken: 0,
    isOpen: true,
  };
  return [
    { updateOne: { filter: { _id }, update: { $setOnInsert: fresh }, upsert: true } },
    {
      updateOne: {
        filter: { _id, taken: { $lte: (item.perMemberMax ?? 0) - quantity } },
        update: { $inc: { taken: quantity } },
      },
    },
  ];
}

/** Says what stood in the way; what changed back meanwhile counts as sold out, so that the caller asks anew. */
async function refuse(memberId: string, wanted: readonly Wanted[]): Promise<never> {
  forgetMall();
  // Read outside of the transaction: inside, what it has already taken itself would be missing.
  const [rows, mine] = await Promise.all([
    rawCollection(MallCounters)
      .find({ _id: { $in: wanted.map(({ item }) => item._id) } })
      .toArray(),
    readTaken(wanted.map(({ item }) => memberCounterId(item._id, memberId))),
  ]);
  const counters = new Map(rows.map((row) => [row._id, row]));
  for (const { item, quantity, pointer } of wanted) {
    if (counters.get(item._id)?.isOpen !== true) unavailable(pointer);
    const before = mine.get(memberCounterId(item._id, memberId)) ?? 0;
    if (item.perMemberMax !== null && before + quantity > item.perMemberMax) {
      const detail = `每人限兑 ${item.perMemberMax} 件`;
      fail("purchase_limit", { detail, issues: [{ pointer, detail }] });
    }
  }
  const short = wanted.filter(
    ({ item, quantity }) =>
      item.stock !== null && (counters.get(item._id)?.taken ?? 0) + quantity > item.stock,
  );
  fail("mall_item_sold_out", {
    issues: (short.length > 0 ? short : wanted).map(({ pointer }) => ({
      pointer,
      detail: "已兑完",
    })),
  });
}

function unavailable(pointer: string): never {
  const detail = "兑换已结束";
  return fail("mall_item_unavailable", { detail, issues: [{ pointer, detail }] });
}

/**
 * Gives back units that were taken, inside the caller's transaction, whose own transition sees to it that this happens
 * once: to the item's stock, also of one that has ended, and to the member's limit. One database command.
 */
export async function giveBackMallUnits(
  memberId: string,
  units: readonly MallUnits[],
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "units are given back in the transaction of their order");
  if (units.length === 0) return;
  const given = await rawCollection(MallCounters).bulkWrite(
    units.flatMap(({ mallItemId, quantity }) =>
      // A member without a limit has no counter: then the second write finds nothing.
      [mallItemId, memberCounterId(mallItemId, memberId)].map((_id) => ({
        updateOne: {
          filter: { _id, taken: { $gte: quantity } },
          update: { $inc: { taken: -quantity } },
        },
      })),
    ),
    { session, ordered: true },
  );
  assert(given.matchedCount >= units.length, "only what was taken is given back");
}
