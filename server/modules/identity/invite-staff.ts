import { actorLabel, type StaffActor, type SystemActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { newId, newToken } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { StaffInvitations } from "./staff-invitation.model.ts";
import { mustFit, type StaffPost } from "./staff-post.ts";
import { digestToken } from "./token.ts";

const INVITATION_LIFE_MS = 7 * 86_400_000;

/**
 * Invites someone to become staff; the token is told once, works once, and for seven days.
 * @throws malformed
 */
export async function inviteStaff(
  world: World,
  actor: StaffActor | SystemActor,
  input: StaffPost & { readonly name: string },
): Promise<{ invitationId: string; token: string; expiresAt: Date }> {
  const now = world.clock.now();
  const token = newToken();
  const post = mustFit(input);
  const invitation = {
    _id: newId("inv", now),
    tokenDigest: digestToken(token),
    name: input.name,
    ...post,
    invitedBy: actorLabel(actor),
    createdAt: now,
    expiresAt: new Date(now.getTime() + INVITATION_LIFE_MS),
    usedAt: null,
    staffId: null,
    cancelledAt: null,
  };
  await transaction(async () => {
    await StaffInvitations.create([invitation]);
    await recordAction(world, actor, {
      action: "staff.invited",
      subject: invitation._id,
      before: null,
      after: { name: input.name, ...post },
      reason: null,
    });
  });
  return { invitationId: invitation._id, token, expiresAt: invitation.expiresAt };
}
