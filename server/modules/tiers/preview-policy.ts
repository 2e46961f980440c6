import { shanghaiDay } from "../../kernel/calendar.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { eachNetHistory } from "../purchases/index.ts";
import { benefitDifferences, type BenefitDifference } from "./benefit-differences.ts";
import { draftFaults, type PolicyDraft } from "./publish-policy.ts";
import { withGrants } from "./read-grants.ts";
import { readPolicies } from "./tier-policy.model.ts";
import { growthOn, levelFor, policyOn, replayTier, type TierPolicy } from "./tier-rules.ts";

/** How many members go from one level to another, with a few of them named. */
export type TierMove = { from: number; to: number; members: number; examples: string[] };

/** What a changed policy would do. */
export type PolicyPreview = {
  /** Benefit by benefit against the version it follows. */
  differences: BenefitDifference[];
  membersLooked: number;
  /** On its first day: levels can only rise then. */
  onFirstDay: TierMove[];
  /** If every term were decided on that day: what the thresholds alone would make of today's spending. */
  whenTermsEnd: TierMove[];
};

const EXAMPLES_MAX = 5;

/**
 * Tells, before publishing, how many members a changed policy would move, from where to where. It replays every member
 * under the rules in force and under the draft, one at a time: memory does not grow with the number of members.
 * @throws policy_invalid
 */
export async function previewPolicy(world: World, draft: PolicyDraft): Promise<PolicyPreview> {
  const today = shanghaiDay(world.clock.now());
  const policies = await readPolicies();
  const issues = await draftFaults(draft, policies.at(-1) ?? null, today);
  if (issues.length > 0) fail("policy_invalid", { issues });
  const next: TierPolicy = { ...draft, version: (policies.at(-1)?.version ?? 0) + 1 };
  const withDraft = [...policies, next];
  const first = new Map<string, TierMove>();
  const later = new Map<string, TierMove>();
  let membersLooked = 0;
  const firstDay = draft.effectiveFrom;
  for await (const { memberId, purchases, grants } of withGrants(eachNetHistory())) {
    membersLooked += 1;
    const now = replayTier(purchases, policies, firstDay, grants).level;
    count(first, memberId, now, replayTier(purchases, withDraft, firstDay, grants).level);
    const current = policyOn(policies, firstDay);
    count(
      later,
      memberId,
      levelFor(current, growthOn(purchases, current, firstDay)),
      levelFor(next, growthOn(purchases, next, firstDay)),
    );
  }
  const differences = benefitDifferences(policies.at(-1) ?? null, draft);
  return { differences, membersLooked, onFirstDay: sorted(first), whenTermsEnd: sorted(later) };
}

function count(moves: Map<string, TierMove>, memberId: string, from: number, to: number): void {
  const key = `${from}>${to}`;
  const move = moves.get(key) ?? { from, to, members: 0, examples: [] };
  move.members += 1;
  if (from !== to && move.examples.length < EXAMPLES_MAX) move.examples.push(memberId);
  moves.set(key, move);
}

const sorted = (moves: Map<string, TierMove>): TierMove[] =>
  [...moves.values()].toSorted((a, b) => a.from - b.from || a.to - b.to);
