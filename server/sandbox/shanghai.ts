const EIGHT_HOURS = 8 * 3_600_000;
const DAY = 86_400_000;

/** Writes an instant as RFC 3339 with the +08:00 offset WeChat uses, to the second. */
export function rfc3339(ms: number): string {
  return `${new Date(ms + EIGHT_HOURS).toISOString().slice(0, 19)}+08:00`;
}

/** Names the Shanghai calendar day (YYYY-MM-DD) an instant falls on. */
export function shanghaiDay(ms: number): string {
  return new Date(ms + EIGHT_HOURS).toISOString().slice(0, 10);
}

/** Writes an instant as the local Shanghai wall time bills print, `YYYY-MM-DD HH:mm:ss`. */
export function shanghaiTime(ms: number): string {
  return new Date(ms + EIGHT_HOURS).toISOString().slice(0, 19).replace("T", " ");
}

/** Gives the instant a Shanghai day begins, or undefined when the text is no calendar day. */
export function dayStart(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const ms = Date.parse(`${day}T00:00:00+08:00`);
  return Number.isNaN(ms) || shanghaiDay(ms) !== day ? undefined : ms;
}

/** Gives the instant the day after a Shanghai day begins. */
export function dayEnd(startMs: number): number {
  return startMs + DAY;
}
