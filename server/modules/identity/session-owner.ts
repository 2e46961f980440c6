import type { MemberActor, StaffActor } from "../../kernel/actor.ts";

/** Who can have sessions. */
export type SessionOwner = MemberActor | StaffActor;

/** The id under which a caller's sessions are kept. */
export function ownerIdOf(actor: SessionOwner): string {
  return actor.kind === "member" ? actor.memberId : actor.staffId;
}
