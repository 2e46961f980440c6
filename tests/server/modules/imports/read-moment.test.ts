import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDay, readMoment } from "@server/modules/imports/read-moment.ts";

const shanghai = (text: string) => new Date(`${text}+08:00`);

describe("a moment in a file", () => {
  it.each([
    ["2024-01-05 13:05:09", "2024-01-05T13:05:09"],
    ["2024-01-05T13:05:09.250", "2024-01-05T13:05:09"],
    ["2024/1/5 13:05", "2024-01-05T13:05:00"],
    ["2024.1.5", "2024-01-05T00:00:00"],
    ["2024年1月5日", "2024-01-05T00:00:00"],
    ["2024年1月5日 13时05分", "2024-01-05T13:05:00"],
    ["2024/1/5 下午 1:05:00", "2024-01-05T13:05:00"],
    ["2024/1/5 上午12:05", "2024-01-05T00:05:00"],
    ["20240105", "2024-01-05T00:00:00"],
    ["20240105130509", "2024-01-05T13:05:09"],
    ["45296", "2024-01-05T00:00:00"],
    ["45296.5451388889", "2024-01-05T13:05:00"],
    ["2024-01-05T05:05:09Z", "2024-01-05T13:05:09"],
    ["2024-01-05 14:05:09 +09:00", "2024-01-05T13:05:09"],
    ["2024-02-29", "2024-02-29T00:00:00"],
  ])("%s is read in Shanghai time", (written, meant) => {
    expect(readMoment(written)).toEqual(shanghai(meant));
  });

  it.each([
    "",
    "昨天",
    "1/5/2024",
    "2023-02-29",
    "2024-13-01",
    "2024-01-05 25:00",
    "2024-01-05 12:60",
    "2024/1/5 下午 13:05",
    "20240132",
    "202401",
    "19999",
    "80000",
    "E20240105",
    "2024-01-05 13:05 明天",
  ])("%j is refused rather than guessed", (written) => {
    expect(readMoment(written)).toBeNull();
  });

  it("comes back from every way of writing it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1955, 0, 1) / 1000, max: Date.UTC(2100, 0, 1) / 1000 }),
        (seconds) => {
          const at = new Date(seconds * 1000);
          const local = new Date(at.getTime() + 8 * 3_600_000).toISOString();
          const excel = (at.getTime() + 8 * 3_600_000 - Date.UTC(1899, 11, 30)) / 86_400_000;
          for (const written of [
            local.slice(0, 19),
            local.slice(0, 19).replace("T", " ").replaceAll("-", "/"),
            local.slice(0, 19).replace(/\D/g, ""),
            excel.toFixed(10),
            at.toISOString(),
          ])
            expect({ written, at: readMoment(written) }).toEqual({ written, at });
          expect(readDay(local.slice(0, 10))).toBe(local.slice(0, 10));
        },
      ),
    );
  });
});
