import { hash } from "node:crypto";
import type { CouponTemplateInput } from "../../contract/coupons.ts";
import type { OfferBenefit } from "../../contract/offer-terms.ts";
import { addDays, dayStart, shanghaiDay } from "../../kernel/calendar.ts";
import type { CouponSource } from "./coupon.model.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DAY_MS = 86_400_000;

/** The id that a coupon of this template and source has, whoever works it out: 130 bits of a digest. */
export function couponIdOf(templateId: string, source: CouponSource): string {
  const digest = hash("sha256", `${templateId}|${source.scene}|${source.id}`, "buffer");
  let written = "cpn_";
  for (let index = 0; index < 26; index += 1) written += ALPHABET[(digest[index] ?? 0) % 32];
  return written;
}

/**
 * When a coupon received now can be used, half-open. Of a relative validity the day of receipt does not count, so that
 * one received a minute before midnight is not over a minute later.
 */
export function validityOf(
  validity: CouponTemplateInput["validity"],
  now: Date,
): { from: Date; until: Date } {
  if (validity.kind === "absolute") return { from: validity.from, until: validity.until };
  const today = shanghaiDay(now);
  if (validity.startsInDays === 0)
    return { from: now, until: dayStart(addDays(today, validity.days + 1)) };
  const first = addDays(today, validity.startsInDays);
  return { from: dayStart(first), until: dayStart(addDays(first, validity.days)) };
}

/** When to remind of a coupon that ends then: so many days before; null when it is not valid that long. */
export function remindMoment(remindDaysBefore: number | null, now: Date, until: Date): Date | null {
  if (remindDaysBefore === null) return null;
  const at = new Date(until.getTime() - remindDaysBefore * DAY_MS);
  return at > now ? at : null;
}

/** Until when a coupon can be used that comes back now: as before, and at least so many whole days more. */
export function untilAfterReturn(until: Date, daysAfterReturn: number, now: Date): Date {
  if (daysAfterReturn === 0) return until;
  const atLeast = dayStart(addDays(shanghaiDay(now), daysAfterReturn + 1));
  return atLeast > until ? atLeast : until;
}

/** What a coupon takes off at most by its terms; null when they do not say, so that staff must. */
export function faceByTerms(benefit: OfferBenefit): number | null {
  if (benefit.kind === "amount_off") return benefit.amountFen;
  if (benefit.kind === "percent_off" || benefit.kind === "free_freight") return benefit.capFen;
  return null;
}
