import { rawCollection } from "../../kernel/db.ts";
import { Sessions } from "./session.model.ts";

const LOOKED_AT = 5;

/** When somebody's session last began or was renewed, of the latest few; null when none is kept any more. */
export async function readLastSeen(ownerId: string): Promise<Date | null> {
  const sessions = await rawCollection(Sessions)
    .find({ ownerId }, { projection: { createdAt: 1, rotatedAt: 1 } })
    .sort({ _id: -1 })
    .limit(LOOKED_AT)
    .toArray();
  const times = sessions.map(({ createdAt, rotatedAt }) => (rotatedAt ?? createdAt).getTime());
  return times.length === 0 ? null : new Date(Math.max(...times));
}
