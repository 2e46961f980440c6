import { useCallback, useEffect, useState } from "react";
import type { Answer } from "@/lib/api";
import { platform } from "@/lib/platform";
import { useApi, useSend } from "@/lib/query";
import { useMember } from "@/lib/session";

/** An address of the shopper's own book. */
export type OwnAddress = Answer<"GET /v1/me/addresses">["items"][number];

/** Whether the shopper has agreed that the shop may handle personal data: asked once a page, before anything private. */
export function usePrivacyGate(): { state: "asking" | "agreed" | "refused"; ask: () => void } {
  const [state, setState] = useState<"asking" | "agreed" | "refused">("asking");
  const ask = useCallback(() => {
    void platform.agreeToPrivacy().then((isAgreed) => setState(isAgreed ? "agreed" : "refused"));
  }, []);
  useEffect(ask, [ask]);
  return { state, ask };
}

/** Reads the address book; nothing for guests, and not before privacy is agreed to. */
export function useAddresses(isAgreed: boolean) {
  const isMember = useMember() !== null;
  return useApi("GET /v1/me/addresses", {}, { isOn: isMember && isAgreed });
}

/** Writes into the address book. */
export function useAddressBook() {
  const changes = ["GET /v1/me/addresses"] as const;
  return {
    add: useSend("POST /v1/me/addresses", changes),
    change: useSend("PUT /v1/me/addresses/:addressId", changes),
    remove: useSend("DELETE /v1/me/addresses/:addressId", changes),
  };
}
