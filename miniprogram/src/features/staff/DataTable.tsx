import { Text, View } from "@tarojs/components";
import { useState, type ReactNode } from "react";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { platform } from "@/lib/platform";
import type { Listing } from "@/lib/query";
import { kept } from "@/lib/storage";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { List } from "@/ui/List";
import { Sheet } from "@/ui/Sheet";
import { Tap } from "@/ui/Tap";
import { roleOf } from "@/ui/role";
import { csvOf } from "./csv";
import { useWide } from "./use-wide";
import "./staff.css";

/** A column: what stands in it, the same as text for CSV, and by what it is sorted where it can be. */
export type Column<Row> = {
  readonly key: string;
  readonly title: string;
  /** The cell; its text when absent. */
  readonly render?: (row: Row) => ReactNode;
  /** The cell as CSV has it: plain numbers and dates. */
  readonly text: (row: Row) => string;
  readonly sort?: (row: Row) => string | number;
  /** Share of the width, as a track of a grid: `"2fr"`. */
  readonly width?: string;
  readonly isRight?: boolean;
  /** Not shown until somebody chooses it. */
  readonly isExtra?: boolean;
};

type Props<Row> = {
  /** The table's name: under it the choice of columns is kept, and the CSV is saved. */
  name: string;
  list: Listing<Row>;
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  onOpen?: (row: Row) => void;
  /** The row on a phone. */
  card: (row: Row) => ReactNode;
  empty: ReactNode;
  /** The page asks the server for what somebody looks for; else one looks among the rows that are read. */
  isSearched?: boolean;
};

/** So few rows are looked through by eye. */
const FEW = 5;

type Order = { readonly key: string; readonly isDown: boolean };

/** A list as a table on a wide window (columns to choose, sorted, walked by keyboard, saved as CSV) and as cards on a phone. */
export function DataTable<Row>({
  name,
  list,
  columns,
  keyOf,
  onOpen,
  card,
  empty,
  isSearched = false,
}: Readonly<Props<Row>>) {
  const t = useTexts(staffTexts);
  const [word, setWord] = useState("");
  const isWide = useWide();
  const [hiddenPlace] = useState(() => kept<readonly string[] | null>(`table.${name}`, null));
  const [hidden, setHidden] = useState<readonly string[]>(
    () =>
      hiddenPlace.get() ?? columns.filter(({ isExtra }) => isExtra === true).map(({ key }) => key),
  );
  const [order, setOrder] = useState<Order | null>(null);
  const shown = columns.filter(({ key }) => !hidden.includes(key));

  const handleColumn = (key: string) => {
    const next = hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key];
    if (next.length === columns.length) return;
    setHidden(next);
    hiddenPlace.set(next);
  };
  const canFind = !isSearched && (list.items.length > FEW || word !== "");
  const find = canFind && (
    <Field label={t("find")} value={word} onInput={setWord} placeholder={t("findHint")} />
  );
  const isNarrowed = word.trim() !== "" && list.items.length > 0;
  const found = isNarrowed ? having(list.items, columns, word.trim()) : list.items;
  const none = isNarrowed ? (
    <Empty
      mark="glass"
      text={t("findNone", { word: word.trim(), count: list.items.length })}
      {...(list.hasMore ? { next: { text: t("readMore"), onTap: list.more } } : {})}
    />
  ) : (
    empty
  );
  if (!isWide || list.items.length === 0)
    return (
      <View className="nd-stack">
        {find}
        <List
          list={{ ...list, items: found }}
          keyOf={keyOf}
          empty={none}
          render={(row) =>
            onOpen === undefined ? (
              <View className="nd-card">{card(row)}</View>
            ) : (
              <Tap role="link" className="nd-card" onTap={() => onOpen(row)}>
                {card(row)}
              </Tap>
            )
          }
        />
      </View>
    );
  const rows = sorted(found, columns, order);
  const tracks = { gridTemplateColumns: shown.map(({ width }) => width ?? "1fr").join(" ") };
  return (
    <View className="nd-stack">
      {find}
      <Tools
        name={name}
        list={{ ...list, items: rows }}
        columns={columns}
        shown={shown}
        isSorted={order !== null}
        onColumn={handleColumn}
      />
      <View className="staff-table" {...roleOf("table")}>
        <View className="staff-table__row staff-table__row--head" style={tracks} {...roleOf("row")}>
          {shown.map((column) => (
            <Head key={column.key} column={column} order={order} onOrder={setOrder} />
          ))}
        </View>
        <List
          list={{ ...list, items: rows }}
          keyOf={keyOf}
          empty={none}
          className="staff-table__rows"
          render={(row) => (
            <BodyRow row={row} shown={shown} tracks={tracks} {...(onOpen ? { onOpen } : {})} />
          )}
        />
      </View>
    </View>
  );
}

