import { shanghaiDay } from "../../kernel/calendar.ts";
import { actorLabel, type StaffActor, type SystemActor } from "../../kernel/actor.ts";
import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { benefitDifferences, isTakenAway } from "./benefit-differences.ts";
import { findGiftTemplates } from "./level-worth.ts";
import {
  TierPolicies,
  forgetPolicies,
  readPolicies,
  type TierPolicyRow,
} from "./tier-policy.model.ts";
import type { TierPolicy } from "./tier-rules.ts";

/** The rules of tiers as staff write them; the version is given when they are published. */
export type PolicyDraft = Omit<TierPolicy, "version">;

/**
 * Tells what is wrong with a draft, with a pointer into it per fault: levels are 1, 2, 3 …, each has its own name and
 * asks for more than the one before; it begins neither in the past nor before the version it follows. The very first
 * rules also hold for purchases of the past, so they may begin there.
 */
function policyFaults(
  draft: PolicyDraft,
  before: TierPolicy | null,
  today: string,
): { pointer: string; detail: string }[] {
  const faults: { pointer: string; detail: string }[] = [];
  const names = [draft.baseName, ...draft.levels.map((level) => level.name)];
  for (const [index, level] of draft.levels.entries()) {
    if (level.level !== index + 1)
      faults.push({ pointer: `/levels/${index}/level`, detail: `应为 ${index + 1}` });
    const below = draft.levels[index - 1]?.threshold ?? 0;
    if (level.threshold <= below)
      faults.push({ pointer: `/levels/${index}/threshold`, detail: `应大于前一级的 ${below}` });
    if (names.indexOf(level.name) !== index + 1)
      faults.push({ pointer: `/levels/${index}/name`, detail: "等级名称不能重复" });
  }
  if (before === null) return faults;
  const [earliest, why] =
    before.effectiveFrom > today
      ? [before.effectiveFrom, `不能早于上一版的生效日期 ${before.effectiveFrom}`]
      : [today, "生效日期不能早于今天"];
  if (draft.effectiveFrom < earliest) faults.push({ pointer: "/effectiveFrom", detail: why });
  return faults;
}

/** The same, and birthday gifts that are coupons of a template which is not published. */
export async function draftFaults(
  draft: PolicyDraft,
  before: TierPolicy | null,
  today: string,
): Promise<{ pointer: string; detail: string }[]> {
  const gifts = draft.levels.flatMap(({ benefits: { birthdayGift } }, index) =>
    birthdayGift?.kind === "coupon_template"
      ? [{ templateId: birthdayGift.templateId, index }]
      : [],
  );
  const known =
    gifts.length === 0
      ? new Set<string>()
      : await findGiftTemplates(gifts.map((gift) => gift.templateId));
  return [
    ...policyFaults(draft, before, today),
    ...gifts.flatMap(({ templateId, index }) =>
      known.has(templateId)
        ? []
        : [
            {
              pointer: `/levels/${index}/benefits/birthdayGift/templateId`,
              detail: "没有已发布的这一种券",
            },
          ],
    ),
  ];
}

/**
 * Refuses a draft that takes a benefit away without naming it, with a pointer for each, or that names what it does not
 * take away: then somebody acknowledged another draft than this.
 */
function checkAcknowledged(
  before: TierPolicy | null,
  draft: PolicyDraft,
  acknowledged: readonly string[],
): void {
  const taken = benefitDifferences(before, draft).filter(isTakenAway);
  const names = new Set(taken.map(({ name }) => name));
  const issues = [
    ...taken
      .filter(({ name }) => !acknowledged.includes(name))
      .map(({ name, pointer, before: was, after }) => ({
        pointer: `/policy${pointer}`,
        detail: `${name}：「${was ?? "无"}」将变为「${after ?? "无"}」，请确认`,
      })),
    ...acknowledged.flatMap((name, index) =>
      names.has(name)
        ? []
        : [{ pointer: `/acknowledged/${index}`, detail: `${name} 没有被取消或降低` }],
    ),
  ];
  if (issues.length > 0) fail("benefits_taken", { issues });
}

/**
 * Publishes the next version of the tier rules, audited. Members are recounted by the job: up at once on its first day,
 * down only when a term is over. A benefit that becomes less must be acknowledged by its name.
 * @throws policy_invalid, benefits_taken, policy_version when somebody else published meanwhile
 */
export async function publishPolicy(
  world: World,
  actor: StaffActor | SystemActor,
  input: {
    expectedVersion: number;
    draft: PolicyDraft;
    acknowledged?: readonly string[];
    reason: string;
  },
): Promise<TierPolicyRow> {
  const now = world.clock.now();
  try {
    const published = await transaction(async () => {
      const policies = await readPolicies();
      const before = policies.at(-1) ?? null;
      if ((before?.version ?? 0) !== input.expectedVersion) fail("policy_version");
      const faults = await draftFaults(input.draft, before, shanghaiDay(now));
      const issues = faults.map((fault) => ({ ...fault, pointer: `/policy${fault.pointer}` }));
      if (issues.length > 0) fail("policy_invalid", { issues });
      const acknowledged = input.acknowledged ?? [];
      checkAcknowledged(before, input.draft, acknowledged);
      const version = input.expectedVersion + 1;
      const row: TierPolicyRow = {
        _id: `tier_policy:${version.toString().padStart(6, "0")}`,
        version,
        ...input.draft,
        publishedAt: now,
        publishedBy: actorLabel(actor),
        reason: input.reason,
      };
      await TierPolicies.insertMany([row], { lean: true });
      await recordAction(world, actor, {
        action: "tier_policy.published",
        subject: row._id,
        before: before === null ? null : rulesOf(before),
        after: { ...rulesOf(row), acknowledged },
        reason: input.reason,
      });
      return row;
    });
    forgetPolicies();
    return published;
  } catch (error) {
    if (isDuplicateKey(error)) fail("policy_version");
    throw error;
  }
}

/** The rules alone, for the audit trail. */
function rulesOf(row: TierPolicyRow): TierPolicy {
  const {
    version,
    effectiveFrom,
    windowMonths,
    termMonths,
    graceDays,
    growthPerYuan,
    baseName,
    levels,
  } = row;
  return {
    version,
    effectiveFrom,
    windowMonths,
    termMonths,
    graceDays,
    growthPerYuan,
    baseName,
    levels,
  };
}
