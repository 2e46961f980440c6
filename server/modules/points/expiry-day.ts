import { addDays, addMonths } from "../../kernel/calendar.ts";
import type { PointsRules } from "./points-policy.model.ts";

const MONTHS_OF = { month: 1, quarter: 3, year: 12 } as const;

/**
 * The last day on which points that become available on a day are good; null when they are never over. Months are
 * clamped to their end (31 January + 1 month = 28 or 29 February), then rounded up to the end of the period they end in.
 */
export function expiryDay(rule: PointsRules["expiry"], activatesOn: string): string | null {
  switch (rule.kind) {
    case "never":
      return null;
    case "months": {
      const last = addMonths(activatesOn, rule.months);
      return rule.roundUpTo === "day" ? last : endOfPeriod(last, MONTHS_OF[rule.roundUpTo]);
    }
    case "fixed_day": {
      const year = Number(activatesOn.slice(0, 4));
      const first = fixedDay(year, rule.monthDay) >= activatesOn ? year : year + 1;
      return fixedDay(first + rule.yearsLater, rule.monthDay);
    }
  }
}

/** The last day of the period of so many months, counted from January, in which a day lies. */
function endOfPeriod(day: string, months: number): string {
  const month = Number(day.slice(5, 7));
  const into = (month - 1) % months;
  const firstOfMonth = `${day.slice(0, 7)}-01`;
  return addDays(addMonths(firstOfMonth, months - into), -1);
}

/** The day of a year; 29 February is the month's end where there is none. */
function fixedDay(year: number, monthDay: string): string {
  const [month = 1, date = 1] = monthDay.split("-").map(Number);
  const firstOfMonth = `${year}-${month.toString().padStart(2, "0")}-01`;
  const lastOfMonth = addDays(addMonths(firstOfMonth, 1), -1);
  const wanted = addDays(firstOfMonth, date - 1);
  return wanted < lastOfMonth ? wanted : lastOfMonth;
}
