import { isDuplicateKey, transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import { digestPii, encryptPii, maskPhone } from "../../../kernel/pii.ts";
import type { World } from "../../../world.ts";
import { issueMemberSession, type SessionGrant } from "../../identity/index.ts";
import { consentTexts } from "../consent.model.ts";
import { decideConsent } from "../decide-consent.ts";
import { readOpenid } from "../find-members.ts";
import { Members, unknownMember } from "../member.model.ts";
import { PhoneCodes } from "./phone-code.model.ts";
import { digestPhoneCode } from "./send-phone-code.ts";

const TRIES_MAX = 5;

/**
 * Logs a shopper in by the code that was sent to their phone. Whose phone is not known becomes known, and who has not
 * joined yet joins: that takes their agreement to the membership text in force, and the code stays good until it is
 * given. A record from an import with this phone is that person.
 * @throws phone_code_wrong, also for a code that is used, too old or guessed at too often; consent_required
 */
export async function logInByPhone(
  world: World,
  input: { phone: string; code: string; consentVersion?: string | undefined; userAgent: string },
): Promise<SessionGrant & { memberId: string; isNew: boolean }> {
  const codeDigest = await mustBeRight(world, input.phone, input.code);
  const { memberId, isNew } = await settle(world, { ...input, codeDigest });
  const grant = await issueMemberSession(world, {
    memberId,
    openid: await readOpenid(memberId),
    userAgent: input.userAgent,
  });
  return { ...grant, memberId, isNew };
}

/** Counts the try in the same command that reads the code, so that tries at once cannot slip through. */
async function mustBeRight(world: World, phone: string, code: string): Promise<string> {
  const codeDigest = digestPhoneCode(world, phone, code);
  const tried = await PhoneCodes.findOneAndUpdate(
    {
      _id: digestPii(world.config.pii, phone),
      tries: { $lt: TRIES_MAX },
      expiresAt: { $gt: world.clock.now() },
    },
    { $inc: { tries: 1 } },
  ).lean();
  // Keyed digests are compared: how long that takes says nothing of the code.
  return tried?.codeDigest === codeDigest ? codeDigest : fail("phone_code_wrong");
}

type Settling = { phone: string; codeDigest: string; consentVersion?: string | undefined };

async function settle(
  world: World,
  input: Settling,
): Promise<{ memberId: string; isNew: boolean }> {
  try {
    return await transaction(async () => await useCode(world, input));
  } catch (error) {
    // The phone became known meanwhile, and the code is as good as before.
    if (isDuplicateKey(error)) return await transaction(async () => await useCode(world, input));
    throw error;
  }
}

async function useCode(
  world: World,
  { phone, codeDigest, consentVersion }: Settling,
): Promise<{ memberId: string; isNew: boolean }> {
  const phoneDigest = digestPii(world.config.pii, phone);
  const known = await Members.findOne({ phoneDigest }).lean();
  const isJoined = known !== null && known.joinedAt !== null;
  if (!isJoined) mustConsent(consentVersion);
  const used = await PhoneCodes.deleteOne({ _id: phoneDigest, codeDigest });
  if (used.deletedCount === 0) fail("phone_code_wrong");
  if (isJoined) return { memberId: known._id, isNew: false };

  const now = world.clock.now();
  const memberId = known?._id ?? newId("mem", now);
  const joining = {
    phoneDigest,
    phoneSealed: encryptPii(world.config.pii, phone),
    phoneMasked: maskPhone(phone),
    joinedAt: now,
  };
  if (known === null)
    await Members.insertMany(
      [{ ...unknownMember({ _id: memberId, source: "phone", createdAt: now }), ...joining }],
      { lean: true },
    );
  else await Members.updateOne({ _id: memberId }, { $set: joining });
  const { version } = consentTexts.membership;
  await decideConsent(world, { memberId }, { purpose: "membership", version, isGranted: true });
  return { memberId, isNew: known === null };
}

function mustConsent(version: string | undefined): void {
  const current = consentTexts.membership.version;
  if (version === current) return;
  fail("consent_required", {
    issues: [
      {
        pointer: "/consentVersion",
        detail: `请先同意会员服务说明，现行文本是 ${current}`,
      },
    ],
  });
}
