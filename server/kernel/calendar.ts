/**
 * The only place that turns instants into calendar days and back. Days are `YYYY-MM-DD` in Asia/Shanghai, which has
 * had a fixed offset of +08:00 since 1991; instants before that are placed by the same offset on purpose, so that a
 * day's length never depends on a time-zone table.
 */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The Shanghai day on which an instant falls. */
export function shanghaiDay(at: Date): string {
  return new Date(at.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
}

/** The instant at which a Shanghai day begins. */
export function dayStart(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - SHANGHAI_OFFSET_MS);
}

/** Whether a text names a day that exists. */
export function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00.000Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(day) &&
    !Number.isNaN(at) &&
    new Date(at).toISOString().startsWith(day)
  );
}

/** The day so many days later (or earlier). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day so many months later, clamped to the month's end (31 January + 1 month = 28 or 29 February). */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const index = year * 12 + (month - 1) + months;
  const lastDate = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
  const target = new Date(Date.UTC(Math.floor(index / 12), index % 12, Math.min(date, lastDate)));
  return target.toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round(
    (Date.parse(`${to}T00:00:00.000Z`) - Date.parse(`${from}T00:00:00.000Z`)) / DAY_MS,
  );
}

/** Writes an instant as WeChat wants it: RFC 3339 with the Shanghai offset, to the second or the millisecond. */
export function shanghaiTimestamp(at: Date, precision: "second" | "millisecond"): string {
  const local = new Date(at.getTime() + SHANGHAI_OFFSET_MS).toISOString();
  return `${local.slice(0, precision === "second" ? 19 : 23)}+08:00`;
}
