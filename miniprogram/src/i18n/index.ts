import { kept } from "@/lib/storage";
import { createStore, useStore } from "@/lib/store";
import type { DateWords } from "@/lib/format";

/** The languages there are; Chinese is the source. */
export type Language = "zh-CN" | "en";

/** The language of this phone. */
export const language = createStore<Language>(kept<Language>("language", "zh-CN"));

/** Texts of one room: key → [Chinese, English]; `{name}` is filled in. */
export type Texts = Readonly<Record<string, readonly [zh: string, en: string]>>;

/** Declares the texts of one room with their keys kept. */
export const texts = <const Table extends Texts>(table: Table): Table => table;

type Values = Readonly<Record<string, string | number>>;

/** Says a text in the language of the page, with the values filled in. */
export type Say<Table extends Texts> = (key: keyof Table & string, values?: Values) => string;

/** Says texts of a room outside of a component. */
export function say<Table extends Texts>(
  table: Table,
  key: keyof Table & string,
  values?: Values,
): string {
  const [zh, en] = table[key] ?? ["", ""];
  const text = language.get() === "en" ? en : zh;
  return values === undefined
    ? text
    : one(text, values).replace(/\{(\w+)\}/g, (whole, name: string) =>
        String(values[name] ?? whole),
      );
}

/** What English counts on these pages. */
const counted =
  /\{(\w+)\} (point|pt|day|item|time|row|month|member|purchase|product|tier|offer|year|unit|price|order|option|coupon|balance)s\b/g;

/** One of a thing is not several: “1 item”. Chinese has no such forms and passes as it is. */
const one = (text: string, values: Values): string =>
  text.replace(counted, (whole, name: string, noun: string) =>
    String(values[name]) === "1" ? `{${name}} ${noun}` : whole,
  );

/** The texts of a room in the language of the page: `const t = useTexts(cartTexts); t("title")`. */
export function useTexts<Table extends Texts>(table: Table): Say<Table> {
  useStore(language);
  return (key, values) => say(table, key, values);
}

const dateTexts = texts({
  today: ["今天", "today"],
  yesterday: ["昨天", "yesterday"],
  day: ["{m}月{d}日", "{m}/{d}"],
  full: ["{y}年{m}月{d}日", "{y}-{m}-{d}"],
});

/** How dates are said in the language of the page. */
export function useDateWords(): DateWords {
  const t = useTexts(dateTexts);
  return { today: t("today"), yesterday: t("yesterday"), day: t("day"), full: t("full") };
}
