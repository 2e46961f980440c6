import type { Answer } from "@/lib/api";
import { useApi } from "@/lib/query";

/** What a SKU is called. */
export type SkuName = Answer<"GET /v1/staff/skus">["items"][number];

const AT_ONCE = 50;

/** What the given SKUs are called, asked fifty at a time; those not known (yet) are absent. */
export function useSkuNames(skuIds: readonly string[]): ReadonlyMap<string, SkuName> {
  // The number of hooks must not change: the last two hundred and fifty are enough for any screen.
  const pages = [0, 1, 2, 3, 4].map((page) => skuIds.slice(page * AT_ONCE, (page + 1) * AT_ONCE));
  const [a = [], b = [], c = [], d = [], e = []] = pages;
  const found = [useNames(a), useNames(b), useNames(c), useNames(d), useNames(e)];
  return new Map(found.flatMap((items) => items.map((item) => [item.skuId, item] as const)));
}

function useNames(skuIds: readonly string[]): readonly SkuName[] {
  const names = useApi(
    "GET /v1/staff/skus",
    { query: { skuIds: skuIds.join(",") } },
    { isOn: skuIds.length > 0, keepsLast: true },
  );
  return names.data?.items ?? [];
}
