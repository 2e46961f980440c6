import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import type { Answer } from "@/lib/api";
import { minuteOf } from "@/lib/format";
import { useApi, useFreshOnShow } from "@/lib/query";
import { replaceBy } from "@/lib/routes";
import { Empty, Failure } from "@/ui/Blank";
import { Check } from "@/ui/Check";
import { Chips } from "@/ui/Chips";
import { Notice } from "@/ui/Notice";
import { Picture } from "@/ui/Picture";
import { Skeleton } from "@/ui/Skeleton";
import { Tap } from "@/ui/Tap";
import { DataTable, type Column } from "../DataTable";
import { useStores } from "../use-stores";

type Pick = Answer<"GET /v1/staff/orders/pick-list">["items"][number];

/** What to fetch from the shelves for all orders that wait; ticked off as one goes. */
export function PickList() {
  const t = useTexts(staffOrderTexts);
  const { stores } = useStores();
  const [storeId, setStoreId] = useState<string>("all");
  const [picked, setPicked] = useState<readonly string[]>([]);
  const picks = useApi(
    "GET /v1/staff/orders/pick-list",
    { query: storeId === "all" ? {} : { storeId } },
    { keepsLast: true },
  );
  useFreshOnShow(["GET /v1/staff/orders/pick-list"]);
  const handleTick = ({ skuId }: Pick) =>
    setPicked(picked.includes(skuId) ? picked.filter((id) => id !== skuId) : [...picked, skuId]);
  const columns = useColumns(picked, handleTick);
  if (picks.data === undefined)
    return picks.error === null ? (
      <Skeleton heights={[140, 140, 140]} />
    ) : (
      <Failure error={picks.error} onRetry={() => void picks.refetch()} />
    );
  return (
    <View className="nd-stack">
      <Text className="nd-second">{t("pickNote")}</Text>
      {stores.length > 1 && (
        <Chips
          isLine
          choices={[
            { key: "all", text: t("all") },
            ...stores.map((store) => ({ key: store.storeId, text: store.name })),
          ]}
          chosen={storeId}
          onChoose={setStoreId}
        />
      )}
      {picks.data.hasMore && <Notice>{t("pickMore")}</Notice>}
      <DataTable
        name="pick-list"
        list={{
          items: picks.data.items,
          isLoading: false,
          error: null,
          hasMore: false,
          isLoadingMore: false,
          more: () => undefined,
          retry: () => void picks.refetch(),
        }}
        columns={columns}
        keyOf={({ skuId }) => skuId}
        onOpen={handleTick}
        card={(pick) => <PickCard pick={pick} isPicked={picked.includes(pick.skuId)} />}
        empty={
          <Empty
            mark="tick"
            text={t("pickEmpty")}
            note={t("pickEmptyNote")}
            next={{ text: t("toShip"), onTap: () => replaceBy("staffOrders") }}
          />
        }
      />
    </View>
  );
}

function PickCard({ pick, isPicked }: Readonly<{ pick: Pick; isPicked: boolean }>) {
  const t = useTexts(staffOrderTexts);
  return (
    <View className="nd-row">
      <Check isOn={isPicked} />
      <Picture url={pick.pictureUrl} alt="" size={112} />
      <View className="nd-grow">
        <View className="nd-clip">{pick.title}</View>
        <Text className="nd-note">
          {[pick.optionsText, t("pickOrders", { count: pick.orders })]
            .filter((word) => word !== "")
            .join(" · ")}
        </Text>
      </View>
      <Text className="nd-page-title">× {pick.units}</Text>
    </View>
  );
}

function useColumns(
  picked: readonly string[],
  onTick: (pick: Pick) => void,
): readonly Column<Pick>[] {
  const t = useTexts(staffOrderTexts);
  const words = useDateWords();
  return [
    {
      key: "picked",
      title: t("picked"),
      width: "0.5fr",
      text: ({ skuId }) => (picked.includes(skuId) ? "✓" : ""),
      render: (pick) => (
        <Tap
          role="checkbox"
          isOn={picked.includes(pick.skuId)}
          label={pick.title}
          onTap={() => onTick(pick)}
        >
          <Check isOn={picked.includes(pick.skuId)} />
        </Tap>
      ),
    },
    {
      key: "goods",
      title: t("goods"),
      width: "3fr",
      text: ({ title }) => title,
      sort: ({ title }) => title,
      render: ({ title, pictureUrl }) => (
        <View className="nd-row">
          <Picture url={pictureUrl} alt="" size={80} />
          <Text className="nd-grow">{title}</Text>
        </View>
      ),
    },
    { key: "options", title: t("options"), width: "1.5fr", text: ({ optionsText }) => optionsText },
    {
      key: "units",
      title: t("pickUnits"),
      isRight: true,
      text: ({ units }) => String(units),
      sort: ({ units }) => units,
    },
    {
      key: "orders",
      title: t("order"),
      isRight: true,
      text: ({ orders }) => String(orders),
      sort: ({ orders }) => orders,
    },
    {
      key: "since",
      title: t("pickSince"),
      width: "1.4fr",
      text: ({ oldestPaidAt }) => minuteOf(oldestPaidAt, words),
      sort: ({ oldestPaidAt }) => oldestPaidAt,
    },
  ];
}
