import { Text, View } from "@tarojs/components";
import { useEffect, useState } from "react";
import { useTexts } from "@/i18n";
import { staffRefundTexts } from "@/i18n/staff-refunds";
import { Refusal } from "@/lib/api";
import { money, parseYuan } from "@/lib/format";
import { sentenceOf, useApi, useSend } from "@/lib/query";
import { goBack } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Stepper } from "@/ui/Stepper";
import { Switch } from "@/ui/Switch";
import { ReasonSheet } from "../ReasonSheet";
import type { StaffOrder } from "../orders/order-states";
import { useOnce } from "../use-once";
import { PreviewTable } from "./PreviewTable";

/** Refunds an order that nobody asked about: chosen, previewed, then done exactly so. */
export function DirectRefund({ orderId }: Readonly<{ orderId: string }>) {
  const order = useApi("GET /v1/staff/orders/:orderId", { params: { orderId } });
  if (order.data !== undefined) return <Choose order={order.data} />;
  if (order.error !== null)
    return <Failure error={order.error} onRetry={() => void order.refetch()} />;
  return <Skeleton heights={[240, 400]} />;
}

function Choose({ order }: Readonly<{ order: StaffOrder }>) {
  const t = useTexts(staffRefundTexts);
  const [counts, setCounts] = useState<Readonly<Record<string, number>>>({});
  const [freight, setFreight] = useState("");
  const [hasGoodsBack, setGoodsBack] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [isChanged, setChanged] = useState(false);
  const once = useOnce("ref");
  const preview = useSend("POST /v1/staff/orders/:orderId/refunds/preview");
  const send = useSend("POST /v1/staff/orders/:orderId/refunds", [
    "GET /v1/staff/refunds",
    "GET /v1/staff/orders",
    "GET /v1/staff/orders/:orderId",
    "GET /v1/staff/today",
  ]);
  const freightFen = freight.trim() === "" ? null : parseYuan(freight);
  const isFreightBad = freight.trim() !== "" && freightFen === null;
  const lines = Object.entries(counts)
    .filter(([, quantity]) => quantity > 0)
    .map(([lineId, quantity]) => ({ lineId, quantity }));
  const isChosen = (lines.length > 0 || (freightFen ?? 0) > 0) && !isFreightBad;
  const wish = { lines, freightFen, hasGoodsBack };
  const params = { orderId: order.id };
  const show = () => preview.mutate({ params, body: wish });
  useEffect(() => {
    preview.reset();
    if (!isChosen) return;
    const timer = setTimeout(show, 350);
    return () => clearTimeout(timer);
  }, [JSON.stringify(wish), isChosen]);

  const shown = isChosen ? preview.data : undefined;
  const handleSend = (reason: string) => {
    if (shown === undefined) return;
    setChanged(false);
    send.mutate(
      {
        params,
        body: { refundId: once.id(), ...wish, reason, previewVersion: shown.version },
      },
      {
        onSuccess: () => {
          toast(t("done"));
          goBack("staffOrders");
        },
        onError: (error) => {
          if (!(error instanceof Refusal) || error.code !== "refund_changed") return;
          setChanged(true);
          setAsking(false);
          show();
        },
        onSettled: (_, error) => once.answered(error),
      },
    );
  };

  return (
    <View className="staff-columns">
      <Card title={t("chooseLines")}>
        {order.lines
          .filter((line) => !line.isGift && line.quantity > line.refundedQuantity)
          .map((line) => (
            <View key={line.lineId} className="nd-cell">
              <View className="nd-grow">
                <View className="nd-clip">{line.title}</View>
                <Text className="nd-note">
                  {line.optionsText} {t("max", { count: line.quantity - line.refundedQuantity })}
                </Text>
              </View>
              <Stepper
                label={line.title}
                min={0}
                max={line.quantity - line.refundedQuantity}
                value={counts[line.lineId] ?? 0}
                onChange={(quantity) => setCounts({ ...counts, [line.lineId]: quantity })}
              />
            </View>
          ))}
        <View className="nd-stack">
          {order.freightFen > 0 && (
            <Field
              label={t("freight")}
              kind="digit"
              value={freight}
              onInput={setFreight}
              hint={t("freightHint")}
              fault={isFreightBad ? t("freightFault") : null}
              maxLength={10}
            />
          )}
          <Cell
            title={t("hasGoodsBack")}
            note={t("hasGoodsBackNote")}
            value={<Switch isOn={hasGoodsBack} onChange={setGoodsBack} label={t("hasGoodsBack")} />}
          />
        </View>
      </Card>
      <Card title={t("preview")}>
        <View className="nd-stack">
          {!isChosen && <Text className="nd-second">{t("choose")}</Text>}
          {isChosen && shown === undefined && preview.error === null && (
            <Skeleton heights={[88, 88, 240]} />
          )}
          {isChosen && preview.error !== null && (
            <Notice mood="bad">{sentenceOf(preview.error, t("away"))}</Notice>
          )}
          {shown !== undefined && <PreviewTable preview={shown} hasGoodsBack={hasGoodsBack} />}
          {isChanged && <Notice mood="warn">{t("changed")}</Notice>}
          {shown !== undefined && (
            <Button look="main" isBlock id="refund-direct" onTap={() => setAsking(true)}>
              {t("directAction", { money: money(shown.totalFen) })}
            </Button>
          )}
        </View>
      </Card>
      <ReasonSheet
        isOpen={isAsking && shown !== undefined}
        title={t("direct")}
        text={t("directConfirm")}
        label={t("reason")}
        action={t("directAction", { money: money(shown?.totalFen ?? 0) })}
        maxLength={80}
        isDanger
        isBusy={send.isPending}
        error={send.error}
        onSend={handleSend}
        onClose={() => setAsking(false)}
      />
    </View>
  );
}
