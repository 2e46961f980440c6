import { useApi } from "@/lib/query";

/** The levels that can have a price of their own: those of the rules in force, and those that have one already. */
export function usePriceLevels(priced: readonly string[]): readonly string[] {
  const tiers = useApi("GET /v1/tiers", {}, { isKept: true });
  const inForce = (tiers.data?.levels ?? []).map(({ level }) => String(level));
  const levels = [...new Set([...inForce, ...priced])];
  levels.sort();
  return levels;
}
