import { describe, expect, it } from "vitest";
import {
  isScheduledDay,
  mayMeet,
  windowToday,
  type CampaignSchedule,
} from "@server/modules/promotions/campaigns/schedule.ts";

const schedule = (parts: Partial<CampaignSchedule> = {}): CampaignSchedule => ({
  from: new Date("2026-03-01T02:00:00.000Z"),
  until: new Date("2026-04-01T02:00:00.000Z"),
  weekdays: [],
  monthDays: [],
  ...parts,
});

describe("the days of a campaign", () => {
  it.each([
    { day: "2026-03-10", weekdays: [2], monthDays: [], is: true, why: "a Tuesday" },
    { day: "2026-03-10", weekdays: [1, 3], monthDays: [], is: false, why: "not a Monday" },
    { day: "2026-03-15", weekdays: [7], monthDays: [], is: true, why: "a Sunday" },
    { day: "2026-03-10", weekdays: [], monthDays: [10], is: true, why: "the tenth" },
    { day: "2026-03-10", weekdays: [1], monthDays: [10], is: true, why: "one of both will do" },
    { day: "2026-02-28", weekdays: [], monthDays: [31], is: true, why: "the month's last day" },
    {
      day: "2028-02-28",
      weekdays: [],
      monthDays: [30],
      is: false,
      why: "a leap year has the 29th",
    },
    { day: "2028-02-29", weekdays: [], monthDays: [30], is: true, why: "the leap day is the last" },
    { day: "2026-04-30", weekdays: [], monthDays: [31], is: true, why: "April has 30 days" },
    { day: "2026-12-31", weekdays: [], monthDays: [31], is: true, why: "the year's last day" },
    { day: "2026-12-31", weekdays: [], monthDays: [1], is: false, why: "not the first" },
  ])("$day is $is: $why", ({ day, weekdays, monthDays, is }) => {
    expect(isScheduledDay({ weekdays, monthDays }, day)).toBe(is);
  });

  it("change at midnight in Asia/Shanghai, not in UTC", () => {
    const tuesdays = schedule({ weekdays: [2] });
    const day = {
      from: new Date("2026-03-09T16:00:00.000Z"),
      until: new Date("2026-03-10T16:00:00.000Z"),
    };
    expect(windowToday(tuesdays, new Date("2026-03-09T15:59:59.999Z"))).toBeNull();
    expect(windowToday(tuesdays, new Date("2026-03-09T16:00:00.000Z"))).toEqual(day);
    expect(windowToday(tuesdays, new Date("2026-03-10T15:59:59.999Z"))).toEqual(day);
    expect(windowToday(tuesdays, new Date("2026-03-10T16:00:00.000Z"))).toBeNull();
  });

  it("are cut to the campaign's own beginning and end", () => {
    // 2026-03-03 and 2026-03-31 are Tuesdays; the campaign runs from 10:00 to 10:00.
    const cut = schedule({ from: new Date("2026-03-03T02:00:00.000Z"), weekdays: [2] });
    expect(windowToday(cut, new Date("2026-03-02T20:00:00.000Z"))).toEqual({
      from: new Date("2026-03-03T02:00:00.000Z"),
      until: new Date("2026-03-03T16:00:00.000Z"),
    });
    const wednesdays = schedule({ weekdays: [3] });
    expect(windowToday(wednesdays, new Date("2026-03-31T20:00:00.000Z"))).toEqual({
      from: new Date("2026-03-31T16:00:00.000Z"),
      until: new Date("2026-04-01T02:00:00.000Z"),
    });
    expect(windowToday(wednesdays, new Date("2026-04-07T20:00:00.000Z"))).toBeNull();
  });

  it("without a member day leave the whole stretch, from the first day to the last", () => {
    const { from, until } = schedule();
    expect(windowToday(schedule(), new Date("2026-02-28T15:59:59.999Z"))).toBeNull();
    // The first day, two hours before the campaign begins.
    expect(windowToday(schedule(), new Date("2026-03-01T00:00:00.000Z"))).toEqual({ from, until });
    expect(windowToday(schedule(), new Date("2026-03-31T23:00:00.000Z"))).toEqual({ from, until });
    expect(windowToday(schedule(), new Date("2026-04-01T16:00:00.000Z"))).toBeNull();
  });
});

describe("two campaigns meet", () => {
  const later = {
    from: new Date("2026-04-01T02:00:00.000Z"),
    until: new Date("2026-05-01T02:00Z"),
  };
  it.each([
    { a: {}, b: {}, is: true, why: "same time" },
    { a: {}, b: later, is: false, why: "one begins as the other ends" },
    { a: { weekdays: [1] }, b: { weekdays: [2] }, is: false, why: "other days of the week" },
    { a: { weekdays: [1, 2] }, b: { weekdays: [2] }, is: true, why: "a day of the week" },
    { a: { weekdays: [1] }, b: { monthDays: [8] }, is: true, why: "the 8th may be a Monday" },
    { a: { monthDays: [8] }, b: { monthDays: [9] }, is: false, why: "other days of the month" },
    { a: { monthDays: [30] }, b: { monthDays: [31] }, is: true, why: "both are a month's end" },
    { a: { weekdays: [1] }, b: {}, is: true, why: "every day has a Monday" },
  ])("$is: $why", ({ a, b, is }) => {
    expect(mayMeet(schedule(a), schedule(b))).toBe(is);
    expect(mayMeet(schedule(b), schedule(a))).toBe(is);
  });
});
