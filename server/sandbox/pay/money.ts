/** Writes fen as yuan with two decimals, as bills print amounts. */
export function yuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The merchant's rate, 0.60 %, in thousandths. */
const RATE = 6;

/** Prints the rate as bills do. */
export const RATE_TEXT = "0.60%";

/** Writes the fee on an amount in yuan with five decimals: fen × 6 / 1000 fen, exactly. */
export function feeText(fen: number): string {
  const digits = String(Math.abs(fen) * RATE).padStart(6, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -5)}.${digits.slice(-5)}`;
}

/** Gives the fee booked on an amount, in whole fen, half up. */
export function feeFen(fen: number): number {
  return Math.round((fen * RATE) / 1000);
}
