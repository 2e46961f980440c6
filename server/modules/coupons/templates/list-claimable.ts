import type { Caller } from "../../../kernel/actor.ts";
import { shanghaiDay } from "../../../kernel/calendar.ts";
import { rawCollection } from "../../../kernel/db.ts";
import type { World } from "../../../world.ts";
import { Standings } from "../../tiers/index.ts";
import { Coupons } from "../coupon.model.ts";
import { validityOf } from "../coupon-rules.ts";
import type { CouponTemplateRow } from "./coupon-template.model.ts";
import { whyNotFor, type MemberFacts } from "./judge-audience.ts";
import { readShownTemplates } from "./list-templates.ts";

/** A template as somebody sees it who may claim it, or not and why. */
export type ClaimableTemplate = {
  readonly template: CouponTemplateRow;
  readonly left: number | null;
  readonly mine: number;
  readonly standing: "claimable" | "claimed" | "sold_out" | "not_for_you" | "tomorrow";
  readonly reason: string | null;
};

/** The public templates with what the caller can do with each; visitors are judged once they log in. */
export async function listClaimable(world: World, actor: Caller): Promise<ClaimableTemplate[]> {
  const now = world.clock.now();
  const templates = (await readShownTemplates()).filter(
    (template) => validityOf(template.validity, now).until > now,
  );
  if (actor.kind !== "member")
    return templates.map((template) => judge(template, null, [], shanghaiDay(now)));
  const [standing, rows] = await Promise.all([
    Standings.findById(actor.memberId, { level: 1, purchaseCount: 1 }).lean(),
    rawCollection(Coupons)
      .find(
        {
          memberId: actor.memberId,
          templateId: { $in: templates.map((template) => template._id) },
        },
        { projection: { templateId: 1, since: 1 } },
      )
      .toArray(),
  ]);
  const facts = { level: standing?.level ?? 0, hasBought: (standing?.purchaseCount ?? 0) > 0 };
  return templates.map((template) => {
    const days = rows
      .filter((row) => row.templateId === template._id)
      .map((row) => shanghaiDay(row.since));
    return judge(template, facts, days, shanghaiDay(now));
  });
}

function judge(
  template: CouponTemplateRow,
  facts: MemberFacts,
  days: readonly string[],
  today: string,
): ClaimableTemplate {
  const { total, perDay, perMember, perMemberPerDay } = template.caps;
  const issuedToday = template.issuedOn === today ? template.issuedThatDay : 0;
  const ofToday = days.filter((day) => day === today).length;
  const left = total === null ? null : Math.max(0, total - template.issued);
  const seen = { template, left, mine: days.length };
  const notForYou = whyNotFor(template.terms.audience, facts);
  if (days.length >= perMember) return { ...seen, standing: "claimed", reason: "已领取" };
  if (notForYou !== null) return { ...seen, standing: "not_for_you", reason: notForYou };
  if (left === 0) return { ...seen, standing: "sold_out", reason: "已领完" };
  if (perMemberPerDay !== null && ofToday >= perMemberPerDay)
    return { ...seen, standing: "tomorrow", reason: "今天已领取，明天再来" };
  if (perDay !== null && issuedToday >= perDay)
    return { ...seen, standing: "tomorrow", reason: "今天的已领完，明天再来" };
  return { ...seen, standing: "claimable", reason: null };
}
