import type { ConsentRow } from "./consent.model.ts";
import { Consents } from "./consent.model.ts";
import { decryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { findMember } from "./find-members.ts";
import { Identities, type IdentityRow } from "./member.model.ts";

/** What a member's own pages do not show in full: for the member alone. */
export type PersonalData = {
  readonly phone: string | null;
  readonly wechat: readonly Pick<IdentityRow, "openid" | "unionid" | "createdAt">[];
  /** Every decision, oldest first. */
  readonly consents: readonly Pick<ConsentRow, "purpose" | "version" | "isGranted" | "at">[];
};

/** Reads the whole phone, the WeChat accounts and every decision of a member. @throws not_found */
export async function readPersonalData(world: World, memberId: string): Promise<PersonalData> {
  const { phoneSealed } = await findMember(memberId);
  const accounts = await Identities.find({ memberId }).lean();
  const decisions = await Consents.find({ memberId }).sort({ purpose: 1, seq: 1 }).lean();
  return {
    phone: phoneSealed === null ? null : decryptPii(world.config.pii, phoneSealed),
    wechat: accounts.map(({ openid, unionid, createdAt }) => ({ openid, unionid, createdAt })),
    consents: decisions.map(({ purpose, version, isGranted, at }) => ({
      purpose,
      version,
      isGranted,
      at,
    })),
  };
}
