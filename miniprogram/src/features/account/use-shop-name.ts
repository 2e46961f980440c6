import { useApi } from "@/lib/query";

/** What the shop is called; empty until it is known. */
export const useShopName = (): string =>
  useApi("GET /v1/shop", {}, { isKept: true }).data?.name ?? "";
