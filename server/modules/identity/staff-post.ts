import type { Role } from "../../contract/permissions.ts";
import { fail } from "../../kernel/errors.ts";

/** What someone is here for: roles, and the stores they see (null: all). */
export type StaffPost = {
  readonly roles: readonly Role[];
  readonly storeIds: readonly string[] | null;
};

/**
 * Checks that the roles and the scope fit: at least one role, and an owner sees all stores.
 * @throws malformed
 */
export function mustFit(post: StaffPost): { roles: Role[]; storeIds: string[] | null } {
  const roles = [...new Set(post.roles)];
  if (roles.length === 0)
    fail("malformed", { issues: [{ pointer: "/roles", detail: "至少要有一个角色" }] });
  if (roles.includes("owner") && post.storeIds !== null)
    fail("malformed", { issues: [{ pointer: "/storeIds", detail: "店主可见全部门店，请留空" }] });
  return { roles, storeIds: post.storeIds === null ? null : [...new Set(post.storeIds)] };
}
