import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { resultTexts } from "@/i18n/checkout";
import { minuteOf } from "@/lib/format";
import { Price } from "@/ui/Price";
import { roleOf } from "@/ui/role";
import type { useResult, Verdict } from "./use-result";
import "./checkout.css";

const marks = { asking: "…", paid: "✓", unpaid: "!", closed: "×", disputed: "?" } as const;
const moods: Readonly<Partial<Record<Verdict, string>>> = { paid: "good", unpaid: "warn" };

/** What came of a payment, and what that means. */
export function ResultCard({ verdict, payment }: Readonly<ReturnType<typeof useResult>>) {
  const t = useTexts(resultTexts);
  const words = useDateWords();
  const mood = moods[verdict];
  const isFree = payment?.amountFen === 0;
  return (
    <View className="pay-result" {...roleOf("status", { "aria-live": "polite" })}>
      <View
        className={`pay-result__mark ${mood === undefined ? "" : `pay-result__mark--${mood}`}`}
        {...{ "aria-hidden": "true" }}
      >
        {marks[verdict]}
      </View>
      <Text className="nd-page-title">
        {verdict === "paid" && isFree ? t("paidFree") : t(verdict)}
      </Text>
      {payment !== undefined && !isFree && <Price fen={payment.amountFen} look="large" />}
      {verdict !== "paid" && (
        <Text className="nd-second">
          {verdict === "unpaid"
            ? t("unpaidNote", {
                time: payment === undefined ? "" : minuteOf(payment.expiresAt, words),
              })
            : t(`${verdict}Note`)}
        </Text>
      )}
    </View>
  );
}
