import { useApi } from "@/lib/query";

/** What membership means, in the text in force, and its version; null until it is known. */
export function useTerms() {
  const consents = useApi("GET /v1/consents", {}, { isKept: true });
  return consents.data?.items.find(({ purpose }) => purpose === "membership") ?? null;
}
