import type { World } from "../../world.ts";
import { AccessLog, Members } from "./member.model.ts";

/** What else must happen, in the same transaction, when two records turn out to be one person. */
export type JoinHook = (world: World, fromMemberId: string, toMemberId: string) => Promise<void>;

/** Whether something rests on a record that cannot go over to another. */
export type TieHook = (memberId: string) => Promise<boolean>;

const joinHooks = new Set<JoinHook>();
const tieHooks = new Set<TieHook>();

/** Registers what modules below must do when members are joined (move a history, recount a standing). */
export function onMembersJoined(hook: JoinHook): void {
  joinHooks.add(hook);
}

/** Registers what modules below know that ties a record to itself, such as an order. */
export function onTiesAsked(hook: TieHook): void {
  tieHooks.add(hook);
}

/** Whether a record is tied to itself, so that it can take another in but not be taken in. */
export async function isTied(memberId: string): Promise<boolean> {
  for (const hook of tieHooks) if (await hook(memberId)) return true;
  return false;
}

/** Makes one record, which must not be tied, part of another, in the caller's transaction. */
export async function joinMembers(world: World, from: string, to: string): Promise<void> {
  await Members.updateOne(
    { _id: from },
    {
      $set: {
        mergedInto: to,
        phoneDigest: null,
        phoneSealed: null,
        phoneMasked: null,
        externalId: null,
      },
    },
  );
  await AccessLog.updateMany({ memberId: from }, { $set: { memberId: to } });
  for (const hook of joinHooks) await hook(world, from, to);
}
