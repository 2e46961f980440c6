import { rawCollection } from "../../kernel/db.ts";
import { PointsAccounts } from "./points-account.model.ts";

/** Those of the members who ever had points: their journal is about somebody. */
export async function readPointsHolders(memberIds: readonly string[]): Promise<string[]> {
  const rows = await rawCollection(PointsAccounts)
    .find({ _id: { $in: [...memberIds] } }, { projection: { _id: 1 } })
    .toArray();
  return rows.map((row) => row._id);
}
