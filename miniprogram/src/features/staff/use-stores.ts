import type { Answer } from "@/lib/api";
import { useApi } from "@/lib/query";
import { useStaff } from "./use-staff";

/** A store as everybody sees it. */
export type Store = Answer<"GET /v1/stores">["items"][number];

/** The stores that this person may see, the default one first, and their names by id. */
export function useStores(): {
  readonly stores: readonly Store[];
  readonly nameOf: (storeId: string) => string;
  /** Why none are known, when that is not because there are none. */
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly retry: () => void;
} {
  const { me } = useStaff();
  const answer = useApi("GET /v1/stores", { query: { limit: 50 } }, { isKept: true });
  const all = answer.data?.items ?? [];
  const mine = all.filter(({ storeId }) => me?.storeIds?.includes(storeId) ?? true);
  return {
    stores: [...mine.filter(({ isDefault }) => isDefault), ...mine.filter((one) => !one.isDefault)],
    nameOf: (storeId) => all.find((store) => store.storeId === storeId)?.name ?? storeId.slice(-6),
    error: answer.error,
    isPending: answer.isPending,
    retry: () => void answer.refetch(),
  };
}
