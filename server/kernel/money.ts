import { assert } from "./errors.ts";

/**
 * Takes a share of an amount in basis points, rounded down: what the shopper pays is never rounded up.
 * @param amountFen whole fen, not negative.
 * @param bps basis points, 0..10 000 (88 折 = 8 800).
 */
export function applyBps(amountFen: number, bps: number): number {
  assert(Number.isSafeInteger(amountFen) && amountFen >= 0, "amount is whole fen");
  assert(Number.isInteger(bps) && bps >= 0 && bps <= 10_000, "bps in 0..10000");
  return amountFen <= EXACT_PRODUCT_MAX / 10_000
    ? Math.floor((amountFen * bps) / 10_000)
    : Number((BigInt(amountFen) * BigInt(bps)) / 10_000n);
}

/** Products up to here are exact as numbers; larger ones are computed as big integers, several times slower. */
const EXACT_PRODUCT_MAX = Number.MAX_SAFE_INTEGER;

/**
 * Splits an amount over weights by largest remainder, so that the parts are whole and sum to the amount exactly;
 * ties go to the earlier part. No part exceeds its weight as long as the amount does not exceed the weights' sum.
 * (The Hamilton method; macrozheng/mall#356 shows what rounding each part by itself loses.)
 * @param totalFen whole fen, not negative.
 * @param weights whole, not negative; all zero puts everything on the first part.
 */
export function allocate(totalFen: number, weights: readonly number[]): number[] {
  assert(Number.isSafeInteger(totalFen) && totalFen >= 0, "total is whole fen");
  assert(weights.length > 0, "something to allocate to");
  const sum = sumFen(weights);
  if (sum === 0) return weights.map((_, index) => (index === 0 ? totalFen : 0));
  const shares = weights.map((weight, index) => ({ index, ...divide(totalFen, weight, sum) }));
  const parts = shares.map((share) => share.floor);
  let left = totalFen - sumFen(parts);
  if (left === 0) return parts;
  for (const { index } of shares.toSorted((a, b) => b.remainder - a.remainder)) {
    if (left === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}

/** How often `sum` goes into `total` × `weight`, and what remains, exactly. */
function divide(total: number, weight: number, sum: number): { floor: number; remainder: number } {
  if (total * weight <= EXACT_PRODUCT_MAX) {
    const remainder = (total * weight) % sum;
    return { floor: (total * weight - remainder) / sum, remainder };
  }
  const product = BigInt(total) * BigInt(weight);
  return { floor: Number(product / BigInt(sum)), remainder: Number(product % BigInt(sum)) };
}

/** Sums whole fen. */
export function sumFen(amounts: Iterable<number>): number {
  let total = 0;
  for (const amount of amounts) total += amount;
  assert(Number.isSafeInteger(total), "sum stays exact");
  return total;
}

/** Writes fen as yuan with two decimals, `¥1,234.50`, for texts that people read. */
export function formatYuan(amountFen: number): string {
  const sign = amountFen < 0 ? "-" : "";
  const whole = Math.trunc(Math.abs(amountFen) / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}¥${whole}.${(Math.abs(amountFen) % 100).toString().padStart(2, "0")}`;
}

/**
 * Reads a yuan text as whole fen without ever going through a float; null when it is not an amount.
 * Accepts `¥`, `￥`, a trailing 元, thousands commas and up to two decimals (more only when they are zeros).
 */
export function parseYuan(written: string): number | null {
  const match = /^(-?)[¥￥]?\s*(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2})0*)?\s*元?$/.exec(
    written.trim(),
  );
  if (match === null || (match[1] !== "" && match[2] !== "")) return null;
  const whole = Number((match[3] ?? "").replaceAll(",", ""));
  const cents = Number((match[4] ?? "").padEnd(2, "0") || "0");
  const amount = whole * 100 + cents;
  if (!Number.isSafeInteger(amount)) return null;
  return match[1] === "-" || match[2] === "-" ? -amount : amount;
}
