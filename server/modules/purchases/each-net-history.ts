import { Purchases } from "./purchase.model.ts";

/** A member's purchases as tiers count them. */
export type MemberHistory = {
  readonly memberId: string;
  readonly purchases: readonly {
    readonly day: string;
    readonly netFen: number;
    readonly at: Date;
    readonly isVoid: boolean;
  }[];
};

/** Walks over all members who ever bought, one at a time in the order of their ids, from the index. */
export async function* eachNetHistory(): AsyncGenerator<MemberHistory> {
  let memberId: string | null = null;
  let purchases: { day: string; netFen: number; at: Date; isVoid: boolean }[] = [];
  const cursor = Purchases.find({}, { _id: 0, memberId: 1, day: 1, at: 1, netFen: 1, isVoid: 1 })
    .sort({ memberId: 1, at: 1 })
    .lean()
    .cursor({ batchSize: 2_000 });
  for await (const row of cursor) {
    if (memberId !== null && row.memberId !== memberId) {
      yield { memberId, purchases };
      purchases = [];
    }
    memberId = row.memberId;
    purchases.push({ day: row.day, netFen: row.netFen, at: row.at, isVoid: row.isVoid });
  }
  if (memberId !== null) yield { memberId, purchases };
}
