import { useState } from "react";
import { useTexts } from "@/i18n";
import { profileTexts } from "@/i18n/account";
import { Refusal, type Answer, type Input } from "@/lib/api";
import { bindDemoWechat } from "@/lib/login";
import { sentenceOf, useApi, useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { useMember } from "@/lib/session";

/** Who the shopper is, as they told. */
export type Me = Answer<"GET /v1/me">;
/** A birthday as it is sent. */
export type Birthday = NonNullable<NonNullable<Input<"PATCH /v1/me">["body"]>["birthday"]>;

/** Reads who the shopper is; nothing is asked for a guest. */
export function useMe() {
  const isMember = useMember() !== null;
  return useApi("GET /v1/me", {}, { isOn: isMember });
}

/** Changes name or birthday; what is wrong is said in a sentence. */
export function useEdit(onDone: () => void) {
  const t = useTexts(profileTexts);
  const send = useSend("PATCH /v1/me", ["GET /v1/me"]);
  const save = (body: Input<"PATCH /v1/me">["body"]) => {
    if (send.isPending) return;
    send.mutate(
      { body },
      {
        onSuccess: () => {
          toast(t("saved"));
          onDone();
        },
      },
    );
  };
  return { save, isBusy: send.isPending, fault: faultOf(send.error, t), reset: send.reset };
}

type Say = ReturnType<typeof useTexts<typeof profileTexts>>;

function faultOf(error: unknown, t: Say): string | null {
  if (error === null) return null;
  if (!(error instanceof Refusal)) return sentenceOf(error, t("away"));
  if (error.code === "content_rejected") return t("rejected");
  return error.issues[0]?.detail || error.message;
}

/** Binds a person of the local WeChat, in a demo shop. */
export function useDemoWechat() {
  const t = useTexts(profileTexts);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const bind = async () => {
    if (isBusy) return;
    setBusy(true);
    setFault(null);
    try {
      await bindDemoWechat();
    } catch (error) {
      setFault(sentenceOf(error, t("away")));
    } finally {
      setBusy(false);
    }
  };
  return { bind: () => void bind(), isBusy, fault };
}

/** A birthday in words: 10月18日, 1993年10月18日, 农历腊月初八, 农历闰四月初一. */
export function birthdayWords(birthday: Birthday, t: Say): string {
  const { calendar, year, month, day, isLeapMonth = false } = birthday;
  const isLunar = calendar === "lunar";
  const key = isLunar
    ? year === null
      ? "lunarDay"
      : "lunarFull"
    : year === null
      ? "solarDay"
      : "solarFull";
  const [m, d] = isLunar
    ? [t("lunarMonths").split(" ")[month - 1], t("lunarDays").split(" ")[day - 1]]
    : [month, day];
  return t(key, {
    y: year ?? "",
    m: m ?? month,
    d: d ?? day,
    leap: isLeapMonth ? t("leapWord") : "",
  });
}
