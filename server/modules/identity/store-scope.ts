import type { StaffActor } from "../../kernel/actor.ts";
import { fail } from "../../kernel/errors.ts";

/** The part of a query that keeps staff to the stores they may see; empty for those who see all. */
export function storeScope(
  actor: StaffActor,
): Record<string, never> | { storeId: { $in: string[] } } {
  return actor.storeIds === null ? {} : { storeId: { $in: [...actor.storeIds] } };
}

/**
 * Keeps staff to the stores they may see where a store is named in the request.
 * @throws not_found for a store outside of their scope.
 */
export function mustSeeStore(actor: StaffActor, storeId: string): void {
  if (actor.storeIds !== null && !actor.storeIds.includes(storeId)) fail("not_found");
}
