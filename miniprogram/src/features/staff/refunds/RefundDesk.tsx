import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffRefundTexts } from "@/i18n/staff-refunds";
import { endOfId, minuteOf, money, when, yuan } from "@/lib/format";
import { useApiList, useFreshOnShow } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Chips } from "@/ui/Chips";
import { Price } from "@/ui/Price";
import { Tag } from "@/ui/Tag";
import { DataTable, type Column } from "../DataTable";
import { refundMoods, refundStates, type Refund } from "./refund-states";

type Show = Refund["state"] | "all";

/** Whether a word of a link names a state. */
export const isRefundState = (word: string | null): word is Refund["state"] =>
  word !== null && word in refundMoods;

/** The refunds of the shop by state; each is opened to be decided. */
export function RefundDesk({ first }: Readonly<{ first: Show }>) {
  const t = useTexts(staffRefundTexts);
  const [state, setState] = useState<Show>(first);
  const list = useApiList(
    "GET /v1/staff/refunds",
    { query: state === "all" ? {} : { state } },
    { keepsLast: true },
  );
  useFreshOnShow(["GET /v1/staff/refunds"]);
  return (
    <View className="nd-stack">
      <Chips
        isLine
        choices={(["all", ...refundStates] as const).map((key) => ({ key, text: t(key) }))}
        chosen={state}
        onChoose={setState}
      />
      <DataTable
        name="refunds"
        list={list}
        columns={useColumns()}
        keyOf={({ id }) => id}
        onOpen={({ id, orderId }) => go("staffRefund", { orderId, refundId: id })}
        card={(refund) => <RefundCard refund={refund} />}
        empty={
          <Empty
            mark="paper"
            text={t("empty")}
            note={t("emptyNote")}
            {...(state === "all"
              ? {}
              : { next: { text: t("showAll"), onTap: () => setState("all") } })}
          />
        }
      />
    </View>
  );
}

/** A refund's state, and whether it is money that was paid twice. */
export function RefundTags({ refund }: Readonly<{ refund: Refund }>) {
  const t = useTexts(staffRefundTexts);
  return (
    <View className="nd-row nd-row--wrap staff-tags">
      <Tag text={t(refund.state)} mood={refundMoods[refund.state]} />
      {refund.kind === "surplus" && <Tag text={t("surplus")} />}
    </View>
  );
}

function RefundCard({ refund }: Readonly<{ refund: Refund }>) {
  const t = useTexts(staffRefundTexts);
  const words = useDateWords();
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <RefundTags refund={refund} />
        <Text className="nd-note">{when(refund.createdAt, words)}</Text>
      </View>
      <View className="nd-row nd-row--between">
        <Text className="nd-grow nd-clip">{refund.reason}</Text>
        <Price fen={refund.amountFen} />
      </View>
      <Text className="nd-note">
        {t("order")} {endOfId(refund.orderId)}
      </Text>
    </View>
  );
}

function useColumns(): readonly Column<Refund>[] {
  const t = useTexts(staffRefundTexts);
  const words = useDateWords();
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
      width: "1.3fr",
      text: ({ state }) => t(state),
      sort: ({ state }) => state,
      render: (refund) => <RefundTags refund={refund} />,
    },
    { key: "reason", title: t("reason"), width: "2fr", text: ({ reason }) => reason },
    {
      key: "order",
      title: t("order"),
      text: ({ orderId }) => orderId,
      render: ({ orderId }) => endOfId(orderId),
    },
    {
      key: "settledAt",
      title: t("settledAt"),
      width: "1.3fr",
      isExtra: true,
      text: ({ settledAt }) => (settledAt === null ? "" : minuteOf(settledAt, words)),
    },
    {
      key: "amount",
      title: t("amount"),
      isRight: true,
      text: ({ amountFen }) => yuan(amountFen).replaceAll(",", ""),
      sort: ({ amountFen }) => amountFen,
      render: ({ amountFen }) => money(amountFen),
    },
  ];
}
