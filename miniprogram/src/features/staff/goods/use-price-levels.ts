import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import { useApi } from "@/lib/query";

/** A level that can have a price of its own, with what the shop calls it. */
export type PriceLevel = { readonly level: string; readonly name: string };

/** The levels that can have a price of their own: those of the rules in force, and those that have one already. */
export function usePriceLevels(priced: readonly string[]): readonly PriceLevel[] {
  const t = useTexts(goodsTexts);
  const tiers = useApi("GET /v1/tiers", {}, { isKept: true });
  const names = new Map(
    (tiers.data?.levels ?? []).map(({ level, name }) => [String(level), name] as const),
  );
  const levels = [...new Set([...names.keys(), ...priced])];
  levels.sort();
  return levels.map((level) => ({ level, name: names.get(level) ?? t("levelGone", { level }) }));
}
