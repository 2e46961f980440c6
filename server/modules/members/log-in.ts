import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { issueMemberSession, type SessionGrant } from "../identity/index.ts";
import { Identities, Members, unknownMember } from "./member.model.ts";

/**
 * Logs a shopper in with WeChat's code; who comes for the first time becomes known. Many first log-ins of one person
 * at once make one member: the account's row can be inserted once.
 * @throws wechat_code_invalid, wechat_user_blocked, wechat_unavailable
 */
export async function logIn(
  world: World,
  input: { code: string; userAgent: string },
): Promise<SessionGrant & { memberId: string; isNew: boolean }> {
  const account = await world.wechat.exchangeLoginCode(input.code);
  const { memberId, isNew } = await findOrCreateMember(world, account);
  const grant = await issueMemberSession(world, {
    memberId,
    openid: account.openid,
    userAgent: input.userAgent,
  });
  return { ...grant, memberId, isNew };
}

/** The member of a WeChat account, made when there is none. */
export async function findOrCreateMember(
  world: World,
  account: { openid: string; unionid: string | null },
): Promise<{ memberId: string; isNew: boolean }> {
  const _id = `${world.config.wechat.appid}:${account.openid}`;
  const known = await Identities.findById(_id).lean();
  if (known !== null) return { memberId: known.memberId, isNew: false };
  const createdAt = world.clock.now();
  const memberId = newId("mem", createdAt);
  try {
    await transaction(async () => {
      await Identities.insertMany([{ _id, memberId, ...account, createdAt }], { lean: true });
      await Members.insertMany([unknownMember({ _id: memberId, source: "wechat", createdAt })], {
        lean: true,
      });
    });
    return { memberId, isNew: true };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return await findOrCreateMember(world, account);
  }
}
