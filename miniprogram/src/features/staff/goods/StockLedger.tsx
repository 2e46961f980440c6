import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import type { Answer } from "@/lib/api";
import { minuteOf } from "@/lib/format";
import { useApiList } from "@/lib/query";
import { Empty } from "@/ui/Blank";
import { Tag } from "@/ui/Tag";
import { DataTable, type Column } from "../DataTable";
import { useStores } from "../use-stores";
import { useSkuNames } from "./use-sku-names";

type Movement = Answer<"GET /v1/staff/stock/movements">["items"][number];

const signed = (count: number): string => (count > 0 ? `+${count}` : String(count));

/** Every movement of one SKU in one store, the latest first. */
export function StockLedger({ storeId, skuId }: Readonly<{ storeId: string; skuId: string }>) {
  const t = useTexts(goodsTexts);
  const words = useDateWords();
  const { nameOf } = useStores();
  const name = useSkuNames([skuId]).get(skuId);
  const list = useApiList("GET /v1/staff/stock/movements", {
    query: { storeId, skuId, limit: 50 },
  });
  const columns: readonly Column<Movement>[] = [
    {
      key: "at",
      title: t("at"),
      width: "1.4fr",
      text: ({ at }) => minuteOf(at, words),
      sort: ({ at }) => at,
    },
    {
      key: "kind",
      title: t("kind"),
      text: ({ kind }) => t(`kind_${kind}`),
      sort: ({ kind }) => kind,
      render: ({ kind }) => <Tag text={t(`kind_${kind}`)} />,
    },
    {
      key: "available",
      title: t("available"),
      isRight: true,
      text: ({ availableDelta }) => signed(availableDelta),
      sort: ({ availableDelta }) => availableDelta,
    },
    {
      key: "reserved",
      title: t("reserved"),
      isRight: true,
      text: ({ reservedDelta }) => signed(reservedDelta),
    },
    {
      key: "sold",
      title: t("soldUnits"),
      isRight: true,
      text: ({ soldDelta }) => signed(soldDelta),
    },
    {
      key: "reason",
      title: t("reason"),
      width: "2fr",
      text: ({ reason, cause }) => reason ?? cause,
    },
    { key: "actor", title: t("actor"), isExtra: true, text: ({ actor }) => actor },
  ];
  return (
    <View className="nd-stack">
      <View>
        <View className="nd-strong">{`${name?.title ?? "…"} ${name?.optionsText ?? ""}`}</View>
        <Text className="nd-second">{nameOf(storeId)}</Text>
      </View>
      <DataTable
        name="stock-ledger"
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        card={(move) => (
          <View className="nd-stack">
            <View className="nd-row nd-row--between">
              <Tag text={t(`kind_${move.kind}`)} />
              <Text className="nd-note">{minuteOf(move.at, words)}</Text>
            </View>
            <View className="nd-row nd-row--between">
              <Text className="nd-second nd-grow">{move.reason ?? move.cause}</Text>
              <Text className="nd-strong">
                {t("available")} {signed(move.availableDelta)}
              </Text>
            </View>
          </View>
        )}
        empty={<Empty mark="paper" text={t("ledgerEmpty")} />}
      />
    </View>
  );
}
