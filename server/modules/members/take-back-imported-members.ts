import { Members, type ImportFill, type MemberRow } from "./member.model.ts";

/** Why a record that an import made stays: it is somebody's by now, or others rest on it. */
export type ImportKeptReason = "joined" | "bought" | "imported" | "holds";

/** Those on whom more than the import rests. */
type Others = {
  /** Who has purchases beside the import's. */
  readonly buyers: ReadonlySet<string>;
  /** Who has points or coupons. */
  readonly holders: ReadonlySet<string>;
  /** Who has a level that another import brought. */
  readonly imported: ReadonlySet<string>;
};

/** What an import leaves behind in members when it is taken back. */
export type ImportedMembersTakenBack = {
  /** Records that the import made and that are gone. */
  removed: string[];
  /** Records that the import made and that stay. */
  kept: { memberId: string; reason: ImportKeptReason }[];
  /** Other records in which what the import had filled in is empty again. */
  cleared: string[];
};

/** How many records an import made that are still there. */
export async function countImportedMembers(importId: string): Promise<number> {
  return await Members.countDocuments({ importId });
}

/** Everybody whose record an import made or filled in. */
export async function readImportMembers(importId: string): Promise<string[]> {
  const rows = await Members.find(
    { $or: [{ importId }, { "fills.importId": importId }] },
    { _id: 1 },
  ).lean();
  return rows.map(({ _id }) => _id);
}

/**
 * Takes back what an import did to some members, in the caller's transaction: records that it made go, unless somebody
 * has joined by WeChat, bought, got points or coupons or been filled in by another import since; what it filled into other
 * records is emptied where it is still what it was. With `isDryRun` it only tells.
 * @param others of these members, those on whom something else rests.
 */
export async function takeBackImportedMembers(
  importId: string,
  memberIds: readonly string[],
  others: Others,
  isDryRun: boolean,
): Promise<ImportedMembersTakenBack> {
  const result: ImportedMembersTakenBack = { removed: [], kept: [], cleared: [] };
  const rows = await Members.find({
    _id: { $in: memberIds },
    $or: [{ importId }, { "fills.importId": importId }],
  }).lean<MemberRow[]>();
  for (const row of rows) {
    const reason = reasonToStay(row, others);
    if (row.importId !== importId) {
      result.cleared.push(row._id);
      if (!isDryRun)
        await Members.updateOne(
          { _id: row._id },
          { $set: emptied(row, importId), $pull: { fills: { importId } } },
        );
    } else if (reason === null) result.removed.push(row._id);
    else result.kept.push({ memberId: row._id, reason });
  }
  if (!isDryRun) await Members.deleteMany({ _id: { $in: result.removed } });
  return result;
}

function reasonToStay(
  row: MemberRow,
  { buyers, holders, imported }: Others,
): ImportKeptReason | null {
  if (row.mergedInto !== null || row.joinedAt !== null) return "joined";
  if (buyers.has(row._id)) return "bought";
  if (holders.has(row._id)) return "holds";
  const isFilledElsewhere = row.fills.some((fill) => fill.importId !== row.importId);
  return isFilledElsewhere || imported.has(row._id) ? "imported" : null;
}

/** The fields that still hold what the import filled in, as they were before; a phone that WeChat vouched for stays. */
function emptied(row: MemberRow, importId: string): Partial<MemberRow> {
  const isStill = (name: keyof Omit<ImportFill, "importId">): boolean =>
    row.fills.some(
      (fill) =>
        fill.importId === importId &&
        fill[name] !== undefined &&
        JSON.stringify(fill[name]) === JSON.stringify(row[name]),
    );
  return {
    ...(isStill("phoneDigest") &&
      row.joinedAt === null && { phoneDigest: null, phoneSealed: null, phoneMasked: null }),
    ...(isStill("externalId") && { externalId: null }),
    ...(isStill("displayName") && { displayName: null }),
    ...(isStill("birthday") && { birthday: null }),
  };
}
