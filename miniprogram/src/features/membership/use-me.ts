import type { Answer } from "@/lib/api";
import { useApi } from "@/lib/query";
import { useMember } from "@/lib/session";

/** Who the shopper is to the shop. */
export type Me = Answer<"GET /v1/me">;

/** Reads who the shopper is; nothing is asked for a guest. */
export function useMe() {
  const isMember = useMember() !== null;
  return useApi("GET /v1/me", {}, { isOn: isMember });
}

/** Reads the shop's card; the same for everybody. */
export const useShop = () => useApi("GET /v1/shop", {}, { isKept: true });

/** What orders wait for, as the list of orders sorts them, with what the server calls it. */
export const orderStates = {
  pay: "toPay",
  ship: "toShip",
  receive: "toReceive",
  after: "inRefund",
} as const;

/** Reads how many of one's orders wait for what; nothing is asked for a guest. */
export function useOrderCounts() {
  const isMember = useMember() !== null;
  return useApi("GET /v1/orders/counts", {}, { isOn: isMember });
}
