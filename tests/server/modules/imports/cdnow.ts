import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the converted sample lies. */
export const cdnow = (name: "members.csv" | "orders.csv"): string =>
  fileURLToPath(new URL(`../../../fixtures/cdnow/${name}`, import.meta.url));

const DAY_MS = 86_400_000;
const AS_OF = Date.UTC(1998, 5, 30);

/** Sorts what has no name in common, so that it can be compared. */
export const inOrder = (customers: readonly Expected[]): string[] =>
  customers.map((one) => JSON.stringify(Object.values(one))).toSorted();

/** What must come out for one customer: counted here once more, with nothing of the product. */
export type Expected = { count: number; netFen: number; lastDay: string; level: number };

/** The figures and the level of every customer on 30 June 1998, by a plain walk over all days. */
export function expectedCustomers(thresholds: readonly number[]): Expected[] {
  const bought = new Map<string, { ms: number; fen: number }[]>();
  for (const line of readFileSync(cdnow("orders.csv"), "utf8").trim().split("\n").slice(1)) {
    const [customer = "", day = "", amount = ""] = line.split(",");
    const ms = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)));
    const list = bought.get(customer) ?? [];
    list.push({ ms, fen: Math.round(Number(amount) * 100) });
    bought.set(customer, list);
  }
  return [...bought.values()].map((list) => ({
    count: list.length,
    netFen: list.reduce((sum, one) => sum + one.fen, 0),
    lastDay: new Date(Math.max(...list.map((one) => one.ms))).toISOString().slice(0, 10),
    level: levelAtEnd(list, thresholds),
  }));
}

function levelAtEnd(
  list: readonly { ms: number; fen: number }[],
  thresholds: readonly number[],
): number {
  const yearOff = (ms: number, years: number): number => {
    const date = new Date(ms);
    return Date.UTC(date.getUTCFullYear() + years, date.getUTCMonth(), date.getUTCDate());
  };
  let level = 0;
  let termEnd = Infinity;
  let graceEnd = Infinity;
  for (let day = Math.min(...list.map((one) => one.ms)); day <= AS_OF; day += DAY_MS) {
    const fen = list
      .filter((one) => one.ms <= day && one.ms > yearOff(day, -1))
      .reduce((sum, one) => sum + one.fen, 0);
    const reached = thresholds.filter((threshold) => fen >= threshold * 100).length;
    const isKept = day >= termEnd && reached === level;
    const isLost = day >= graceEnd && reached < level;
    if (reached > level || isKept || isLost) {
      level = reached;
      termEnd = level === 0 ? Infinity : yearOff(day, 1);
      graceEnd = Infinity;
    } else if (day === termEnd) {
      graceEnd = termEnd + 30 * DAY_MS;
      if (day >= graceEnd) level = reached;
    }
  }
  return level;
}
