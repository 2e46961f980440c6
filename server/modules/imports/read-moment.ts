import { dayStart, isDay, shanghaiDay } from "../../kernel/calendar.ts";

/** Excel counts days from 30 December 1899; these two bound 1954 to 2119, so that no order number looks like a day. */
const EXCEL_FIRST = 20_000;
const EXCEL_LAST = 80_000;
const EXCEL_EPOCH = "1899-12-30";

/**
 * Reads a moment as exports and Excel write it, in Shanghai time unless it names a zone: `2024-01-05 13:05:09`,
 * `2024/1/5 13:05`, `2024年1月5日`, `20240105`, `20240105130509`, `2024/1/5 下午 1:05`, `2024-01-05T05:05:09Z`, or
 * Excel's number of days (`45296.5451`). Null when it is none of these or does not exist; a day without a time begins.
 */
export function readMoment(written: string): Date | null {
  const text = written.trim();
  if (/^\d{5}(?:\.\d+)?$/.test(text)) return fromExcel(Number(text));
  const compact = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?$/.exec(text);
  if (compact !== null) {
    const [, year, month, date, hour, minute, second] = compact;
    return build(year, month, date, hour, minute, second, undefined, undefined);
  }
  const spelled =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]*(上午|下午)?\s*(\d{1,2})\s*[:：时]\s*(\d{1,2})\s*分?(?:[:：]?\s*(\d{1,2})(?:\.\d{1,9})?\s*秒?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
      text,
    );
  if (spelled === null) return null;
  const [, year, month, date, half, hour, minute, second, zone] = spelled;
  return build(year, month, date, hour, minute, second, half, zone);
}

/** Reads a calendar day in the same ways; null when it is none. */
export function readDay(written: string): string | null {
  const at = readMoment(written);
  return at === null ? null : shanghaiDay(at);
}

function build(
  year: string | undefined,
  month: string | undefined,
  date: string | undefined,
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  half: string | undefined,
  zone: string | undefined,
): Date | null {
  const day = [year, month?.padStart(2, "0"), date?.padStart(2, "0")].join("-");
  if (!isDay(day)) return null;
  const [hours, minutes, seconds] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  if (minutes > 59 || seconds > 59 || hours > (half === undefined ? 23 : 12)) return null;
  const hours24 = half === undefined ? hours : (hours % 12) + (half === "下午" ? 12 : 0);
  const sinceDay = ((hours24 * 60 + minutes) * 60 + seconds) * 1_000;
  if (zone === undefined) return new Date(dayStart(day).getTime() + sinceDay);
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + sinceDay - zoneMs(zone));
}

function zoneMs(zone: string): number {
  if (zone === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  const digits = zone.replace(/\D/g, "");
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

function fromExcel(days: number): Date | null {
  if (days < EXCEL_FIRST || days >= EXCEL_LAST) return null;
  return new Date(dayStart(EXCEL_EPOCH).getTime() + Math.round(days * 86_400) * 1_000);
}
