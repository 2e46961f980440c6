import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  dayStart,
  daysBetween,
  isDay,
  shanghaiDay,
} from "@server/kernel/calendar.ts";

describe("days in Shanghai", () => {
  it.each([
    ["2026-03-09T15:59:59.999Z", "2026-03-09"],
    ["2026-03-09T16:00:00.000Z", "2026-03-10"],
    ["2025-12-31T16:00:00.000Z", "2026-01-01"],
  ])("puts %s on %s", (instant, day) => {
    expect(shanghaiDay(new Date(instant))).toBe(day);
  });

  it("begins a day at 16:00 UTC the day before, and that instant is on the day", () => {
    expect(dayStart("2026-03-10").toISOString()).toBe("2026-03-09T16:00:00.000Z");
    expect(shanghaiDay(dayStart("2026-03-10"))).toBe("2026-03-10");
    expect(shanghaiDay(new Date(dayStart("2026-03-10").getTime() - 1))).toBe("2026-03-09");
  });

  it.each([
    ["2026-01-31", 1, "2026-02-28"],
    ["2028-01-31", 1, "2028-02-29"],
    ["2026-12-31", 2, "2027-02-28"],
    ["2026-03-31", -1, "2026-02-28"],
    ["2024-02-29", 12, "2025-02-28"],
  ])("goes from %s by %i months to %s", (from, months, to) => {
    expect(addMonths(from, months)).toBe(to);
  });

  it("counts days over a year's end and a leap day", () => {
    expect(addDays("2027-12-31", 60)).toBe("2028-02-29");
    expect(daysBetween("2027-12-31", "2028-02-29")).toBe(60);
  });

  it.each(["2026-02-30", "2026-13-01", "2026-1-1", "", "20260101"])(
    "says that %j is no day",
    (text) => {
      expect(isDay(text)).toBe(false);
    },
  );
});
