import { useApi } from "@/lib/query";
import { useMember } from "@/lib/session";

type Prices = Readonly<Record<string, number>>;

/** What a level pays: the best of its own price, those of the levels below, and the list price. */
export function priceAt(level: number, listFen: number, prices: Prices): number {
  return Object.entries(prices)
    .filter(([from]) => Number(from) <= level)
    .reduce((best, [, fen]) => Math.min(best, fen), listFen);
}

/** The shopper's tier, and the one after it; level 0 for guests. */
export type Level = {
  readonly level: number;
  readonly name: string | null;
  readonly next: { readonly level: number; readonly name: string } | null;
};

/** Reads which prices count for the shopper. */
export function useLevel(): Level {
  const isMember = useMember() !== null;
  const { data } = useApi("GET /v1/me/tier", {}, { isOn: isMember });
  if (!isMember || data === undefined) return { level: 0, name: null, next: null };
  const next = data.next === null ? null : { level: data.next.level, name: data.next.tierName };
  return { level: data.level, name: data.tierName, next };
}
