import { shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import {
  Purchases,
  type PurchaseLine,
  type PurchaseRefund,
  type PurchaseRow,
  type PurchaseSource,
} from "./purchase.model.ts";

/** A purchase to be remembered; fen. */
export type PurchaseInput = {
  readonly memberId: string;
  readonly source: PurchaseSource;
  readonly externalId: string;
  readonly at: Date;
  readonly storeId: string | null;
  readonly lines: readonly PurchaseLine[];
  readonly paidFen: number;
  readonly freightFen: number;
};

/** The row of a purchase: net is what was paid for goods. */
export function purchaseRow(world: World, input: PurchaseInput): PurchaseRow {
  assert(input.freightFen <= input.paidFen, "freight is part of what was paid");
  return {
    _id: newId("pur", world.clock.now()),
    ...input,
    lines: input.lines.map((line) => ({ ...line })),
    day: shanghaiDay(input.at),
    netFen: input.paidFen - input.freightFen,
    isVoid: false,
    refunds: [],
    importId: null,
  };
}

/** Remembers a purchase in the caller's transaction; a second one of the same number is refused by the unique index. */
export async function recordPurchase(world: World, input: PurchaseInput): Promise<void> {
  const session = currentSession();
  await rawCollection(Purchases).insertOne(purchaseRow(world, input), {
    ...(session && { session }),
  });
}

/**
 * Takes what was given back out of a purchase's net amount, in the caller's transaction. The same refund again
 * changes nothing; the net amount never falls below zero.
 */
export async function recordPurchaseRefund(
  input: PurchaseRefund & {
    source: PurchaseSource;
    externalId: string;
    /** That nothing bought stays; of what cost nothing, no money tells it. */
    hasAllGoodsBack?: boolean;
  },
): Promise<void> {
  const session = currentSession();
  const options = { ...(session && { session }) };
  const { source, externalId, hasAllGoodsBack = false, ...refund } = input;
  const changed = await rawCollection(Purchases).updateOne(
    {
      source,
      externalId,
      "refunds.refundId": { $ne: refund.refundId },
      netFen: { $gte: refund.goodsFen },
    },
    [
      {
        $set: {
          netFen: { $subtract: ["$netFen", refund.goodsFen] },
          // Once void it stays so, though its freight be given back later.
          isVoid: {
            $or: [
              "$isVoid",
              hasAllGoodsBack,
              { $and: [{ $gt: [refund.goodsFen, 0] }, { $eq: ["$netFen", refund.goodsFen] }] },
            ],
          },
          refunds: { $concatArrays: ["$refunds", [refund]] },
        },
      },
    ],
    options,
  );
  if (changed.matchedCount === 1) return;
  const done = await rawCollection(Purchases).countDocuments(
    { source, externalId, "refunds.refundId": refund.refundId },
    options,
  );
  assert(done === 1, "a refund belongs to a purchase that still has its amount");
}

/** Moves all purchases of one member to another, when both turn out to be the same person. */
export async function movePurchases(fromMemberId: string, toMemberId: string): Promise<number> {
  const session = currentSession();
  const moved = await rawCollection(Purchases).updateMany(
    { memberId: fromMemberId },
    { $set: { memberId: toMemberId } },
    { ...(session && { session }) },
  );
  return moved.modifiedCount;
}

/** A purchase as a member's standing counts it. */
export type NetEntry = { readonly at: Date; readonly netFen: number; readonly isVoid: boolean };

/** What a member's standing rests on, oldest first; read from the index alone. */
export async function readNetHistory(memberId: string): Promise<NetEntry[]> {
  const session = currentSession();
  return await rawCollection(Purchases)
    .find<NetEntry>(
      { memberId },
      {
        projection: { _id: 0, at: 1, netFen: 1, isVoid: 1 },
        sort: { at: 1 },
        ...(session && { session }),
      },
    )
    .toArray();
}

/** What the standings of several members rest on, oldest first; who never bought is absent. From the index alone. */
export async function readNetHistories(
  memberIds: readonly string[],
): Promise<Map<string, NetEntry[]>> {
  const session = currentSession();
  const histories = new Map<string, NetEntry[]>();
  const rows = rawCollection(Purchases).find<NetEntry & { memberId: string }>(
    { memberId: { $in: [...memberIds] } },
    {
      projection: { _id: 0, memberId: 1, at: 1, netFen: 1, isVoid: 1 },
      sort: { memberId: 1, at: 1 },
      batchSize: 10_000,
      ...(session && { session }),
    },
  );
  for await (const { memberId, ...entry } of rows) {
    const history = histories.get(memberId);
    if (history === undefined) histories.set(memberId, [entry]);
    else history.push(entry);
  }
  return histories;
}

/** A purchase by its number where it was made; null when it is not remembered. */
export async function readPurchase(
  source: PurchaseSource,
  externalId: string,
): Promise<PurchaseRow | null> {
  const session = currentSession();
  return await rawCollection(Purchases).findOne(
    { source, externalId },
    { ...(session && { session }) },
  );
}
