import { useDateWords, useTexts } from "@/i18n";
import { auditFieldTexts, auditTexts, auditValueTexts } from "@/i18n/staff-audit";
import { dayOf, endOfId, grouped, minuteOf, money } from "@/lib/format";
import type { Row } from "@/lib/query";

type Plain = Row<"GET /v1/staff/audit">["before"];

/** A field that is not what it was, in words. */
export type Change = { readonly key: string; readonly title: string; readonly text: string };

const LISTED = 6;

const isObject = (value: Plain): value is { [key: string]: Plain } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Says what of a record is not as it was, field by field. */
export function useChanges(): (before: Plain, after: Plain) => readonly Change[] {
  const t = useTexts(auditTexts);
  const fields = useTexts(auditFieldTexts);
  const values = useTexts(auditValueTexts);
  const words = useDateWords();

  const titleOf = (key: string): string =>
    key in auditFieldTexts ? fields(key as keyof typeof auditFieldTexts) : key;

  const textOf = (key: string, value: Plain): string => {
    if (value === null || value === "") return t("nothing");
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (typeof value === "number") {
      if (key.endsWith("Fen")) return money(value);
      return key.endsWith("Bps") ? `${value / 100}%` : grouped(value);
    }
    if (typeof value === "string") {
      if (value in auditValueTexts) return values(value as keyof typeof auditValueTexts);
      if (/^\d{4}-\d\d-\d\dT/.test(value)) return minuteOf(value, words);
      if (/^\d{4}-\d\d-\d\d$/.test(value)) return dayOf(value, words);
      return /^[a-z]{3}_[0-9A-Z]{26}$/.test(value) ? endOfId(value) : value;
    }
    if (Array.isArray(value)) {
      const shown = value.slice(0, LISTED).map((one) => textOf(key, one));
      const more = value.length - shown.length;
      return [...shown, ...(more > 0 ? [t("more", { n: more })] : [])].join("；") || t("nothing");
    }
    return Object.entries(value)
      .map(([name, one]) => `${titleOf(name)} ${textOf(name, one)}`)
      .join("，");
  };

  return (before, after) => {
    const was = isObject(before) ? before : {};
    const is = isObject(after) ? after : {};
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => {
      const [old, now] = [was[key] ?? null, is[key] ?? null];
      if (JSON.stringify(old) === JSON.stringify(now)) return [];
      const text =
        before === null
          ? textOf(key, now)
          : after === null
            ? textOf(key, old)
            : key in is
              ? t("was", { before: textOf(key, old), after: textOf(key, now) })
              : "";
      return text === "" ? [] : [{ key, title: titleOf(key), text }];
    });
  };
}
