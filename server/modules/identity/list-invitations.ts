import { pageById, type PageQuery } from "../../kernel/page.ts";
import type { World } from "../../world.ts";
import { StaffInvitations, type StaffInvitationRow } from "./staff-invitation.model.ts";

/** An invitation as who invites sees it; its token was told once and is not known any more. */
export function viewInvitation(world: World, row: StaffInvitationRow) {
  const { _id, name, roles, storeIds, invitedBy, createdAt, expiresAt, staffId } = row;
  const state: "open" | "used" | "cancelled" | "expired" =
    row.usedAt !== null
      ? "used"
      : row.cancelledAt !== null
        ? "cancelled"
        : expiresAt > world.clock.now()
          ? "open"
          : "expired";
  return {
    invitationId: _id,
    name,
    roles,
    storeIds,
    invitedBy,
    createdAt,
    expiresAt,
    staffId,
    state,
  };
}

/** Lists all invitations, the newest first. */
export async function listInvitations(world: World, query: PageQuery) {
  return await pageById(StaffInvitations, {}, query, (row) => viewInvitation(world, row));
}
