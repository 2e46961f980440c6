import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { CodeBatches, Redemptions } from "./promo-code.model.ts";

/** Binds codes of a record that turned out to be the same person to the one that stays, and moves its redemptions. */
export async function joinCodes(
  _world: World,
  fromMemberId: string,
  toMemberId: string,
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "members are joined in a transaction");
  const move = [
    { memberId: fromMemberId },
    { $set: { memberId: toMemberId } },
    { session },
  ] as const;
  await rawCollection(CodeBatches).updateMany(...move);
  await rawCollection(Redemptions).updateMany(...move);
}
