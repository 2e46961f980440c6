import type { z } from "zod";
import type { memberRecordsEndpoints } from "../../contract/member-records.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import type { World } from "../../world.ts";
import { readLastSeen } from "../identity/index.ts";
import { findMember, readConsents, viewMember } from "../members/index.ts";
import { policyOn, readPolicies, Standings } from "../tiers/index.ts";
import { MemberTags } from "./member-record.model.ts";

type Recorded = z.output<
  (typeof memberRecordsEndpoints)["GET /v1/staff/members"]["response"]
>["items"][number];
type Record = z.output<
  (typeof memberRecordsEndpoints)["GET /v1/staff/members/:memberId"]["response"]
>;

/** What is known of a member beside who they are. */
export type Beside = Pick<Recorded, "tierLevel" | "tierName" | "tags" | "lastPurchaseAt"> & {
  tagsVersion: number;
};

/** Tier, last purchase and tags of some members, each as it was counted last. Three commands. */
export async function readBeside(
  world: World,
  memberIds: readonly string[],
): Promise<(memberId: string) => Beside> {
  const [standings, tags, policies] = await Promise.all([
    Standings.find(
      { _id: { $in: memberIds } },
      { level: 1, tierName: 1, lastPurchaseAt: 1 },
    ).lean(),
    MemberTags.find({ _id: { $in: memberIds } }).lean(),
    readPolicies(),
  ]);
  const { baseName } = policyOn(policies, shanghaiDay(world.clock.now()));
  const standingOf = new Map(standings.map((row) => [row._id, row]));
  const tagsOf = new Map(tags.map((row) => [row._id, row]));
  return (memberId) => {
    const standing = standingOf.get(memberId);
    return {
      tierLevel: standing?.level ?? 0,
      tierName: standing?.tierName ?? baseName,
      lastPurchaseAt: standing?.lastPurchaseAt ?? null,
      tags: tagsOf.get(memberId)?.tags ?? [],
      tagsVersion: tagsOf.get(memberId)?.version ?? 0,
    };
  };
}

/** All that staff see of one member at a glance. @throws not_found */
export async function readRecord(world: World, memberId: string): Promise<Record> {
  const member = await findMember(memberId);
  const [beside, consents, lastSeenAt] = await Promise.all([
    readBeside(world, [memberId]),
    readConsents(memberId),
    readLastSeen(memberId),
  ]);
  return {
    ...viewMember(member),
    ...beside(memberId),
    consents: consents.items.map(({ purpose, title, isGranted, decidedAt }) => ({
      purpose,
      title,
      isGranted,
      decidedAt,
    })),
    lastSeenAt,
  };
}
