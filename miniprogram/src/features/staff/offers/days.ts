import { dayAfter } from "@/lib/format";

/** The moment at which a Shanghai day begins. */
export const beginOf = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString();

/** The moment at which a Shanghai day is over. */
export const endOf = (day: string): string => beginOf(dayAfter(day, 1));

const SHANGHAI_MS = 8 * 3_600_000;

/** The Shanghai day of a moment, `YYYY-MM-DD`. */
export const dayAt = (instant: string): string =>
  new Date(Date.parse(instant) + SHANGHAI_MS).toISOString().slice(0, 10);

/** The last Shanghai day of a time that is over at this moment. */
export const lastDayAt = (until: string): string =>
  dayAt(new Date(Date.parse(until) - 1).toISOString());
