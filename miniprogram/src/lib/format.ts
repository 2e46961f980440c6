const SHANGHAI_MS = 8 * 3_600_000;

/** Whole fen as `1,234.50`, without the sign of the currency. */
export function yuan(fen: number): string {
  const whole = Math.floor(Math.abs(fen) / 100);
  const cents = String(Math.abs(fen) % 100).padStart(2, "0");
  return `${fen < 0 ? "-" : ""}${grouped(whole)}.${cents}`;
}

/** Whole fen as `¥1,234.50`, a minus sign before the ¥. */
export const money = (fen: number): string => (fen < 0 ? `-¥${yuan(-fen)}` : `¥${yuan(fen)}`);

/** A whole number in groups of three: `1,280`. */
export const grouped = (number: number): string =>
  String(Math.trunc(number)).replace(/\B(?=(\d{3})+$)/g, ",");

type Parts = { year: number; month: number; day: number; time: string; key: string };

function shanghai(instant: string | number): Parts {
  const at = new Date(typeof instant === "number" ? instant : Date.parse(instant));
  const iso = new Date(at.getTime() + SHANGHAI_MS).toISOString();
  return {
    year: Number(iso.slice(0, 4)),
    month: Number(iso.slice(5, 7)),
    day: Number(iso.slice(8, 10)),
    time: iso.slice(11, 16),
    key: iso.slice(0, 10),
  };
}

/** Today in Asia/Shanghai, `YYYY-MM-DD`. */
export const today = (): string => shanghai(Date.now()).key;

/** A Shanghai day some days from another. */
export const dayAfter = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);

/** Words a date needs, in the language of the page. */
export type DateWords = {
  readonly today: string;
  readonly yesterday: string;
  /** With {m} and {d}. */
  readonly day: string;
  /** With {y}, {m} and {d}. */
  readonly full: string;
};

/** A moment as people say it: 今天 14:05, 昨天, 11月3日, 2025年11月3日; always Shanghai time. */
export function when(instant: string, words: DateWords): string {
  const now = shanghai(Date.now());
  const at = shanghai(instant);
  if (at.key === now.key) return `${words.today} ${at.time}`;
  if (at.key === dayAfter(now.key, -1)) return words.yesterday;
  return dayWords(at, now.year, words);
}

/** A Shanghai day (`YYYY-MM-DD`) or a moment, as a day: 11月3日, 2025年11月3日. */
export const dayOf = (day: string, words: DateWords): string =>
  dayWords(
    shanghai(day.length === 10 ? `${day}T04:00:00Z` : day),
    shanghai(Date.now()).year,
    words,
  );

/** The minute too: 11月3日 14:05. */
export const minuteOf = (instant: string, words: DateWords): string =>
  `${dayOf(instant, words)} ${shanghai(instant).time}`;

function dayWords(at: Parts, thisYear: number, words: DateWords): string {
  return (at.year === thisYear ? words.day : words.full)
    .replace("{y}", String(at.year))
    .replace("{m}", String(at.month))
    .replace("{d}", String(at.day));
}

/** The picture at another of the three widths the server keeps: 240, 480 or 960. */
export const pictureAt = (url: string, width: 240 | 480 | 960): string =>
  url.replace(/\/(240|480|960)$/, `/${width}`);

/** Yuan as a person types them (`1,234.5`) in whole fen, by letters and not by floats; null when it is no such amount. */
export function parseYuan(text: string): number | null {
  const parts = /^(\d{1,8})(?:\.(\d{0,2}))?$/.exec(
    text
      .trim()
      .replace(/^[¥￥]/, "")
      .replaceAll(",", ""),
  );
  if (parts === null) return null;
  return Number(`${parts[1] ?? "0"}${(parts[2] ?? "").padEnd(2, "0")}`);
}

/** Whole fen as a field shows them for typing: `1234.50`. */
export const yuanInput = (fen: number): string => yuan(fen).replaceAll(",", "");

/** An address in one line; a city that is its own province is said once. */
export const placeOf = (place: {
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly detail: string;
}): string =>
  `${place.province === place.city ? "" : place.province}${place.city}${place.district}${place.detail}`;

/** An id as people read it out: its end, by which it can be looked for, too. */
export const endOfId = (id: string): string => id.slice(-8);
