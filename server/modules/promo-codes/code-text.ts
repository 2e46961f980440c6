import { randomBytes } from "node:crypto";

/** 32 characters that are not taken for one another: neither 0 and O nor 1 and I. */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/** 14 characters of 32 are 70 bits. */
const LENGTH = 14;

/** Draws a code for single use: 70 bits from the system's source. */
export function drawCode(): string {
  return [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % 32] ?? "").join("");
}

/** A code as it is compared: without spaces and hyphens, in capitals, full-width forms made plain. */
export function plainCode(written: string): string {
  return written.normalize("NFKC").replaceAll(/[\s-]/g, "").toUpperCase();
}

/** Whether a readable code is made of letters, digits and Chinese characters, four to twenty of them. */
export function isVanityCode(plain: string): boolean {
  return /^[A-Z0-9\u4e00-\u9fff]{4,20}$/u.test(plain);
}

/** A code for single use as people read it: `ABCDE-FGHJK-LMNP`. */
export function groupCode(plain: string): string {
  return plain.replaceAll(/(.{5})(?=.)/g, "$1-");
}

/**
 * One line of a CSV file: every cell quoted, and none that a spreadsheet would take for a formula (Symfony
 * CVE-2021-41270).
 */
export function csvLine(cells: readonly string[]): string {
  return cells
    .map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell))
    .map((cell) => `"${cell.replaceAll('"', '""')}"`)
    .join(",");
}
