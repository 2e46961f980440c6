import { useRouter } from "@tarojs/taro";
import { useEffect, useRef, useState } from "react";
import { useActIds } from "@/lib/acts";
import { Refusal, type Endpoint } from "@/lib/api";
import { useApi, useSend } from "@/lib/query";
import { go, goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";

/** Everything that the home page reads, for pulling down and coming back. */
export const homeCalls: readonly Endpoint[] = [
  "GET /v1/home",
  "GET /v1/shop",
  "GET /v1/stores",
  "GET /v1/coupons",
  "GET /v1/campaigns",
  "GET /v1/me",
  "GET /v1/me/tier",
  "GET /v1/me/standing",
  "GET /v1/me/points",
];

/** Reads the home page: at once what was there last time, then what is true. */
export const useHome = () => useApi("GET /v1/home", {}, { isKept: true });

/** Reads the shop's card: its name, its words, how to reach it. */
export const useShop = () => useApi("GET /v1/shop", {}, { isKept: true });

/** Reads where the shop's stores are. */
export const useStores = () => useApi("GET /v1/stores", {}, { isKept: true });

/** Reads the campaigns that run. */
export const useCampaigns = () => useApi("GET /v1/campaigns", {}, { isKept: true });

/** Reads who is logged in; nothing for guests. */
export function useMe() {
  const isMember = useMember() !== null;
  return useApi("GET /v1/me", {}, { isOn: isMember });
}

/** Coupons that can be claimed here, and the act of claiming: one id a coupon until the server has answered. */
export function useClaims() {
  const isMember = useMember() !== null;
  const coupons = useApi("GET /v1/coupons", {}, { isKept: true });
  const claim = useSend("POST /v1/coupons/claims", ["GET /v1/coupons", "GET /v1/me/coupons"]);
  const ids = useActIds("clm");
  const [busyId, setBusyId] = useState<string | null>(null);
  const take = async (templateId: string): Promise<boolean> => {
    if (busyId !== null) return false;
    if (!isMember) {
      goLogin();
      return false;
    }
    setBusyId(templateId);
    const error = await claim
      .mutateAsync({ body: { templateId, claimId: ids.idOf(templateId) } })
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    ids.settle(templateId, error);
    setBusyId(null);
    return error === null;
  };
  return {
    items: coupons.data?.items ?? [],
    isLoading: coupons.isPending,
    take,
    busyId,
    error: claim.error,
  };
}

/** Takes whoever scanned a code on to where it leads; true when it leads nowhere any more. */
export function useScene(): boolean {
  const scene = decodeURIComponent(useRouter().params["scene"] ?? "");
  const isScene = /^[0-9A-Za-z]{10}$/.test(scene);
  const target = useApi("GET /v1/scenes/:scene", { params: { scene } }, { isOn: isScene });
  const gone = useRef<string | null>(null);
  useEffect(() => {
    if (target.data === undefined || gone.current === scene) return;
    gone.current = scene;
    lead(target.data.page, target.data.id ?? "");
  }, [target.data, scene]);
  return (scene !== "" && !isScene) || target.error instanceof Refusal;
}

type Page = "home" | "product" | "campaign" | "coupon" | "coupon_gift" | "tier" | "points_mall";

function lead(page: Page | "points_mall_item", id: string): void {
  switch (page) {
    case "home":
    case "campaign":
      return;
    case "product":
      return go("product", { id });
    case "coupon":
      return go("claims", id.startsWith("tpl_") ? { templateId: id } : { token: id });
    case "coupon_gift":
      return go("gift", { token: id });
    case "tier":
      return go("tier");
    case "points_mall":
      return go("mall");
    case "points_mall_item":
      return go("mall", { id });
  }
}
