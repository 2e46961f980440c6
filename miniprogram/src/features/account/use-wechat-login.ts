import { useState } from "react";
import { useTexts } from "@/i18n";
import { loginTexts } from "@/i18n/account";
import { enter, logInSilently } from "@/lib/login";
import { sentenceOf, useApi, useSend } from "@/lib/query";
import { useMember } from "@/lib/session";
import { useTerms } from "./use-terms";

type PhoneAnswer = { readonly code?: string; readonly errno?: number };

/** Logging in inside WeChat again, and binding the phone that WeChat vouches for. */
export function useWechatLogin(onDone: () => void) {
  const t = useTexts(loginTexts);
  const member = useMember();
  const me = useApi("GET /v1/me", {}, { isOn: member !== null });
  const terms = useTerms();
  const consent = useSend("PUT /v1/me/consents", ["GET /v1/me/consents"]);
  const bind = useSend("POST /v1/me/phone", ["GET /v1/me"]);
  const [isAgreed, setAgreed] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);

  const attempt = async (act: () => Promise<void>) => {
    if (isBusy) return;
    setBusy(true);
    setFault(null);
    try {
      await act();
    } catch (error) {
      setFault(sentenceOf(error, t("away")));
    } finally {
      setBusy(false);
    }
  };
  const handleLogIn = () =>
    void attempt(async () => {
      const login = await logInSilently();
      if (login !== null) await enter(login);
    });
  const handlePhone = ({ code, errno }: PhoneAnswer) => {
    if (code === undefined || code === "") {
      setFault(t(errno === 1_400_001 ? "bindQuota" : "bindRefused"));
      return;
    }
    void attempt(async () => {
      const version = terms?.version ?? "";
      await consent.mutateAsync({ body: { purpose: "membership", version, isGranted: true } });
      await bind.mutateAsync({ body: { code } });
      onDone();
    });
  };
  return {
    isIn: member !== null,
    hasPhone: me.data !== undefined && me.data.phoneMasked !== null && me.data.isMember,
    isKnown: me.data !== undefined,
    /** Why it cannot be told whether a phone is known, and another try. */
    away: me.data === undefined ? me.error : null,
    lookAgain: () => void me.refetch(),
    terms,
    isAgreed,
    isBusy,
    fault,
    setAgreed,
    askToAgree: () => setFault(t("agreeBind")),
    handleLogIn,
    handlePhone,
  };
}
