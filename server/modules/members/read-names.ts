import { rawCollection } from "../../kernel/db.ts";
import { digestPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { Members } from "./member.model.ts";

/** What members call themselves, by id; who did not say is absent. One command. */
export async function readDisplayNames(memberIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await rawCollection(Members)
    .find({ _id: { $in: [...new Set(memberIds)] } })
    .project<{ _id: string; displayName: string | null }>({ displayName: 1 })
    .toArray();
  return new Map(
    rows.flatMap(({ _id, displayName }) => (displayName === null ? [] : [[_id, displayName]])),
  );
}

/** The member with exactly this phone; null when there is none. */
export async function findMemberIdByPhone(world: World, phone: string): Promise<string | null> {
  const phoneDigest = digestPii(world.config.pii, phone);
  return (await Members.findOne({ phoneDigest }, { _id: 1 }).lean())?._id ?? null;
}
