import type { MemberActor } from "../../kernel/actor.ts";
import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { digestPii, encryptPii, maskPhone } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { hasConsent } from "./decide-consent.ts";
import { findMember } from "./find-members.ts";
import { AccessLog, Identities, Members, type MemberRow } from "./member.model.ts";

/** What else must happen, in the same transaction, when two records turn out to be one person. */
export type JoinHook = (world: World, fromMemberId: string, toMemberId: string) => Promise<void>;

const hooks = new Set<JoinHook>();

/** Registers what modules below must do when members are joined (move a history, recount a standing). */
export function onMembersJoined(hook: JoinHook): void {
  hooks.add(hook);
}

/**
 * Binds the phone that WeChat vouches for, and makes the shopper a member. A record from an import with this phone is
 * the same person: its history comes along.
 * @throws consent_required, phone_taken when another WeChat account has it, wechat_code_invalid, wechat_unavailable
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
  const joined = holder === null || holder._id === memberId ? null : holder;
  if (joined !== null) await join(world, joined, memberId);
  const bound = await Members.findOneAndUpdate(
    { _id: memberId },
    {
      $set: {
        phoneDigest,
        phoneSealed: encryptPii(world.config.pii, phone),
        phoneMasked: maskPhone(phone),
        displayName: member.displayName ?? joined?.displayName ?? null,
        birthday: member.birthday ?? joined?.birthday ?? null,
        externalId: member.externalId ?? joined?.externalId ?? null,
        joinedAt: member.joinedAt ?? joined?.joinedAt ?? world.clock.now(),
      },
    },
    { returnDocument: "after" },
  ).lean<MemberRow>();
  return bound ?? fail("not_found");
}

async function join(world: World, from: MemberRow, memberId: string): Promise<void> {
  if ((await Identities.exists({ memberId: from._id })) !== null) fail("phone_taken");
  await Members.updateOne(
    { _id: from._id },
    {
      $set: {
        mergedInto: memberId,
        phoneDigest: null,
        phoneSealed: null,
        phoneMasked: null,
        externalId: null,
      },
    },
  );
  await AccessLog.updateMany({ memberId: from._id }, { $set: { memberId } });
  for (const hook of hooks) await hook(world, from._id, memberId);
}
