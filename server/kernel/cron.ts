const MINUTE_MS = 60_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
/** A yearly tick has one within so long; an expression without any is our mistake. */
const LONGEST_LOOK_BACK_MS = 366 * 86_400_000;

type Field = ReadonlySet<number>;

/**
 * The newest moment, not after `now`, that a cron expression of five or six fields means in Asia/Shanghai: numbers,
 * lists, ranges, `*` and steps, as the jobs are written in. When day and weekday are both given, either is enough.
 * @throws Error for an expression that means no moment.
 */
export function lastTick(cron: string, now: Date): Date {
  const fields = cron.trim().split(/\s+/);
  const [second = "", minute = "", hour = "", day = "", month = "", weekday = ""] =
    fields.length === 5 ? ["0", ...fields] : fields;
  const seconds = [...valuesOf(second, 0, 59)].toSorted((a, b) => b - a);
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const days = valuesOf(day, 1, 31);
  const months = valuesOf(month, 1, 12);
  const weekdays = new Set([...valuesOf(weekday, 0, 7)].map((value) => value % 7));
  const isDay = (local: Date): boolean => {
    const onDay = days.has(local.getUTCDate());
    const onWeekday = weekdays.has(local.getUTCDay());
    const isEitherEnough = day !== "*" && weekday !== "*";
    const fits = isEitherEnough ? onDay || onWeekday : onDay && onWeekday;
    return fits && months.has(local.getUTCMonth() + 1);
  };
  const local = now.getTime() + SHANGHAI_OFFSET_MS;
  let at = Math.floor(local / MINUTE_MS) * MINUTE_MS;
  while (local - at < LONGEST_LOOK_BACK_MS) {
    const moment = new Date(at);
    if (!isDay(moment)) at = moment.setUTCHours(0, 0, 0, 0) - MINUTE_MS;
    else if (!hours.has(moment.getUTCHours())) at = moment.setUTCMinutes(0, 0, 0) - MINUTE_MS;
    else {
      const latest = minutes.has(moment.getUTCMinutes())
        ? seconds.find((value) => at + value * 1_000 <= local)
        : undefined;
      if (latest !== undefined) return new Date(at + latest * 1_000 - SHANGHAI_OFFSET_MS);
      at -= MINUTE_MS;
    }
  }
  throw new Error(`cron means no moment: ${cron}`);
}

function valuesOf(field: string, from: number, to: number): Field {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [, first, last, step] = /^(\d+|\*)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (first === undefined) throw new Error(`cron field not understood: ${field}`);
    const begin = first === "*" ? from : Number(first);
    const end =
      first === "*" || (last === undefined && step !== undefined) ? to : Number(last ?? first);
    for (let value = begin; value <= Math.min(end, to); value += Number(step ?? 1))
      if (value >= from) values.add(value);
  }
  return values;
}
