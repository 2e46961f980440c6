import type { z } from "zod";
import { consentPurposes, type membersEndpoints } from "../../contract/members.ts";
import type { MemberActor } from "../../kernel/actor.ts";
import { isDuplicateKey } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { Consents, consentTexts, type ConsentPurpose, type ConsentRow } from "./consent.model.ts";

type ConsentTexts = z.output<(typeof membersEndpoints)["GET /v1/consents"]["response"]>;
type ConsentList = z.output<(typeof membersEndpoints)["GET /v1/me/consents"]["response"]>;

async function newestOf(memberId: string, purpose: ConsentPurpose): Promise<ConsentRow | null> {
  return await Consents.findOne({ memberId, purpose }).sort({ seq: -1 }).lean<ConsentRow>();
}

/** Whether the member agrees to the text in force, as their newest decision says. */
export async function hasConsent(memberId: string, purpose: ConsentPurpose): Promise<boolean> {
  const newest = await newestOf(memberId, purpose);
  return newest !== null && newest.isGranted && newest.version === consentTexts[purpose].version;
}

/** The texts in force: whoever is about to agree can read them before they are known here. */
export const readConsentTexts = (): ConsentTexts => ({
  items: consentPurposes.map((purpose) => ({ purpose, ...consentTexts[purpose] })),
});

/** Every purpose with its text in force and the member's newest decision. */
export async function readConsents(memberId: string): Promise<ConsentList> {
  const items: ConsentList["items"] = [];
  for (const purpose of consentPurposes) {
    const newest = await newestOf(memberId, purpose);
    const current = consentTexts[purpose];
    items.push({
      purpose,
      ...current,
      isGranted: newest !== null && newest.isGranted && newest.version === current.version,
      decidedVersion: newest?.version ?? null,
      decidedAt: newest?.at ?? null,
    });
  }
  return { items };
}

/**
 * Adds a decision to the log: to agree to the text that was shown, or to withdraw, whatever text was shown. What is
 * decided already is not written again.
 * @throws conflict when one agrees to a text that has changed since, or decides twice at once
 */
export async function decideConsent(
  world: World,
  actor: Pick<MemberActor, "memberId">,
  input: { purpose: ConsentPurpose; version: string; isGranted: boolean },
): Promise<ConsentList> {
  const { memberId } = actor;
  const { purpose, isGranted } = input;
  const { version } = consentTexts[purpose];
  if (isGranted && input.version !== version)
    fail("conflict", { issues: [{ pointer: "/version", detail: `现行文本是 ${version}` }] });
  const newest = await newestOf(memberId, purpose);
  const isDecided = newest?.isGranted === isGranted && newest.version === version;
  if (!isDecided) {
    const at = world.clock.now();
    await append({
      _id: newId("con", at),
      memberId,
      purpose,
      seq: (newest?.seq ?? 0) + 1,
      version,
      isGranted,
      at,
      source: "member",
    });
  }
  return await readConsents(memberId);
}

async function append(decision: ConsentRow): Promise<void> {
  try {
    await Consents.insertMany([decision], { lean: true });
  } catch (error) {
    if (isDuplicateKey(error)) fail("conflict");
    throw error;
  }
}
