import { Purchases } from "./purchase.model.ts";

/** Everybody who has purchases of an import, wherever their record has gone since. */
export async function readImportBuyers(importId: string): Promise<string[]> {
  const buyers: string[] = [];
  const groups = Purchases.aggregate<{ _id: string }>([
    { $match: { importId } },
    { $group: { _id: "$memberId" } },
  ]).cursor();
  for await (const { _id } of groups) buyers.push(_id);
  return buyers;
}

/** What an import's purchases come to, in fen. */
export async function sumImportedPurchases(
  importId: string,
): Promise<{ count: number; paidFen: number }> {
  const [sums] = await Purchases.aggregate<{ count: number; paidFen: number }>([
    { $match: { importId } },
    { $group: { _id: null, count: { $sum: 1 }, paidFen: { $sum: "$paidFen" } } },
  ]);
  return { count: sums?.count ?? 0, paidFen: sums?.paidFen ?? 0 };
}

/** What some members' purchases of an import come to, in fen, and which of these members have other purchases. */
export async function readImportedPurchases(
  importId: string,
  memberIds: readonly string[],
): Promise<{ count: number; paidFen: number; withOthers: ReadonlySet<string> }> {
  const [sums] = await Purchases.aggregate<{ count: number; paidFen: number }>([
    { $match: { importId, memberId: { $in: memberIds } } },
    { $group: { _id: null, count: { $sum: 1 }, paidFen: { $sum: "$paidFen" } } },
  ]);
  const others = await Purchases.aggregate<{ _id: string }>([
    { $match: { memberId: { $in: memberIds }, importId: { $ne: importId } } },
    { $group: { _id: "$memberId" } },
  ]);
  return {
    count: sums?.count ?? 0,
    paidFen: sums?.paidFen ?? 0,
    withOthers: new Set(others.map(({ _id }) => _id)),
  };
}

/** Takes an import's purchases of some members back, as if they had never been; the caller recounts standings. */
export async function removeImportedPurchases(
  importId: string,
  memberIds: readonly string[],
): Promise<void> {
  await Purchases.deleteMany({ importId, memberId: { $in: memberIds } });
}
