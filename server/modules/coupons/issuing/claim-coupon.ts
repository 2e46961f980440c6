import type { z } from "zod";
import type { couponsEndpoints } from "../../../contract/coupons.ts";
import type { MemberActor } from "../../../kernel/actor.ts";
import { rawCollection } from "../../../kernel/db.ts";
import { assert, fail } from "../../../kernel/errors.ts";
import { inLanes } from "../../../kernel/lanes.ts";
import type { World } from "../../../world.ts";
import { couponIdOf } from "../coupon-rules.ts";
import { Coupons, type CouponRow } from "../coupon.model.ts";
import { readMemberFacts, whyNotFor } from "../templates/judge-audience.ts";
import { mustBePublished, templateOfLink } from "../templates/read-templates.ts";
import { issueAgainstTwins } from "./issue-against-twins.ts";
import type { CouponWish, IssueOutcome } from "./issue-coupons.ts";
import { refuseIssue } from "./refuse-issue.ts";

/** What a shopper sends to claim. */
export type ClaimInput = z.output<(typeof couponsEndpoints)["POST /v1/coupons/claims"]["body"]>;

const GROUP_MAX = 200;

/** One who waits; `answer` gives what became of the wish, or throws what went wrong. */
type Waiting = { readonly wish: CouponWish; answer: (() => IssueOutcome) | null };

const lines = new Map<string, Waiting[]>();
/** Templates that this process saw sold out: totals never grow and nothing comes back, so they stay so. */
const soldOut = new Set<string>();

/**
 * Claims a coupon for the caller; the client made the id: the same again gives the same coupon.
 * @throws not_found, coupon_not_claimable, coupon_sold_out, coupon_claim_limit, idempotency_mismatch
 */
export async function claimCoupon(
  world: World,
  actor: MemberActor,
  input: ClaimInput,
): Promise<CouponRow> {
  const isByLink = "token" in input;
  const templateId = isByLink ? await templateOfLink(input.token) : input.templateId;
  const template = await mustBePublished(templateId);
  const source = {
    scene: isByLink ? ("link" as const) : ("claim" as const),
    id: `${actor.memberId}:${input.claimId}`,
  };
  const isAllowed = isByLink ? template.channels.hasLink : template.channels.isPublic;
  if (!isAllowed) fail("not_found");
  if (soldOut.has(templateId)) return await claimedBefore(couponIdOf(templateId, source));
  const reason = whyNotFor(
    template.terms.audience,
    await readMemberFacts(actor.memberId, template.terms.audience),
  );
  if (reason !== null) fail("coupon_not_claimable", { detail: reason });
  const outcome = await standInLine(world, templateId, isByLink ? "hasLink" : "isPublic", {
    memberId: actor.memberId,
    source,
    reason: null,
  });
  if (outcome.refused === null) return outcome.coupon;
  if (outcome.refused === "sold_out") soldOut.add(templateId);
  return refuseIssue(outcome.refused);
}

async function claimedBefore(couponId: string): Promise<CouponRow> {
  const coupon = await rawCollection(Coupons).findOne({ _id: couponId });
  return coupon ?? refuseIssue("sold_out");
}

/**
 * Waits for one's turn at a template. Whoever's turn comes takes all who wait along in one transaction, so that
 * contenders of one counter do not abort each other and a rush is served in groups.
 */
async function standInLine(
  world: World,
  templateId: string,
  channel: "hasLink" | "isPublic",
  wish: CouponWish,
): Promise<IssueOutcome> {
  const key = `${templateId}:${channel}`;
  const mine: Waiting = { wish, answer: null };
  const line = lines.get(key) ?? [];
  lines.set(key, line);
  line.push(mine);
  return await inLanes([`coupons:${templateId}`], async () => {
    if (mine.answer === null) {
      const group = line.splice(0, GROUP_MAX);
      if (line.length === 0) lines.delete(key);
      await answerGroup(world, templateId, channel, group);
    }
    assert(mine.answer !== null, "lane and line have the same order");
    return mine.answer();
  });
}

async function answerGroup(
  world: World,
  templateId: string,
  channel: "hasLink" | "isPublic",
  group: readonly Waiting[],
): Promise<void> {
  try {
    const wishes = group.map(({ wish }) => wish);
    const outcomes = await issueAgainstTwins(
      world,
      templateId,
      channel,
      wishes,
      async (outcomes) => outcomes,
    );
    for (const [index, waiting] of group.entries()) {
      const outcome = outcomes[index];
      assert(outcome !== undefined, "one outcome per wish");
      waiting.answer = () => outcome;
    }
  } catch (error) {
    for (const waiting of group)
      waiting.answer = () => {
        throw error;
      };
  }
}
