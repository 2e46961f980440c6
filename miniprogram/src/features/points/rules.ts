import { pointsTexts } from "@/i18n/points";
import { useDateWords, useTexts, type Say } from "@/i18n";
import { dayOf, money, type DateWords } from "@/lib/format";
import type { PointsRules } from "./use-points";

type T = Say<typeof pointsTexts>;

const multiple = (bps: number): string => String(bps / 10_000);
const WEEKDAYS = [
  "weekday1",
  "weekday2",
  "weekday3",
  "weekday4",
  "weekday5",
  "weekday6",
  "weekday7",
] as const;

function doubleDays(
  t: T,
  words: DateWords,
  days: NonNullable<PointsRules["earning"]["doubleDays"]>,
) {
  return [
    ...days.weekdays.map((day) => t("everyWeekday", { day: t(WEEKDAYS[day - 1] ?? "weekday1") })),
    ...days.monthDays.map((n) => t("everyMonthday", { n })),
    ...days.days.map((day) => dayOf(day, words)),
  ].join("、");
}

function earnWords(t: T, words: DateWords, rules: PointsRules, nameOf: NameOf): string[] {
  const { earning } = rules;
  return [
    ...earning.rates.map(({ fromLevel, milliPerYuan }) =>
      fromLevel === 0
        ? t("ruleEarn", { n: milliPerYuan / 1_000 })
        : t("ruleEarnLevel", { name: nameOf(fromLevel), n: milliPerYuan / 1_000 }),
    ),
    ...(earning.firstOrderBonus > 0 ? [t("ruleFirst", { n: earning.firstOrderBonus })] : []),
    ...(earning.birthdayMonthBps > 10_000
      ? [t("ruleBirthday", { n: multiple(earning.birthdayMonthBps) })]
      : []),
    ...(earning.doubleDays === null
      ? []
      : [
          t("ruleDouble", {
            days: doubleDays(t, words, earning.doubleDays),
            n: multiple(earning.doubleDays.multiplierBps),
          }),
        ]),
    ...(earning.categories.length > 0 ? [t("ruleCategories")] : []),
    ...(earning.excludedCategoryIds.length > 0 ? [t("ruleExcluded")] : []),
    earning.pendingDays > 0 ? t("rulePending", { n: earning.pendingDays }) : t("rulePendingNone"),
  ];
}

const ROUND = {
  day: "roundDay",
  month: "roundMonth",
  quarter: "roundQuarter",
  year: "roundYear",
} as const;

function expiryWords(t: T, { expiry }: PointsRules): string {
  if (expiry.kind === "never") return t("ruleNever");
  if (expiry.kind === "months")
    return t("ruleMonths", { n: expiry.months, round: t(ROUND[expiry.roundUpTo]) });
  const [m = 1, d = 1] = expiry.monthDay.split("-").map(Number);
  return expiry.yearsLater === 0
    ? t("ruleFixedThis", { m, d })
    : t("ruleFixed", { n: expiry.yearsLater + 1, m, d });
}

function spendWords(t: T, { spending, returnGraceDays }: PointsRules): string[] {
  const grace = returnGraceDays > 0 ? [t("ruleReturn", { n: returnGraceDays })] : [];
  if (spending === null) return [t("notMoney"), ...grace];
  return [
    t("ruleSpend", {
      points: spending.stepPoints,
      money: money(spending.stepFen),
      share: spending.maxBps / 100,
    }),
    t(spending.isWithCoupons ? "ruleWithCoupons" : "ruleNotWithCoupons"),
    ...grace,
  ];
}

type NameOf = (level: number) => string;

/** Says the rules of points in sentences: how they are earned, when they are over, how they pay. */
export function usePointsRuleWords(nameOf: NameOf | null): (rules: PointsRules) => string[] {
  const t = useTexts(pointsTexts);
  const words = useDateWords();
  return (rules) => [
    ...earnWords(t, words, rules, nameOf ?? ((n) => t("ruleLevel", { n }))),
    expiryWords(t, rules),
    ...spendWords(t, rules),
  ];
}
