import { shanghaiDay } from "../../../kernel/calendar.ts";
import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert, fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { couponIdOf, remindMoment, validityOf } from "../coupon-rules.ts";
import { Coupons, type CouponRow, type CouponSource } from "../coupon.model.ts";
import { CouponTemplates, type CouponTemplateRow } from "../templates/coupon-template.model.ts";

/** Somebody who is to have a coupon, and why; an old system's coupon brings its own validity. */
export type CouponWish = {
  readonly memberId: string;
  readonly source: CouponSource;
  readonly reason: string | null;
  readonly validity?: { readonly from: Date; readonly until: Date };
  /** Wishes that follow each other under one name are granted all or not at all. */
  readonly together?: string;
};

/** Why a member gets none. */
export type IssueRefusal =
  "not_issuable" | "sold_out" | "claim_limit" | "day_limit" | "member_day_limit";

/** What became of a wish: a coupon, perhaps the one that the same source gave before, or why not. */
export type IssueOutcome =
  | { readonly coupon: CouponRow; readonly isNew: boolean; readonly refused: null }
  | {
      readonly coupon: null;
      readonly isNew: false;
      readonly refused: IssueRefusal | "other_request";
    };

/** Scenes whose source's id a client made: one id is one coupon, whatever the template. */
const clientMade = new Set<CouponSource["scene"]>(["claim", "link", "staff"]);

/**
 * Issues coupons of one template inside the caller's transaction: the one place that makes coupons. Everybody who
 * issues writes the template's row, so whoever counted on an older one is turned away by the database and counts
 * again: no limit is ever passed. Four commands however many wishes, two when there is nothing to issue.
 * @returns one outcome per wish, in their order. @throws not_found
 */
export async function issueCoupons(
  world: World,
  templateId: string,
  channel: keyof CouponTemplateRow["channels"] | "import",
  wishes: readonly CouponWish[],
): Promise<IssueOutcome[]> {
  const session = currentSession();
  assert(session !== undefined, "coupons are issued in a transaction");
  const template = await rawCollection(CouponTemplates).findOne({ _id: templateId }, { session });
  if (template === null) fail("not_found");
  const memberId = { $in: [...new Set(wishes.map((wish) => wish.memberId))] };
  const clientIds = wishes
    .filter(({ source }) => clientMade.has(source.scene))
    .map(({ source }) => source.id);
  const earlier = await rawCollection(Coupons)
    .find(
      clientIds.length === 0
        ? { templateId, memberId }
        : {
            $or: [
              { templateId, memberId },
              { memberId, "source.id": { $in: clientIds } },
            ],
          },
      { session },
    )
    .toArray();
  const draft = new Draft(world.clock.now(), template, channel, earlier);
  const outcomes = parties(wishes).flatMap((party) => draft.decideTogether(party));
  if (draft.fresh.length > 0) {
    const counted = await rawCollection(CouponTemplates).updateOne(
      { _id: templateId, ...draft.condition() },
      draft.change(),
      { session },
    );
    if (counted.matchedCount === 0) fail("conflict");
    await rawCollection(Coupons).insertMany(draft.fresh, { session, ordered: false });
  }
  return outcomes;
}

/**
 * Why a member would get none of these templates now by a channel, null where they would. Nothing is promised: the
 * issue decides. Two commands.
 */
export async function previewIssues(
  world: World,
  memberId: string,
  channel: keyof CouponTemplateRow["channels"],
  templateIds: readonly string[],
): Promise<Map<string, IssueRefusal | null>> {
  if (templateIds.length === 0) return new Map();
  const wanted = { $in: [...new Set(templateIds)] };
  const [templates, rows] = await Promise.all([
    rawCollection(CouponTemplates).find({ _id: wanted }).toArray(),
    rawCollection(Coupons).find({ memberId, templateId: wanted }).toArray(),
  ]);
  const now = world.clock.now();
  return new Map(
    templates.map((template) => {
      const earlier = rows.filter(({ templateId }) => templateId === template._id);
      return [template._id, new Draft(now, template, channel, earlier).whyNot(memberId)];
    }),
  );
}

/** Neighbours of one name as one party; everybody else alone. */
function parties(wishes: readonly CouponWish[]): CouponWish[][] {
  const found: CouponWish[][] = [];
  for (const wish of wishes) {
    const last = found.at(-1);
    if (wish.together !== undefined && last?.[0]?.together === wish.together) last.push(wish);
    else found.push([wish]);
  }
  return found;
}

/** Decides wishes one after another over what is known of the template and its members. */
class Draft {
  readonly fresh: CouponRow[] = [];
  private readonly today: string;
  private readonly isOpen: boolean;
  private readonly issuedToday: number;
  private readonly validity: { from: Date; until: Date };
  private readonly byId = new Map<string, CouponRow>();
  /** Ids of clients that gave a coupon, of this template or another. */
  private readonly usedIds = new Set<string>();
  private readonly nths = new Map<string, number>();
  private readonly todays = new Map<string, number>();

