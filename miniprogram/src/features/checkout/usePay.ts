import { useRef, useState } from "react";
import { useTexts } from "@/i18n";
import { payTexts } from "@/i18n/pay";
import { Refusal } from "@/lib/api";
import { bindDemoWechat } from "@/lib/login";
import { platform } from "@/lib/platform";
import { sentenceOf, useApi, useSend } from "@/lib/query";
import { go, pathOf, replaceBy } from "@/lib/routes";
import { useMember } from "@/lib/session";

/** Paying an order, from wherever it is shown. */
export type Pay = {
  /** Opens the cashier; what came of it is asked on the result page, which takes the place of this one if so wished. */
  readonly pay: (orderId: string, leaving?: "stack" | "replace") => Promise<void>;
  readonly isBusy: boolean;
  /** Why the cashier did not open, to be read beside the button. */
  readonly sentence: string | null;
};

/** Takes an order to WeChat's cashier and on to the result page. A second tap meanwhile does nothing. */
export function usePay(): Pay {
  const t = useTexts(payTexts);
  const shop = useApi("GET /v1/shop", {}, { isKept: true, isOn: platform.name === "h5" });
  const isMember = useMember() !== null;
  const me = useApi("GET /v1/me", {}, { isOn: platform.name === "h5" && isMember });
  const start = useSend("POST /v1/orders/:orderId/payment");
  const [isBusy, setBusy] = useState(false);
  const [sentence, setSentence] = useState<string | null>(null);
  const underWay = useRef(false);
  const isDemo = async () => (shop.data ?? (await shop.refetch()).data)?.isDemo === true;

  const begin = async (orderId: string) => {
    if (platform.name === "h5" && (me.data ?? (await me.refetch()).data)?.hasWechat === false)
      await bindDemoWechat();
    try {
      return await start.mutateAsync({ params: { orderId } });
    } catch (error) {
      const isUnbound = error instanceof Refusal && error.code === "wechat_needed";
      if (!isUnbound || platform.name !== "h5" || !(await bindDemoWechat())) throw error;
      return await start.mutateAsync({ params: { orderId } });
    }
  };

  const pay: Pay["pay"] = async (orderId, leaving = "stack") => {
    if (underWay.current) return;
    underWay.current = true;
    setBusy(true);
    setSentence(null);
    try {
      if (platform.name === "h5" && !(await isDemo())) {
        setSentence(t("elsewhere"));
        return;
      }
      const begun = await begin(orderId);
      const query = { orderId };
      const said = begun.paid
        ? "done"
        : await platform.pay(begun.parameters, pathOf("payResult", query));
      if (said !== "away") (leaving === "stack" ? go : replaceBy)("payResult", { ...query, said });
    } catch (error) {
      setSentence(sentenceOf(error, t("away")));
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  };
  return { pay, isBusy, sentence };
}
