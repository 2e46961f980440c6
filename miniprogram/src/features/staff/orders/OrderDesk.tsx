import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { endOfId, minuteOf, money, when, yuan } from "@/lib/format";
import { useApiList, useFreshOnShow } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Price } from "@/ui/Price";
import { Sheet } from "@/ui/Sheet";
import { Tag } from "@/ui/Tag";
import { DataTable, type Column } from "../DataTable";
import { DayRange, type Days } from "../DayRange";
import { SearchField } from "../SearchField";
import { useStores } from "../use-stores";
import { orderFilters, stateTags, type OrderFilter, type OrderRow } from "./order-states";

type Delivery = "all" | "express" | "pickup";
type Wanted = Days & { readonly delivery: Delivery; readonly storeId: string | null };

const anything: Wanted = { fromDay: null, toDay: null, delivery: "all", storeId: null };

/** The orders of the shop: found by number, phone or goods, filtered, opened. */
export function OrderDesk({ first }: Readonly<{ first: OrderFilter }>) {
  const t = useTexts(staffOrderTexts);
  const [filter, setFilter] = useState<OrderFilter>(first);
  const [q, setQ] = useState("");
  const [wanted, setWanted] = useState<Wanted>(anything);
  const [isOpen, setOpen] = useState(false);
  const list = useApiList(
    "GET /v1/staff/orders",
    {
      query: {
        ...orderFilters[filter],
        ...(q === "" ? {} : { q }),
        ...(wanted.fromDay === null ? {} : { fromDay: wanted.fromDay }),
        ...(wanted.toDay === null ? {} : { toDay: wanted.toDay }),
        ...(wanted.storeId === null ? {} : { storeId: wanted.storeId }),
        ...(wanted.delivery === "all" ? {} : { deliveryKind: wanted.delivery }),
      },
    },
    { keepsLast: true },
  );
  useFreshOnShow(["GET /v1/staff/orders"]);
  const columns = useColumns();
  const count = countOf(wanted);
  const isNarrowed = count > 0 || q !== "" || filter !== "all";

  return (
    <View className="nd-stack">
      <SearchField
        label={t("search")}
        hint={t("searchHint")}
        action={t("find")}
        onSearch={setQ}
        id="order-search"
      />
      <View className="nd-row">
        <View className="nd-grow staff-scroll">
          <Chips
            isLine
            choices={(Object.keys(orderFilters) as OrderFilter[]).map((key) => ({
              key,
              text: t(key),
            }))}
            chosen={filter}
            onChoose={setFilter}
          />
        </View>
        <Button isSmall look={count > 0 ? "soft" : "plain"} onTap={() => setOpen(true)}>
          {count > 0 ? t("filtersOn", { count }) : t("filters")}
        </Button>
      </View>
      <DataTable
        name="orders"
        isSearched
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        onOpen={({ id }) => go("staffOrder", { orderId: id })}
        card={(row) => <OrderCard row={row} />}
        empty={
          <Empty
            mark="paper"
            text={t("empty")}
            {...(isNarrowed
              ? {
                  next: {
                    text: t("clear"),
                    onTap: () => {
                      setWanted(anything);
                      setFilter("all");
                      setQ("");
                    },
                  },
                }
              : {})}
          />
        }
      />
      <Filters
        isOpen={isOpen}
        wanted={wanted}
        onChange={setWanted}
        onClose={() => setOpen(false)}
      />
    </View>
  );
}

const countOf = ({ fromDay, toDay, delivery, storeId }: Wanted): number =>
  [fromDay !== null || toDay !== null, delivery !== "all", storeId !== null].filter(Boolean).length;

type FiltersProps = {
  isOpen: boolean;
  wanted: Wanted;
  onChange: (wanted: Wanted) => void;
  onClose: () => void;
};

