import { useState } from "react";
import { useTexts } from "@/i18n";
import { loginTexts } from "@/i18n/account";
import { Refusal } from "@/lib/api";
import { enter } from "@/lib/login";
import { useNow } from "@/lib/now";
import { sentenceOf, useSend } from "@/lib/query";
import { useTerms } from "./use-terms";

const PHONE = /^1[3-9]\d{9}$/;
const CODE = /^\d{6}$/;

/** Logging in by a code that comes to the phone: one code a minute, and who is new agrees first. */
export function usePhoneLogin(onDone: () => void) {
  const t = useTexts(loginTexts);
  const terms = useTerms();
  const ask = useSend("POST /v1/phone-codes");
  const logIn = useSend("POST /v1/sessions/phone");
  const [phone, setPhone] = useState("");
  const [code, setCode] = useState("");
  const [isAgreed, setAgreed] = useState(false);
  const [isEntering, setEntering] = useState(false);
  const [againAt, setAgainAt] = useState(0);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [faults, setFaults] = useState<{ phone?: string; code?: string }>({});
  const now = useNow(1_000, againAt > 0);
  const waitSeconds = Math.max(0, Math.ceil((againAt - now) / 1_000));

  const mustBePhone = (): boolean => {
    if (PHONE.test(phone)) return true;
    setFaults({ phone: t("phoneFault") });
    return false;
  };
  const handleSend = async () => {
    if (waitSeconds > 0 || ask.isPending || !mustBePhone()) return;
    setFaults({});
    try {
      const { retryAfterSeconds } = await ask.mutateAsync({ body: { phone } });
      setAgainAt(Date.now() + retryAfterSeconds * 1_000);
      setSentTo(phone);
    } catch {
      // Said beside the button.
    }
  };
  const handleLogIn = async () => {
    if (logIn.isPending || isEntering || !mustBePhone()) return;
    if (!CODE.test(code)) {
      setFaults({ code: t("codeFault") });
      return;
    }
    setFaults({});
    const consent = isAgreed && terms !== null ? { consentVersion: terms.version } : {};
    try {
      const grant = await logIn.mutateAsync({ body: { phone, code, ...consent } });
      setEntering(true);
      await enter({
        token: grant.token,
        expiresAt: grant.expiresAt,
        personId: grant.memberId,
      });
      onDone();
    } catch {
      setEntering(false);
    }
  };
  return {
    terms,
    phone,
    code,
    isAgreed,
    faults,
    sentTo: sentTo === phone ? sentTo : null,
    waitSeconds,
    isSending: ask.isPending,
    isBusy: logIn.isPending || isEntering,
    askFault: sentenceOfAsking(ask.error, t("tooOften"), t("away")),
    loginFault: sentenceOfLogin(logIn.error, t("agreeFirst"), t("away")),
    setPhone: (value: string) => setPhone(value.replace(/\D/g, "").slice(0, 11)),
    setCode: (value: string) => setCode(value.replace(/\D/g, "").slice(0, 6)),
    setAgreed,
    handleSend: () => void handleSend(),
    handleLogIn: () => void handleLogIn(),
  };
}

function sentenceOfAsking(error: unknown, tooOften: string, away: string): string | null {
  if (error === null) return null;
  return error instanceof Refusal && error.code === "rate_limited"
    ? tooOften
    : sentenceOf(error, away);
}

function sentenceOfLogin(error: unknown, agreeFirst: string, away: string): string | null {
  if (error === null) return null;
  return error instanceof Refusal && error.code === "consent_required"
    ? agreeFirst
    : sentenceOf(error, away);
}
