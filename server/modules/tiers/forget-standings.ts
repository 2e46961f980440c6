import { Standings, TierChanges } from "./standing.model.ts";

/** Removes standings and tier history of members whose records are taken back, in the caller's transaction. */
export async function forgetStandings(memberIds: readonly string[]): Promise<void> {
  await Standings.deleteMany({ _id: { $in: memberIds } });
  await TierChanges.deleteMany({ memberId: { $in: memberIds } });
}
