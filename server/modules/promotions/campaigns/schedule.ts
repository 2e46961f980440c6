import { addDays, addMonths, dayStart, shanghaiDay } from "../../../kernel/calendar.ts";

/** When a campaign runs: from ≤ now < until, and only on its days when it names some (a member day). */
export type CampaignSchedule = {
  readonly from: Date;
  readonly until: Date;
  /** 1 = Monday … 7 = Sunday, in Asia/Shanghai. */
  readonly weekdays: readonly number[];
  /** 1 … 31; a day that a month does not have is its last day. */
  readonly monthDays: readonly number[];
};

/** A stretch of time: from ≤ now < until. */
export type Window = { readonly from: Date; readonly until: Date };

/** Whether a Shanghai day is one of the schedule's days: every day when it names none, otherwise any it names. */
export function isScheduledDay(
  schedule: Pick<CampaignSchedule, "weekdays" | "monthDays">,
  day: string,
): boolean {
  const { weekdays, monthDays } = schedule;
  if (weekdays.length === 0 && monthDays.length === 0) return true;
  // 5 January 1970 was a Monday.
  const weekday = ((Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 3) % 7) + 1;
  if (weekdays.includes(weekday)) return true;
  const date = Number(day.slice(8));
  const lastDate = Number(addDays(addMonths(`${day.slice(0, 8)}01`, 1), -1).slice(8));
  return monthDays.some((monthDay) => Math.min(monthDay, lastDate) === date);
}

/**
 * The stretch of today (Asia/Shanghai) in which a campaign runs, over, running or still to come; null when it does not
 * run today. A campaign for every day keeps its own beginning and end, so that midnight changes nothing about it.
 */
export function windowToday(schedule: CampaignSchedule, now: Date): Window | null {
  const { from, until, weekdays, monthDays } = schedule;
  const today = shanghaiDay(now);
  if (weekdays.length === 0 && monthDays.length === 0)
    return shanghaiDay(from) <= today && until > dayStart(today) ? { from, until } : null;
  if (!isScheduledDay(schedule, today)) return null;
  const begin = dayStart(today);
  const end = dayStart(addDays(today, 1));
  if (from >= end || until <= begin) return null;
  return { from: from > begin ? from : begin, until: until < end ? until : end };
}

/** Whether two campaigns may run at the same moment; days of the week and of the month are taken to meet. */
export function mayMeet(a: CampaignSchedule, b: CampaignSchedule): boolean {
  if (a.until <= b.from || b.until <= a.from) return false;
  const isMixed =
    (a.weekdays.length > 0 && b.monthDays.length > 0) ||
    (a.monthDays.length > 0 && b.weekdays.length > 0);
  if (isMixed || isEveryDay(a) || isEveryDay(b)) return true;
  return (
    a.weekdays.some((one) => b.weekdays.includes(one)) ||
    // The 29th, the 30th and the 31st may be one day.
    a.monthDays.some((one) =>
      b.monthDays.some((other) => one === other || (one > 27 && other > 27)),
    )
  );
}

const isEveryDay = ({ weekdays, monthDays }: CampaignSchedule): boolean =>
  weekdays.length === 0 && monthDays.length === 0;
