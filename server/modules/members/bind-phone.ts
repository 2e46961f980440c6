import type { MemberActor } from "../../kernel/actor.ts";
import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { digestPii, encryptPii, maskPhone } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { moveMemberSessions, noteMemberOpenid } from "../identity/index.ts";
import { hasConsent } from "./decide-consent.ts";
import { findMember, readOpenid } from "./find-members.ts";
import { isTied, joinMembers } from "./join-members.ts";
import { Identities, Members, type MemberRow } from "./member.model.ts";

/**
 * Binds the phone that WeChat vouches for, and makes the shopper a member. A record of this phone without a WeChat
 * account is the same person, from an import or from logging in by phone: the two become one. Where only the other one
 * has orders, it is the one that stays, and the caller's sessions are its own from now on.
 * @throws consent_required, phone_taken when it is another WeChat account's or both have orders, wechat_code_invalid,
 * wechat_unavailable
 */
export async function bindPhone(
  world: World,
  actor: MemberActor,
  code: string,
): Promise<MemberRow> {
  if (!(await hasConsent(actor.memberId, "membership")))
    fail("consent_required", { issues: [{ pointer: "/code", detail: "请先同意会员服务说明" }] });
  const phone = await world.wechat.exchangePhoneCode(code);
  try {
    return await transaction(async () => await bind(world, actor.memberId, phone));
  } catch (error) {
    if (isDuplicateKey(error)) fail("phone_taken");
    throw error;
  }
}

async function bind(world: World, memberId: string, phone: string): Promise<MemberRow> {
  const phoneDigest = digestPii(world.config.pii, phone);
  const member = await findMember(memberId);
  const holder = await Members.findOne({ phoneDigest }).lean<MemberRow>();
  const [kept, gone] =
    holder === null || holder._id === memberId
      ? [member, null]
      : await unite(world, member, holder);
  const bound = await Members.findOneAndUpdate(
    { _id: kept._id },
    {
      $set: {
        phoneDigest,
        phoneSealed: encryptPii(world.config.pii, phone),
        phoneMasked: maskPhone(phone),
        displayName: kept.displayName ?? gone?.displayName ?? null,
        birthday: kept.birthday ?? gone?.birthday ?? null,
        externalId: kept.externalId ?? gone?.externalId ?? null,
        joinedAt: kept.joinedAt ?? gone?.joinedAt ?? world.clock.now(),
      },
    },
    { returnDocument: "after" },
  ).lean<MemberRow>();
  return bound ?? fail("not_found");
}

/** @returns the record that stays and the one that is part of it now */
async function unite(
  world: World,
  member: MemberRow,
  holder: MemberRow,
): Promise<[kept: MemberRow, gone: MemberRow]> {
  if ((await Identities.exists({ memberId: holder._id })) !== null) fail("phone_taken");
  const [kept, gone] = (await isTied(holder._id)) ? [holder, member] : [member, holder];
  if (kept === holder && (member.phoneDigest !== null || (await isTied(member._id))))
    fail("phone_taken");
  await Identities.updateMany({ memberId: gone._id }, { $set: { memberId: kept._id } });
  await moveMemberSessions(gone._id, kept._id);
  const openid = await readOpenid(kept._id);
  if (openid !== null) await noteMemberOpenid(kept._id, openid);
  await joinMembers(world, gone._id, kept._id);
  return [kept, gone];
}
