import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { Refusal } from "@/lib/api";
import { endOfId } from "@/lib/format";
import { platform } from "@/lib/platform";
import { sentenceOf, useApiList, useSend } from "@/lib/query";
import { go } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Field } from "@/ui/Field";
import { List } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { Picture } from "@/ui/Picture";
import { useStores } from "../use-stores";
import { BuyerCell } from "./BuyerCell";
import { orderFilters, type StaffOrder } from "./order-states";

/** Hands over orders that are collected: the code first, then the goods, then it is done. */
export function PickupDesk() {
  const t = useTexts(staffOrderTexts);
  const [code, setCode] = useState("");
  const [isUnread, setUnread] = useState(false);
  const lookUp = useSend("POST /v1/staff/pickups/lookup");
  const handOver = useSend("POST /v1/staff/orders/:orderId/pickup", [
    "GET /v1/staff/orders",
    "GET /v1/staff/orders/:orderId",
    "GET /v1/staff/today",
  ]);
  const isCode = /^\d{8}$/.test(code);
  const find = (text: string) => {
    handOver.reset();
    lookUp.mutate({ body: { code: text } });
  };
  const handleInput = (text: string) => {
    setCode(text.replace(/\D/g, "").slice(0, 8));
    lookUp.reset();
    handOver.reset();
  };
  const handleScan = async () => {
    const read = await platform.scan();
    if (read === null || read === "absent") return;
    const digits = /\d{8}/.exec(read.text)?.[0];
    setUnread(digits === undefined);
    if (digits === undefined) return;
    setCode(digits);
    find(digits);
  };
  const order = lookUp.data;
  const error = handOver.error ?? lookUp.error;

  return (
    <View className="staff-columns">
      <View className="nd-stack">
        <Card>
          <View className="nd-stack">
            <Field
              label={t("code")}
              id="pickup-code"
              kind="number"
              value={code}
              onInput={handleInput}
              hint={t("codeHint")}
              maxLength={8}
              onConfirm={() => isCode && find(code)}
            />
            {isUnread && <Notice mood="warn">{t("scanNone")}</Notice>}
            {error !== null && (
              <Notice mood="bad">
                {error instanceof Refusal && error.code === "not_found"
                  ? t("codeUnknown")
                  : sentenceOf(error, t("away"))}
              </Notice>
            )}
            {order === undefined && (
              <Button
                look="main"
                isBlock
                id="pickup-find"
                isBusy={lookUp.isPending}
                isDisabled={!isCode}
                onTap={() => find(code)}
              >
                {t("lookUp")}
              </Button>
            )}
            {platform.name === "weapp" && (
              <Button isBlock onTap={() => void handleScan()}>
                {t("scanCode")}
              </Button>
            )}
          </View>
        </Card>
        {order !== undefined && (
          <Handing
            order={order}
            isDone={handOver.data !== undefined}
            isBusy={handOver.isPending}
            onHandOver={() =>
              handOver.mutate({ params: { orderId: order.id }, body: { pickupCode: code } })
            }
            onNext={() => handleInput("")}
          />
        )}
      </View>
      <Waiting />
    </View>
  );
}

type HandingProps = {
  order: StaffOrder;
  isDone: boolean;
  isBusy: boolean;
  onHandOver: () => void;
  onNext: () => void;
};

function Handing({ order, isDone, isBusy, onHandOver, onNext }: Readonly<HandingProps>) {
  const t = useTexts(staffOrderTexts);
  const left = order.lines.filter((line) => line.quantity > line.refundedQuantity);
  const count = left.reduce((sum, line) => sum + line.quantity - line.refundedQuantity, 0);
  return (
    <Card title={t("lines")}>
      {left.map((line) => (
        <View key={line.lineId} className="nd-cell">
          <Picture url={line.pictureUrl} alt="" size={112} />
          <View className="nd-grow">
            <View className="nd-clip">{line.title}</View>
            <Text className="nd-note">{line.optionsText}</Text>
          </View>
          <Text className="nd-page-title">× {line.quantity - line.refundedQuantity}</Text>
        </View>
      ))}
      <View className="nd-stack staff-after">
        <BuyerCell memberId={order.memberId} />
        {order.buyerNote !== null && (
          <Notice mood="warn">
            {t("buyerNote")}: {order.buyerNote}
          </Notice>
        )}
        {isDone ? (
          <>
            <Notice mood="good">{t("handedOver")}</Notice>
            <Button look="main" isBlock onTap={onNext}>
              {t("nextPickup")}
            </Button>
          </>
        ) : (
          <>
            <Text className="nd-second">{t("handOverText")}</Text>
            <Button look="main" isBlock id="pickup-done" isBusy={isBusy} onTap={onHandOver}>
              {t("handOver", { count })}
            </Button>
          </>
        )}
      </View>
    </Card>
  );
}

function Waiting() {
  const t = useTexts(staffOrderTexts);
  const { nameOf } = useStores();
  const list = useApiList("GET /v1/staff/orders", { query: orderFilters.toPickUp });
  return (
    <Card title={t("pickupWaiting")}>
      <List
        list={list}
        keyOf={({ id }) => id}
        className="staff-cells"
        skeleton={[88, 88]}
        empty={<Text className="nd-second">{t("pickupNone")}</Text>}
        render={(row) => (
          <Cell
            title={row.title}
            note={`${row.memberName ?? t("unnamed")} · ${t("units", { count: row.unitCount })} · ${nameOf(row.storeId)}`}
            value={endOfId(row.id)}
            onTap={() => go("staffOrder", { orderId: row.id })}
          />
        )}
      />
    </Card>
  );
}
