import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { hashPassword, mustBeStrong } from "./password.ts";
import { OwnerCounts, StaffMembers } from "./staff-member.model.ts";

/**
 * Makes the first owner of a new shop; all other staff come by invitation.
 * @throws conflict when there is an owner already; password_weak
 */
export async function createOwner(
  world: World,
  input: { name: string; login: string; password: string },
): Promise<{ staffId: string }> {
  mustBeStrong(input.password, input.login);
  const now = world.clock.now();
  const staffId = newId("stf", now);
  const passwordHash = await hashPassword(input.password);
  try {
    await transaction(async () => {
      // The single row can be inserted once: of two first owners at once, one wins.
      await OwnerCounts.create([{ _id: "owners", count: 1 }]);
      await StaffMembers.create([
        {
          _id: staffId,
          name: input.name,
          login: input.login,
          passwordHash,
          openid: null,
          roles: ["owner"],
          storeIds: null,
          createdAt: now,
          disabledAt: null,
        },
      ]);
      await recordAction(
        world,
        { kind: "system", name: "setup" },
        {
          action: "staff.joined",
          subject: staffId,
          before: null,
          after: { name: input.name, roles: ["owner"], storeIds: null },
          reason: null,
        },
      );
    });
  } catch (error) {
    if (isDuplicateKey(error)) fail("conflict", { detail: "已有店主，请由店主邀请" });
    throw error;
  }
  return { staffId };
}
