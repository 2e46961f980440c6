import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { refundTexts } from "@/i18n/refunds";
import { minuteOf } from "@/lib/format";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Confirm } from "@/ui/Confirm";
import { Price } from "@/ui/Price";
import { Tag, type Mood } from "@/ui/Tag";
import { leftOf, useRefunds, useWithdraw, type Refund, type RefundOrder } from "./use-refund";
import "./refunds.css";

const moods: Readonly<Record<Refund["state"], Mood>> = {
  requested: "info",
  approved: "info",
  processing: "info",
  succeeded: "good",
  abnormal: "bad",
  closed: "warn",
  rejected: "bad",
  withdrawn: "quiet",
};
const steps = ["stepAsked", "stepAgreed", "stepSent", "stepBack"] as const;
/** How many of the four steps are done; null where the way ended otherwise. */
const reached: Readonly<Record<Refund["state"], number | null>> = {
  requested: 1,
  approved: 2,
  processing: 3,
  succeeded: 4,
  abnormal: 3,
  closed: 2,
  rejected: null,
  withdrawn: null,
};

/** The refunds of an order, each with how far it is; nothing where there are none. */
export function RefundList({ order }: Readonly<{ order: RefundOrder }>) {
  const t = useTexts(refundTexts);
  const refunds = useRefunds(order.id, order.paymentState !== "awaiting_payment");
  const items = refunds.data?.items ?? [];
  if (items.length === 0) return null;
  const open = items.find(({ state }) => state === "requested");
  const asked = (open?.lines ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
  const more = order.lines.reduce((sum, line) => sum + leftOf(line), 0) - asked;
  return (
    <Card title={t("list")}>
      {items.map((refund) => (
        <RefundItem key={refund.id} refund={refund} order={order} />
      ))}
      {open !== undefined && more > 0 && (
        <View className="nd-note">{t("moreLater", { count: more })}</View>
      )}
    </Card>
  );
}

function RefundItem({ refund, order }: Readonly<{ refund: Refund; order: RefundOrder }>) {
  const t = useTexts(refundTexts);
  const words = useDateWords();
  const withdraw = useWithdraw();
  const [isAsking, setAsking] = useState(false);
  const done = reached[refund.state];
  const titleOf = (lineId: string) =>
    order.lines.find((line) => line.lineId === lineId)?.title ?? "";
  const handleWithdraw = () =>
    withdraw.mutate(
      { params: { orderId: order.id, refundId: refund.id } },
      {
        onSuccess: () => {
          setAsking(false);
          toast(t("withdrawDone"));
        },
      },
    );
  const says =
    refund.state === "rejected"
      ? t("rejectedSays", { reason: refund.decisionReason ?? "" })
      : refund.state === "succeeded"
        ? t("succeededSays", {
            when: minuteOf(refund.settledAt ?? refund.createdAt, words),
          })
        : t(`${refund.state}Says`);
  return (
    <View className="refunds-item">
      <View className="nd-row nd-row--between">
        <Tag text={t(refund.state)} mood={moods[refund.state]} />
        <Price fen={refund.amountFen} />
      </View>
      {done !== null && (
        <View className="refunds-steps" {...{ "aria-hidden": "true" }}>
          {steps.map((key, at) => (
            <Text
              key={key}
              className={`refunds-steps__step ${at < done ? "refunds-steps__step--done" : ""}`}
            >
              {t(key)}
            </Text>
          ))}
        </View>
      )}
      <View className="nd-second">{says}</View>
      {refund.destination === "user_card" && <View className="nd-note">{t("toCard")}</View>}
      {refund.destination === "merchant_account" && (
        <View className="nd-note">{t("toMerchant")}</View>
      )}
      {refund.kind === "surplus" && <View className="nd-note">{t("surplus")}</View>}
      {refund.lines.map(({ lineId, quantity }) => (
        <View key={lineId} className="nd-note">
          {t("giftOf", { title: titleOf(lineId), count: quantity })}
        </View>
      ))}
      <View className="nd-note">{t("why", { reason: refund.reason })}</View>
      <View className="nd-row nd-row--between">
        <Text className="nd-note">{t("askedAt", { when: minuteOf(refund.createdAt, words) })}</Text>
        {refund.state === "requested" && (
          <Button isSmall onTap={() => setAsking(true)}>
            {t("withdraw")}
          </Button>
        )}
      </View>
      <Confirm
        isOpen={isAsking}
        title={t("withdrawTitle")}
        text={t("withdrawText")}
        action={t("withdraw")}
        isBusy={withdraw.isPending}
        error={withdraw.error}
        onConfirm={handleWithdraw}
        onClose={() => setAsking(false)}
      />
    </View>
  );
}
