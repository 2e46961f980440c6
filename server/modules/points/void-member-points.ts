import type { MemberActor } from "../../kernel/actor.ts";
import type { World } from "../../world.ts";
import { changeAccount } from "./change-account.ts";
import { forfeit } from "./points-verbs.ts";

/** Voids what a member who leaves has of points, and what they owe, by an entry, in the caller's transaction. */
export async function voidMemberPoints(world: World, actor: MemberActor): Promise<void> {
  const { memberId } = actor;
  const cause = { scene: "member", id: memberId };
  await changeAccount(world, actor, { memberId, related: { cause } }, (book) =>
    forfeit(book, cause),
  );
}
