import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import type { Answer } from "@/lib/api";
import { useApiList, useFreshOnShow } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import { DataTable, type Column } from "../DataTable";
import { useStaff } from "../use-staff";
import { useStores } from "../use-stores";
import { AdjustSheet } from "./AdjustSheet";
import { useSkuNames } from "./use-sku-names";

/** What a store has of a SKU. */
export type Level = Answer<"GET /v1/staff/stock">["items"][number];

/** The server counts fewer than this as low on the first page. */
const LOW = 10;
const below = { everything: undefined, low: LOW, none: 1 } as const;
type Show = keyof typeof below;

/** What each store has, the scarcest first; adjusted with a reason. */
export function StockDesk({ first }: Readonly<{ first: Show }>) {
  const t = useTexts(goodsTexts);
  const { can } = useStaff();
  const { stores, error, isPending, retry } = useStores();
  const [chosen, setChosen] = useState<string | null>(null);
  const [show, setShow] = useState<Show>(first);
  const [adjusting, setAdjusting] = useState<Level | null>(null);
  const storeId = chosen ?? stores[0]?.storeId ?? null;
  const limit = below[show];
  const list = useApiList(
    "GET /v1/staff/stock",
    {
      query: {
        storeId: storeId ?? "",
        limit: 50,
        ...(limit === undefined ? {} : { below: limit }),
      },
    },
    { isOn: storeId !== null, keepsLast: true },
  );
  useFreshOnShow(["GET /v1/staff/stock"]);
  const names = useSkuNames(list.items.map(({ skuId }) => skuId));
  const titleOf = ({ skuId }: Level) => names.get(skuId)?.title ?? "…";
  const optionsOf = ({ skuId }: Level) => names.get(skuId)?.optionsText ?? "";
  const canAdjust = can("stock.adjust");
  const handleLedger = ({ storeId: store, skuId }: Level) =>
    go("stockLedger", { storeId: store, skuId });
  if (storeId === null) {
    if (isPending) return <Skeleton heights={[88, 160, 160]} />;
    return error === null ? (
      <Empty text={t("noStores")} />
    ) : (
      <Failure error={error} onRetry={retry} />
    );
  }
  const actions = (level: Level) => (
    <View className="nd-row staff-actions">
      {canAdjust && (
        <Button isSmall onTap={() => setAdjusting(level)}>
          {t("adjust")}
        </Button>
      )}
      <Button isSmall onTap={() => handleLedger(level)}>
        {t("ledger")}
      </Button>
    </View>
  );
  const columns: readonly Column<Level>[] = [
    { key: "product", title: t("product"), width: "2.5fr", text: titleOf, sort: titleOf },
    { key: "skus", title: t("skus"), width: "1.5fr", text: optionsOf },
    {
      key: "available",
      title: t("available"),
      isRight: true,
      text: ({ available }) => String(available),
      sort: ({ available }) => available,
      render: ({ available }) => <Available count={available} />,
    },
    {
      key: "reserved",
      title: t("reserved"),
      isRight: true,
      text: ({ reserved }) => String(reserved),
      sort: ({ reserved }) => reserved,
    },
    {
      key: "sold",
      title: t("soldUnits"),
      isRight: true,
      text: ({ sold }) => String(sold),
      sort: ({ sold }) => sold,
    },
    { key: "actions", title: "", width: "2fr", text: () => "", render: actions },
  ];
  return (
    <View className="nd-stack">
      {stores.length > 1 && (
        <Chips
          isLine
          choices={stores.map((store) => ({ key: store.storeId, text: store.name }))}
          chosen={storeId}
          onChoose={setChosen}
        />
      )}
      <Chips
        choices={(["everything", "low", "none"] as const).map((key) => ({ key, text: t(key) }))}
        chosen={show}
        onChoose={setShow}
      />
      <DataTable
        name="stock"
        list={list}
        columns={columns}
        keyOf={({ skuId }) => skuId}
        card={(level) => (
          <View className="nd-stack">
            <View className="nd-row nd-row--between nd-row--top">
              <View className="nd-grow">
                <View className="nd-clip">{titleOf(level)}</View>
                <Text className="nd-note">{optionsOf(level)}</Text>
              </View>
              <Available count={level.available} />
            </View>
            <View className="nd-row nd-row--between">
              <Text className="nd-note">
                {t("reserved")} {t("units", { count: level.reserved })} · {t("soldUnits")}{" "}
                {t("units", { count: level.sold })}
              </Text>
              {actions(level)}
            </View>
          </View>
        )}
        empty={
          <Empty
            text={t("stockEmpty")}
            {...(show === "everything"
              ? {}
              : { next: { text: t("stockAll"), onTap: () => setShow("everything") } })}
          />
        }
      />
      {adjusting !== null && (
        <AdjustSheet
          key={adjusting.skuId}
          level={adjusting}
          title={`${titleOf(adjusting)} ${optionsOf(adjusting)}`}
          onClose={() => setAdjusting(null)}
        />
      )}
    </View>
  );
}

function Available({ count }: Readonly<{ count: number }>) {
  const t = useTexts(goodsTexts);
  const text = t("units", { count });
  if (count <= 0) return <Tag text={text} mood="bad" />;
  return count < LOW ? <Tag text={text} mood="warn" /> : <Text>{text}</Text>;
}
