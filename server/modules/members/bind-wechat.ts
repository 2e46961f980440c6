import type { MemberActor } from "../../kernel/actor.ts";
import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { noteMemberOpenid, revokeMemberSessions } from "../identity/index.ts";
import { findMember } from "./find-members.ts";
import { isTied, joinMembers } from "./join-members.ts";
import { Identities, Members, type MemberRow } from "./member.model.ts";

/**
 * Binds a WeChat account to a shopper who logged in by phone, so that they can pay. The record that this account has
 * already becomes part of theirs, when it is an empty one: without a phone and without orders. The same account again
 * changes nothing.
 * @throws wechat_taken when the account belongs to somebody, conflict when the shopper has another account,
 * wechat_code_invalid, wechat_user_blocked, wechat_unavailable
 */
export async function bindWechat(
  world: World,
  actor: MemberActor,
  code: string,
): Promise<MemberRow> {
  const account = await world.wechat.exchangeLoginCode(code);
  try {
    return await transaction(async () => await bind(world, actor.memberId, account));
  } catch (error) {
    // The account logged in for the first time meanwhile.
    if (isDuplicateKey(error)) fail("conflict");
    throw error;
  }
}

async function bind(
  world: World,
  memberId: string,
  account: { openid: string; unionid: string | null },
): Promise<MemberRow> {
  const _id = `${world.config.wechat.appid}:${account.openid}`;
  const member = await findMember(memberId);
  const own = await Identities.findOne({ memberId }).lean();
  if (own !== null)
    return own._id === _id
      ? member
      : fail("conflict", { detail: "您的账号已绑定另一个微信，不能再绑定" });
  const taken = await Identities.findById(_id).lean();
  if (taken === null)
    await Identities.insertMany([{ _id, memberId, ...account, createdAt: world.clock.now() }], {
      lean: true,
    });
  else await takeOver(world, member, taken.memberId, _id);
  await noteMemberOpenid(memberId, account.openid);
  return await findMember(memberId);
}

async function takeOver(
  world: World,
  member: MemberRow,
  shellId: string,
  identityId: string,
): Promise<void> {
  const shell = await findMember(shellId);
  if (shell.phoneDigest !== null || (await isTied(shellId))) fail("wechat_taken");
  await Identities.updateOne({ _id: identityId }, { $set: { memberId: member._id } });
  await revokeMemberSessions(world, shellId);
  await joinMembers(world, shellId, member._id);
  await Members.updateOne(
    { _id: member._id },
    {
      $set: {
        displayName: member.displayName ?? shell.displayName,
        birthday: member.birthday ?? shell.birthday,
      },
    },
  );
}
