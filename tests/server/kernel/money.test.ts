import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate, applyBps, formatYuan, parseYuan } from "@server/kernel/money.ts";

describe("splitting money", () => {
  it("gives ¥10.00 over three equal lines as 3.34, 3.33, 3.33", () => {
    expect(allocate(1_000, [1, 1, 1])).toEqual([334, 333, 333]);
  });

  it("loses and invents nothing, and no part is more than one fen off its exact share", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 50 }),
        (total, weights) => {
          const parts = allocate(total, weights);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
          const sum = weights.reduce((all, weight) => all + weight, 0);
          if (sum === 0) return;
          for (const [index, part] of parts.entries()) {
            const exact = (BigInt(total) * BigInt(weights[index] ?? 0)) / BigInt(sum);
            expect(BigInt(part) - exact).toBeGreaterThanOrEqual(0n);
            expect(BigInt(part) - exact).toBeLessThanOrEqual(1n);
          }
        },
      ),
    );
  });

  it("floors a rate: 88 折 of ¥9.99 is ¥8.79", () => {
    expect(applyBps(999, 8_800)).toBe(879);
    expect(applyBps(Number.MAX_SAFE_INTEGER, 10_000)).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe("yuan texts", () => {
  it.each([
    ["¥1,234.50", 123_450],
    ["￥0.1", 10],
    ["12", 1_200],
    ["12.00元", 1_200],
    ["-3.5", -350],
    ["¥-3.50", -350],
    ["0.070", 7],
    ["29.33", 2_933],
  ])("reads %s as %i fen", (text, fen) => {
    expect(parseYuan(text)).toBe(fen);
  });

  it.each(["", "abc", "1.234", "1,23.00", "--1", "-¥-1", "1e3", "１２", "99999999999999999"])(
    "refuses %j",
    (text) => {
      expect(parseYuan(text)).toBeNull();
    },
  );

  it("writes what it reads", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), (fen) => {
        expect(parseYuan(formatYuan(fen))).toBe(fen === 0 ? 0 : fen);
      }),
    );
  });
});