/** The rows in which a word stands, in whatever column. */
function having<Row>(
  items: readonly Row[],
  columns: readonly Column<Row>[],
  word: string,
): readonly Row[] {
  const wanted = word.toLocaleLowerCase();
  return items.filter((row) =>
    columns.some((column) => column.text(row).toLocaleLowerCase().includes(wanted)),
  );
}

function sorted<Row>(
  items: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | null,
): readonly Row[] {
  const by = columns.find(({ key }) => key === order?.key)?.sort;
  if (order === null || by === undefined) return items;
  const sign = order.isDown ? -1 : 1;
  const rows = [...items];
  rows.sort((one, other) => {
    const [left, right] = [by(one), by(other)];
    if (typeof left === "number" && typeof right === "number") return sign * (left - right);
    return sign * String(left).localeCompare(String(right), "zh-CN");
  });
  return rows;
}

type HeadProps<Row> = {
  column: Column<Row>;
  order: Order | null;
  onOrder: (order: Order | null) => void;
};

function Head<Row>({ column, order, onOrder }: Readonly<HeadProps<Row>>) {
  const t = useTexts(staffTexts);
  const classes = `staff-table__cell ${column.isRight === true ? "staff-table__cell--right" : ""}`;
  const isMine = order?.key === column.key;
  const turn = (): Order | null => {
    if (!isMine) return { key: column.key, isDown: column.isRight === true };
    return order.isDown === (column.isRight === true) ? { ...order, isDown: !order.isDown } : null;
  };
  const direction = order?.isDown === true ? "descending" : "ascending";
  return (
    <View
      className={classes}
      {...roleOf("columnheader", { "aria-sort": isMine ? direction : "none" })}
    >
      {column.sort === undefined ? (
        <Text>{column.title}</Text>
      ) : (
        <Tap
          className={`staff-table__sort ${column.isRight === true ? "staff-table__cell--right" : ""}`}
          label={t("sortBy", { name: column.title })}
          onTap={() => onOrder(turn())}
        >
          <Text>{column.title}</Text>
          <Text {...{ "aria-hidden": "true" }}>{isMine ? (order.isDown ? "↓" : "↑") : "↕"}</Text>
        </Tap>
      )}
    </View>
  );
}

type RowProps<Row> = {
  row: Row;
  shown: readonly Column<Row>[];
  tracks: { gridTemplateColumns: string };
  onOpen?: (row: Row) => void;
};

type Key = { key: string; currentTarget: Element; preventDefault(): void };

function BodyRow<Row>({ row, shown, tracks, onOpen }: Readonly<RowProps<Row>>) {
  const handleKey = (event: Key) => {
    const isDown = event.key === "ArrowDown";
    if (event.key === "Enter") onOpen?.(row);
    if (!isDown && event.key !== "ArrowUp") return;
    event.preventDefault();
    const place = event.currentTarget.parentElement;
    const next = isDown ? place?.nextElementSibling : place?.previousElementSibling;
    (next?.firstElementChild as HTMLElement | null | undefined)?.focus();
  };
  return (
    <View
      className={`staff-table__row ${onOpen === undefined ? "" : "staff-table__row--open"}`}
      style={tracks}
      onClick={() => onOpen?.(row)}
      {...roleOf("row", { tabIndex: 0, onKeyDown: handleKey })}
    >
      {shown.map((column) => (
        <View
          key={column.key}
          className={`staff-table__cell ${column.isRight === true ? "staff-table__cell--right" : ""}`}
          {...roleOf("cell")}
        >
          {column.render?.(row) ?? column.text(row)}
        </View>
      ))}
    </View>
  );
}

type ToolsProps<Row> = {
  name: string;
  list: Listing<Row>;
  columns: readonly Column<Row>[];
  shown: readonly Column<Row>[];
  isSorted: boolean;
  onColumn: (key: string) => void;
};

function Tools<Row>({ name, list, columns, shown, isSorted, onColumn }: Readonly<ToolsProps<Row>>) {
  const t = useTexts(staffTexts);
  const [isOpen, setOpen] = useState(false);
  const count = { count: list.items.length };
  return (
    <View className="staff-table__bar">
      <Text className="nd-note nd-grow">
        {list.hasMore ? t("loaded", count) : t("loadedAll", count)}
        {isSorted && list.hasMore ? ` · ${t("sortHint")}` : ""}
      </Text>
      <Button isSmall onTap={() => setOpen(true)}>
        {t("columns")}
      </Button>
      <Button isSmall onTap={() => void platform.saveText(`${name}.csv`, csvOf(shown, list.items))}>
        {list.hasMore ? t("csvLoaded", count) : t("csv")}
      </Button>
      <Sheet isOpen={isOpen} title={t("columns")} onClose={() => setOpen(false)}>
        <Text className="nd-second">{t("columnsHint")}</Text>
        <Chips
          choices={columns.map(({ key, title }) => ({ key, text: title }))}
          chosen={shown.map(({ key }) => key)}
          onChoose={onColumn}
        />
      </Sheet>
    </View>
  );
}
