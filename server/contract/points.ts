import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { day, id } from "./primitives.ts";

/** A share or multiple of one in basis points: 10 000 is once, 20 000 is double. */
const multiplierBps = z.int().min(0).max(100_000);
const pointsMax = 1_000_000_000;
const amount = z.int().min(1).max(pointsMax);

/** How a purchase earns points. What earns is the money paid for goods: no freight, nothing that points paid. */
const earning = z.strictObject({
  /** Thousandths of a point per yuan, by the tier level from which they count; level 0 is for everybody. */
  rates: z
    .array(
      z.strictObject({
        fromLevel: z.int().min(0).max(10),
        milliPerYuan: z.int().min(0).max(1_000_000),
      }),
    )
    .min(1)
    .max(11),
  /** A line in several of these categories counts by the largest. */
  categories: z.array(z.strictObject({ categoryId: id("cat"), multiplierBps })).max(100),
  /** Goods that never earn: gift cards, vouchers. */
  excludedCategoryIds: z.array(id("cat")).max(100),
  /** Days that multiply; of double day and birthday month the larger counts, never both. */
  doubleDays: z
    .strictObject({
      days: z.array(day).max(100),
      /** 1 Monday … 7 Sunday. */
      weekdays: z.array(z.int().min(1).max(7)).max(7),
      monthDays: z.array(z.int().min(1).max(31)).max(31),
      multiplierBps: multiplierBps.min(10_000),
    })
    .nullable(),
  /** In the calendar the birthday is kept in; 10 000 is off. */
  birthdayMonthBps: multiplierBps.min(10_000),
  firstOrderBonus: z.int().min(0).max(1_000_000),
  /** Points become available so many days after the payment: the time in which goods may come back. */
  pendingDays: z.int().min(0).max(90),
});

/** When points are over, counted from the day they become available; a last day is still good. */
const expiry = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("never") }),
  z.strictObject({
    kind: z.literal("months"),
    months: z.int().min(1).max(120),
    roundUpTo: z.enum(["day", "month", "quarter", "year"]),
  }),
  /** One day of the year: the first one after so many turns of the year. */
  z.strictObject({
    kind: z.literal("fixed_day"),
    monthDay: z
      .string()
      .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "应为 MM-DD")
      .refine((text) => {
        const [month = 1, date = 1] = text.split("-").map(Number);
        return date <= new Date(Date.UTC(2000, month, 0)).getUTCDate();
      }, "没有这一天"),
    yearsLater: z.int().min(0).max(5),
  }),
]);

/** The rules of points as staff write them. */
export const pointsRules = z.strictObject({
  earning,
  expiry,
  /** Days that spent points which come back by a refund keep when their bucket is over; 0: they are over at once. */
  returnGraceDays: z.int().min(0).max(365),
  /** How points pay: every `stepPoints` are worth `stepFen`, up to `maxBps` of the goods; null when they do not. */
  spending: z
    .strictObject({
      stepPoints: z.int().min(1).max(1_000_000),
      stepFen: z.int().min(1).max(1_000_000),
      maxBps: z.int().min(1).max(10_000),
      isWithCoupons: z.boolean(),
    })
    .nullable(),
  adjusting: z.strictObject({
    /** More than this, up or down, needs a second person. */
    aloneMax: z.int().min(0).max(pointsMax),
    /** More than this is refused. */
    max: amount,
  }),
});

/** What members and staff can do with points. */
export const pointsEndpoints = endpoints({});
