import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { reconciliationTexts } from "@/i18n/staff-refunds";
import type { Answer } from "@/lib/api";
import { endOfId, minuteOf, money, when, yuan } from "@/lib/format";
import { useApiList } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Chips } from "@/ui/Chips";
import { Price } from "@/ui/Price";
import { Tag } from "@/ui/Tag";
import { DataTable, type Column } from "../DataTable";
import { useStores } from "../use-stores";

type Payment = Answer<"GET /v1/staff/payments">["items"][number];
type State = Payment["state"];

const moods = {
  pending: "warn",
  closing: "warn",
  closed: "quiet",
  settled: "good",
  surplus: "info",
  disputed: "bad",
} as const;

/** Payments by state: those paid twice and those that do not fit are found here. */
export function Payments() {
  const t = useTexts(reconciliationTexts);
  const words = useDateWords();
  const [state, setState] = useState<State | "all">("all");
  const list = useApiList(
    "GET /v1/staff/payments",
    { query: state === "all" ? {} : { state } },
    { keepsLast: true },
  );
  return (
    <View className="nd-stack">
      <Chips
        isLine
        choices={(["all", "disputed", "surplus", "settled", "pending", "closed"] as const).map(
          (key) => ({ key, text: t(key) }),
        )}
        chosen={state}
        onChoose={setState}
      />
      <DataTable
        name="payments"
        list={list}
        columns={useColumns()}
        keyOf={({ id }) => id}
        onOpen={({ orderId }) => go("staffOrder", { orderId })}
        card={(payment) => (
          <View className="nd-stack">
            <View className="nd-row nd-row--between">
              <Tag text={t(payment.state)} mood={moods[payment.state]} />
              <Price fen={payment.amountFen} />
            </View>
            <Text className="nd-note">
              {t("order")} {endOfId(payment.orderId)} · {when(payment.createdAt, words)}
            </Text>
          </View>
        )}
        empty={<Empty mark="paper" text={t("paymentsEmpty")} />}
      />
    </View>
  );
}

function useColumns(): readonly Column<Payment>[] {
  const t = useTexts(reconciliationTexts);
  const words = useDateWords();
  const { nameOf } = useStores();
  return [
    {
      key: "createdAt",
      title: t("createdAt"),
      width: "1.3fr",
      text: ({ createdAt }) => minuteOf(createdAt, words),
      sort: ({ createdAt }) => createdAt,
    },
    {
      key: "state",
      title: t("state"),
      text: ({ state }) => t(state),
      sort: ({ state }) => state,
      render: ({ state }) => <Tag text={t(state)} mood={moods[state]} />,
    },
    {
      key: "order",
      title: t("order"),
      text: ({ orderId }) => orderId,
      render: ({ orderId }) => endOfId(orderId),
    },
    {
      key: "transaction",
      title: t("transaction"),
      width: "2.2fr",
      text: ({ transactionId }) => transactionId ?? "",
    },
    { key: "store", title: t("store"), isExtra: true, text: ({ storeId }) => nameOf(storeId) },
    {
      key: "paidAt",
      title: t("paidAt"),
      width: "1.3fr",
      text: ({ paidAt }) => (paidAt === null ? "" : minuteOf(paidAt, words)),
    },
    {
      key: "sum",
      title: t("sum"),
      isRight: true,
      text: ({ amountFen }) => yuan(amountFen).replaceAll(",", ""),
      sort: ({ amountFen }) => amountFen,
      render: ({ amountFen }) => money(amountFen),
    },
  ];
}
