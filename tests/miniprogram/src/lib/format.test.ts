import { expect, test } from "vitest";
import { parseYuan, yuanInput } from "../../../../miniprogram/src/lib/format.ts";

test.each([
  ["12", 1_200],
  ["12.", 1_200],
  ["12.5", 1_250],
  ["0.07", 7],
  [" 1,234.50 ", 123_450],
  ["¥8", 800],
  // Twenty times a hundred by floats would be 1,998.9999….
  ["19.99", 1_999],
  ["99999999.99", 9_999_999_999],
])("yuan typed as %j are %i fen", (typed, fen) => {
  expect(parseYuan(typed)).toBe(fen);
});

test.each(["", ".", ".5", "-1", "1.234", "1e3", "12元", "1 2", "１２", "100000000"])(
  "%j is no amount",
  (typed) => {
    expect(parseYuan(typed)).toBeNull();
  },
);

test("an amount shown for typing is read as the same amount", () => {
  for (const fen of [0, 7, 100, 1_999, 123_456_789]) expect(parseYuan(yuanInput(fen))).toBe(fen);
});
