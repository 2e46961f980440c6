import { useApi } from "@/lib/query";
import { useMember } from "@/lib/session";

/** How much more makes the delivery free, and to which province that goes; null where nothing more would. */
export function useFreeFreight(goodsFen: number): { missingFen: number; province: string } | null {
  const isMember = useMember() !== null;
  const rules = useApi("GET /v1/freight-policy", {}, { isKept: true }).data?.rules ?? [];
  const stores = useApi("GET /v1/stores", {}, { isKept: true }).data?.items ?? [];
  const tier = useApi("GET /v1/me/tier", {}, { isOn: isMember }).data;
  const home = stores.find(({ isDefault }) => isDefault) ?? stores[0];
  if (home === undefined || goodsFen === 0 || tier?.benefits.hasFreeFreight === true) return null;
  const { province } = home;
  const rule =
    rules.find(({ provinces }) => provinces.some((name) => province.startsWith(name))) ??
    rules.find(({ provinces }) => provinces.length === 0);
  const fromFen = rule?.freeFromFen ?? null;
  if (fromFen === null || rule?.isServed !== true || fromFen <= goodsFen) return null;
  return { missingFen: fromFen - goodsFen, province };
}