function Filters({ isOpen, wanted, onChange, onClose }: Readonly<FiltersProps>) {
  const t = useTexts(staffOrderTexts);
  const { stores } = useStores();
  return (
    <Sheet isOpen={isOpen} title={t("filters")} onClose={onClose}>
      <Text className="nd-second">{t("days")}</Text>
      <DayRange days={wanted} onChange={(days) => onChange({ ...wanted, ...days })} />
      <Text className="nd-second">{t("delivery")}</Text>
      <Chips
        choices={(["all", "express", "pickup"] as const).map((key) => ({ key, text: t(key) }))}
        chosen={wanted.delivery}
        onChoose={(delivery) => onChange({ ...wanted, delivery })}
      />
      {stores.length > 1 && (
        <>
          <Text className="nd-second">{t("store")}</Text>
          <Chips
            choices={[
              { key: "all", text: t("all") },
              ...stores.map(({ storeId, name }) => ({ key: storeId, text: name })),
            ]}
            chosen={wanted.storeId ?? "all"}
            onChoose={(key) => onChange({ ...wanted, storeId: key === "all" ? null : key })}
          />
        </>
      )}
      <View className="nd-row">
        <View className="nd-grow">
          <Button isBlock onTap={() => onChange(anything)}>
            {t("clear")}
          </Button>
        </View>
        <View className="nd-grow">
          <Button isBlock look="main" onTap={onClose}>
            {t("done")}
          </Button>
        </View>
      </View>
    </Sheet>
  );
}

/** The states of an order as tags in a row. */
export function StateTags({ order }: Readonly<{ order: Parameters<typeof stateTags>[0] }>) {
  const t = useTexts(staffOrderTexts);
  return (
    <View className="nd-row nd-row--wrap staff-tags">
      {stateTags(order, t).map(({ text, mood }) => (
        <Tag key={text} text={text} mood={mood} />
      ))}
    </View>
  );
}

function OrderCard({ row }: Readonly<{ row: OrderRow }>) {
  const t = useTexts(staffOrderTexts);
  const words = useDateWords();
  const { nameOf } = useStores();
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <StateTags order={row} />
        <Text className="nd-note">{when(row.createdAt, words)}</Text>
      </View>
      <View className="nd-row nd-row--between nd-row--top">
        <View className="nd-grow">
          <View className="nd-clip">{row.title}</View>
          <Text className="nd-note">{t("units", { count: row.unitCount })}</Text>
        </View>
        <Price fen={row.totalFen} />
      </View>
      <View className="nd-row nd-row--between">
        <Text className="nd-second">{toWhom(row, nameOf)}</Text>
        <View className="nd-row">
          {row.hasBuyerNote && <Tag text={t("hasNote")} mood="warn" />}
          <Text className="nd-note">{endOfId(row.id)}</Text>
        </View>
      </View>
    </View>
  );
}

function toWhom({ delivery }: OrderRow, nameOf: (storeId: string) => string): string {
  if (delivery.kind === "pickup") return nameOf(delivery.storeId);
  return `${delivery.receiverName} ${delivery.receiverPhone} · ${delivery.province}${delivery.city}`;
}

function useColumns(): readonly Column<OrderRow>[] {
  const t = useTexts(staffOrderTexts);
  const words = useDateWords();
  const { nameOf } = useStores();
  const states = (row: OrderRow) =>
    stateTags(row, t)
      .map(({ text }) => text)
      .join(" ");
  return [
    { key: "number", title: t("number"), text: ({ id }) => id, render: ({ id }) => endOfId(id) },
    {
      key: "createdAt",
      title: t("createdAt"),
      width: "1.4fr",
      text: ({ createdAt }) => minuteOf(createdAt, words),
      sort: ({ createdAt }) => createdAt,
    },
    {
      key: "state",
      title: t("state"),
      width: "1.5fr",
      text: states,
      sort: states,
      render: (row) => <StateTags order={row} />,
    },
    {
      key: "goods",
      title: t("goods"),
      width: "2fr",
      text: ({ title, unitCount }) => `${title} × ${unitCount}`,
      render: ({ title, unitCount }) => (
        <View>
          <View className="nd-clip">{title}</View>
          <Text className="nd-note">{t("units", { count: unitCount })}</Text>
        </View>
      ),
    },
    {
      key: "receiver",
      title: t("receiver"),
      width: "2fr",
      text: (row) => toWhom(row, nameOf),
    },
    {
      key: "buyer",
      title: t("buyer"),
      isExtra: true,
      text: ({ memberName }) => memberName ?? t("unnamed"),
    },
    { key: "store", title: t("store"), isExtra: true, text: ({ storeId }) => nameOf(storeId) },
    {
      key: "note",
      title: t("note"),
      isExtra: true,
      text: ({ hasBuyerNote }) => (hasBuyerNote ? t("hasNote") : ""),
    },
    {
      key: "total",
      title: t("total"),
      isRight: true,
      text: ({ totalFen }) => yuan(totalFen).replaceAll(",", ""),
      sort: ({ totalFen }) => totalFen,
      render: ({ totalFen }) => money(totalFen),
    },
  ];
}
