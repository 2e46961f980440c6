import { useMember } from "@/lib/session";
import { useApi, useApiList } from "@/lib/query";
import type { Answer } from "@/lib/api";

/** A member's standing as the server gives it. */
export type Standing = Answer<"GET /v1/me/standing">;
/** The rules of tiers in force with the benefits of each level. */
export type TierPolicy = Answer<"GET /v1/tiers">;
/** What a level brings. */
export type Benefits = TierPolicy["baseBenefits"];

/** Reads where the shopper stands, with the three numbers; nothing is asked for a guest. */
export function useStanding() {
  const isMember = useMember() !== null;
  return useApi("GET /v1/me/standing", {}, { isOn: isMember });
}

/** Reads the rules of tiers and what every level brings; the same for everybody. */
export const useTierPolicy = () => useApi("GET /v1/tiers", {}, { isKept: true });

/** Reads the benefits of the shopper's own level, with those kept from older rules. */
export function useOwnTier() {
  const isMember = useMember() !== null;
  return useApi("GET /v1/me/tier", {}, { isOn: isMember });
}

/** Which part of one's history is read. */
export type HistoryKind = "all" | "purchase" | "tier_change";

/** Reads one's own history, newest first. */
export const useHistory = (kind: HistoryKind, isOn: boolean) =>
  useApiList("GET /v1/me/timeline", { query: kind === "all" ? {} : { kind } }, { isOn });

/** The name of a level in the rules in force. */
export const levelName = (policy: TierPolicy, level: number): string =>
  policy.levels.find((one) => one.level === level)?.name ?? policy.baseName;
