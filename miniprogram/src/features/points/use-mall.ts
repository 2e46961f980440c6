import { useActIds } from "@/lib/acts";
import type { Answer } from "@/lib/api";
import { useApi, useSend } from "@/lib/query";

/** Something that points are swapped for, and whether this shopper can. */
export type MallItem = Answer<"GET /v1/points-mall">["items"][number];

/** Reads the points mall; a guest sees it too. */
export const useMall = () => useApi("GET /v1/points-mall");

/** Swaps points for a coupon at once; a second tap is the same exchange. */
export function useExchange() {
  const ids = useActIds("pmx");
  const send = useSend("POST /v1/points-mall/exchanges", [
    "GET /v1/points-mall",
    "GET /v1/me/points",
    "GET /v1/me/points/entries",
    "GET /v1/me/coupons",
  ]);
  const exchange = (mallItemId: string, onDone: () => void): void => {
    send.mutate(
      { body: { mallItemId, exchangeId: ids.idOf(mallItemId) } },
      { onSettled: (_, error) => ids.settle(mallItemId, error), onSuccess: onDone },
    );
  };
  return {
    exchange,
    isBusy: send.isPending,
    error: send.error,
    got: send.data ?? null,
    reset: send.reset,
  };
}