  constructor(
    private readonly now: Date,
    private readonly template: CouponTemplateRow,
    channel: keyof CouponTemplateRow["channels"] | "import",
    earlier: readonly CouponRow[],
  ) {
    this.today = shanghaiDay(now);
    this.validity = validityOf(template.validity, now);
    this.isOpen =
      template.state === "published" &&
      (channel === "import" || template.channels[channel]) &&
      (channel === "import" || this.validity.until > now);
    this.issuedToday = template.issuedOn === this.today ? template.issuedThatDay : 0;
    for (const row of earlier) this.note(row);
  }

  /** What becomes of a party: when one of them gets none, none of them gets a new one. */
  decideTogether(party: readonly CouponWish[]): IssueOutcome[] {
    const outcomes = party.map((wish) => this.decide(wish));
    const refused = outcomes.find((outcome) => outcome.refused !== null);
    if (refused === undefined) return outcomes;
    return outcomes.map((outcome) => {
      if (outcome.refused !== null || !outcome.isNew) return outcome;
      this.takeBack(outcome.coupon);
      return refused;
    });
  }

  /** What becomes of one wish, those before it counted. */
  private decide(wish: CouponWish): IssueOutcome {
    const couponId = couponIdOf(this.template._id, wish.source);
    const twin = this.byId.get(couponId);
    if (twin !== undefined) return { coupon: twin, isNew: false, refused: null };
    const isUsed = clientMade.has(wish.source.scene) && this.usedIds.has(wish.source.id);
    const refused = isUsed ? "other_request" : this.whyNot(wish.memberId);
    if (refused !== null) return { coupon: null, isNew: false, refused };
    const { from, until } = wish.validity ?? this.validity;
    const coupon: CouponRow = {
      _id: couponId,
      templateId: this.template._id,
      memberId: wish.memberId,
      nth: (this.nths.get(wish.memberId) ?? 0) + 1,
      state: "available",
      from,
      until,
      since: this.now,
      source: wish.source,
      reason: wish.reason,
      orderId: null,
      giftToken: null,
      remindAt: remindMoment(this.template.remindDaysBefore, this.now, until),
      joinedFrom: null,
      steps: [],
    };
    this.fresh.push(coupon);
    this.note(coupon);
    return { coupon, isNew: true, refused: null };
  }

  /** What must still be so of the template for the counters to move. */
  condition(): Record<string, unknown> {
    const { total, perDay } = this.template.caps;
    return {
      state: "published",
      ...(total !== null && { issued: { $lte: total - this.fresh.length } }),
      ...(perDay !== null && { issuedOn: this.template.issuedOn }),
    };
  }

  /** How the template's counters move. */
  change(): Record<string, Record<string, unknown>> {
    const count = this.fresh.length;
    return this.template.issuedOn === this.today
      ? { $inc: { issued: count, issuedThatDay: count } }
      : { $inc: { issued: count }, $set: { issuedOn: this.today, issuedThatDay: count } };
  }

  /** Why a member gets none now, those before counted. */
  whyNot(memberId: string): IssueRefusal | null {
    const { total, perDay, perMember, perMemberPerDay } = this.template.caps;
    const count = this.fresh.length;
    if (!this.isOpen) return "not_issuable";
    if (total !== null && this.template.issued + count >= total) return "sold_out";
    if ((this.nths.get(memberId) ?? 0) >= perMember) return "claim_limit";
    if (perMemberPerDay !== null && (this.todays.get(memberId) ?? 0) >= perMemberPerDay)
      return "member_day_limit";
    return perDay !== null && this.issuedToday + count >= perDay ? "day_limit" : null;
  }

  private takeBack(row: CouponRow): void {
    this.fresh.splice(this.fresh.indexOf(row), 1);
    this.byId.delete(row._id);
    this.usedIds.delete(row.source.id);
    this.nths.set(row.memberId, (this.nths.get(row.memberId) ?? 0) - 1);
    this.todays.set(row.memberId, (this.todays.get(row.memberId) ?? 0) - 1);
  }

  private note(row: CouponRow): void {
    if (clientMade.has(row.source.scene)) this.usedIds.add(row.source.id);
    if (row.templateId !== this.template._id) return;
    this.byId.set(row._id, row);
    this.nths.set(row.memberId, Math.max(this.nths.get(row.memberId) ?? 0, row.nth));
    if (row.since === this.now || shanghaiDay(row.since) === this.today)
      this.todays.set(row.memberId, (this.todays.get(row.memberId) ?? 0) + 1);
  }
}
