import type { Answer, Input } from "@/lib/api";
import { yuanInput } from "@/lib/format";
import { percentInput, reader, type Faults } from "../offers/typed";

/** A version of the rules of points that was published. */
export type PointsPolicy = Answer<"GET /v1/staff/points/policies">["items"][number];
/** The rules as they are sent. */
export type PointsRules = Input<"POST /v1/staff/points/policies">["body"]["rules"];

/** The rules of points as they are typed. */
export type PointsForm = {
  readonly basedOn: number;
  /** Points per yuan by the level from which they count; the first is for everybody. */
  readonly rates: readonly { readonly fromLevel: string; readonly perYuan: string }[];
  readonly categories: readonly { readonly categoryId: string; readonly times: string }[];
  readonly excludedCategoryIds: readonly string[];
  readonly hasDoubleDays: boolean;
  readonly doubleDays: readonly string[];
  readonly weekdays: readonly string[];
  readonly monthDays: string;
  readonly doubleTimes: string;
  readonly birthdayTimes: string;
  readonly firstOrderBonus: string;
  readonly pendingDays: string;
  readonly expiry: "never" | "months" | "fixed_day";
  readonly months: string;
  readonly roundUpTo: "day" | "month" | "quarter" | "year";
  readonly monthDay: string;
  readonly yearsLater: string;
  readonly returnGraceDays: string;
  readonly hasSpending: boolean;
  readonly stepPoints: string;
  readonly step: string;
  readonly maxPercent: string;
  readonly isWithCoupons: boolean;
  readonly aloneMax: string;
  readonly max: string;
};

/** The rules in force, to be changed. */
export function pointsFormOf({ version, ...rules }: PointsPolicy): PointsForm {
  const { earning, expiry, spending, adjusting } = rules;
  return {
    basedOn: version,
    rates: earning.rates.map(({ fromLevel, milliPerYuan }) => ({
      fromLevel: String(fromLevel),
      perYuan: String(milliPerYuan / 1_000),
    })),
    categories: earning.categories.map(({ categoryId, multiplierBps }) => ({
      categoryId,
      times: String(multiplierBps / 10_000),
    })),
    excludedCategoryIds: earning.excludedCategoryIds,
    hasDoubleDays: earning.doubleDays !== null,
    doubleDays: earning.doubleDays?.days ?? [],
    weekdays: (earning.doubleDays?.weekdays ?? []).map(String),
    monthDays: (earning.doubleDays?.monthDays ?? []).join(" "),
    doubleTimes: String((earning.doubleDays?.multiplierBps ?? 20_000) / 10_000),
    birthdayTimes: String(earning.birthdayMonthBps / 10_000),
    firstOrderBonus: String(earning.firstOrderBonus),
    pendingDays: String(earning.pendingDays),
    expiry: expiry.kind,
    months: expiry.kind === "months" ? String(expiry.months) : "12",
    roundUpTo: expiry.kind === "months" ? expiry.roundUpTo : "month",
    monthDay: expiry.kind === "fixed_day" ? expiry.monthDay : "12-31",
    yearsLater: expiry.kind === "fixed_day" ? String(expiry.yearsLater) : "1",
    returnGraceDays: String(rules.returnGraceDays),
    hasSpending: spending !== null,
    stepPoints: String(spending?.stepPoints ?? 100),
    step: yuanInput(spending?.stepFen ?? 100),
    maxPercent: percentInput(spending?.maxBps ?? 5_000),
    isWithCoupons: spending?.isWithCoupons ?? true,
    aloneMax: String(adjusting.aloneMax),
    max: String(adjusting.max),
  };
}

/** What is sent, and which texts cannot be read; pointers are those of the rules. */
export function rulesOf(form: PointsForm): {
  readonly rules: PointsRules;
  readonly faults: Faults;
} {
  const read = reader();
  // 1.25 is read by letters, as yuan are: a hundredth of one is a hundred basis points or ten thousandths.
  const times = (pointer: string, text: string): number => read.percent(pointer, text) * 100;
  const rules: PointsRules = {
    earning: {
      rates: form.rates.map(({ fromLevel, perYuan }, index) => ({
        fromLevel: read.whole(`/earning/rates/${index}/fromLevel`, fromLevel),
        milliPerYuan: read.percent(`/earning/rates/${index}/milliPerYuan`, perYuan) * 10,
      })),
      categories: form.categories.map(({ categoryId, times: text }, index) => ({
        categoryId,
        multiplierBps: times(`/earning/categories/${index}/multiplierBps`, text),
      })),
      excludedCategoryIds: [...form.excludedCategoryIds],
      doubleDays: form.hasDoubleDays
        ? {
            days: [...form.doubleDays],
            weekdays: form.weekdays.map(Number),
            monthDays: numbersOf(form.monthDays),
            multiplierBps: times("/earning/doubleDays/multiplierBps", form.doubleTimes),
          }
        : null,
      birthdayMonthBps: times("/earning/birthdayMonthBps", form.birthdayTimes),
      firstOrderBonus: read.whole("/earning/firstOrderBonus", form.firstOrderBonus),
      pendingDays: read.whole("/earning/pendingDays", form.pendingDays),
    },
    expiry:
      form.expiry === "never"
        ? { kind: "never" }
        : form.expiry === "months"
          ? {
              kind: "months",
              months: read.whole("/expiry/months", form.months, 1),
              roundUpTo: form.roundUpTo,
            }
          : {
              kind: "fixed_day",
              monthDay: read.words("/expiry/monthDay", form.monthDay),
              yearsLater: read.whole("/expiry/yearsLater", form.yearsLater),
            },
    returnGraceDays: read.whole("/returnGraceDays", form.returnGraceDays),
    spending: form.hasSpending
      ? {
          stepPoints: read.whole("/spending/stepPoints", form.stepPoints, 1),
          stepFen: read.yuan("/spending/stepFen", form.step),
          maxBps: read.percent("/spending/maxBps", form.maxPercent),
          isWithCoupons: form.isWithCoupons,
        }
      : null,
    adjusting: {
      aloneMax: read.whole("/adjusting/aloneMax", form.aloneMax),
      max: read.whole("/adjusting/max", form.max, 1),
    },
  };
  return { rules, faults: read.faults };
}

/** The whole numbers in a line of text. */
export const numbersOf = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);
