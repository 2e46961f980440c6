import type { Answer } from "@/lib/api";
import { useMember } from "@/lib/session";
import { useApi, useApiList, type Row } from "@/lib/query";

/** A member's points as the server gives them. */
export type PointsAccount = Answer<"GET /v1/me/points">;
/** How points come and go, as the shop has published it. */
export type PointsRules = Answer<"GET /v1/points/rules">;
/** One entry of the journal. */
export type PointsEntry = Row<"GET /v1/me/points/entries">;

/** Reads the shopper's points; nothing is asked for a guest. */
export function usePoints() {
  const isMember = useMember() !== null;
  return useApi("GET /v1/me/points", {}, { isOn: isMember });
}

/** Reads the rules of points; the same for everybody. */
export const usePointsRules = () => useApi("GET /v1/points/rules", {}, { isKept: true });

/** Reads the journal of points, newest first. */
export function usePointsEntries() {
  const isMember = useMember() !== null;
  return useApiList("GET /v1/me/points/entries", {}, { isOn: isMember });
}
