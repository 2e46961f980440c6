import { View } from "@tarojs/components";
import { useReachBottom } from "@tarojs/taro";
import { memo, useCallback, useEffect, useId, useState, type ReactNode } from "react";
import { useTexts } from "@/i18n";
import { uiTexts } from "@/i18n/ui";
import { platform } from "@/lib/platform";
import type { Listing } from "@/lib/query";
import { Failure } from "./Blank";
import { Button } from "./Button";
import { Skeleton } from "./Skeleton";

type Props<Item> = {
  list: Listing<Item>;
  keyOf: (item: Item) => string;
  render: (item: Item) => ReactNode;
  empty: ReactNode;
  /** The heights of some rows, in px of a page 750 wide, while the first page loads. */
  skeleton?: readonly number[];
  className?: string;
};

/** So many rows are watched together: the window is told of those that are there when it begins. */
const TOGETHER = 20;
/** How far from the window rows are drawn already, in screens. */
const NEAR = 1;

/** A list that loads page by page as one reads on: loading, empty, failure with another try, and its end said. */
export function List<Item>({
  list,
  keyOf,
  render,
  empty,
  skeleton = [180, 180, 180],
  className = "nd-stack",
}: Readonly<Props<Item>>) {
  const t = useTexts(uiTexts);
  // The first that was measured stands for all that are not drawn yet.
  const [usual, setUsual] = useState<number | null>(null);
  const noteHeight = useCallback((height: number) => setUsual((known) => known ?? height), []);
  useReachBottom(list.more);
  if (list.isLoading) return <Skeleton heights={skeleton} />;
  if (list.error !== null && list.items.length === 0)
    return <Failure error={list.error} onRetry={list.retry} />;
  if (list.items.length === 0) return <>{empty}</>;
  const parts = Array.from({ length: Math.ceil(list.items.length / TOGETHER) }, (_, at) =>
    list.items.slice(at * TOGETHER, (at + 1) * TOGETHER),
  );
  return (
    <View>
      <View className={className}>
        {parts.map((items, at) => (
          <Rows
            key={at}
            items={items}
            keyOf={keyOf}
            render={render}
            // A short list stays as it is.
            isWatched={parts.length > 1 || list.hasMore}
            // What comes below what is seen waits until one comes to it.
            unseen={at === 0 ? null : usual}
            onHeight={noteHeight}
          />
        ))}
      </View>
      <View className="nd-blank">
        {list.hasMore ? (
          <Button isSmall isBusy={list.isLoadingMore} onTap={list.more}>
            {list.error === null ? t("loadMore") : t("retry")}
          </Button>
        ) : (
          <View className="nd-note">{t("end")}</View>
        )}
      </View>
    </View>
  );
}

type RowsProps<Item> = {
  items: readonly Item[];
  keyOf: (item: Item) => string;
  render: (item: Item) => ReactNode;
  isWatched: boolean;
  /** How much to keep free for a row that was never drawn; null draws it. */
  unseen: number | null;
  onHeight: (height: number) => void;
};

/** Rows that are drawn while they are near the window, and keep their height when they are not. */
function Rows<Item>({
  items,
  keyOf,
  render,
  isWatched,
  unseen,
  onHeight,
}: Readonly<RowsProps<Item>>) {
  const name = `rows-${useId().replaceAll(":", "")}`;
  const [away, setAway] = useState<Readonly<Record<string, number | null>>>({});
  const keys = items.map(keyOf);
  const watched = isWatched ? keys.join(" ") : "";
  useEffect(() => {
    if (watched === "") return undefined;
    return platform.watchNear(name, NEAR, (key, isNear, height) => {
      // The page itself is out of sight.
      if (height === 0) return;
      onHeight(height);
      const next = isNear ? null : height;
      setAway((before) => (before[key] === next ? before : { ...before, [key]: next }));
    });
  }, [name, watched, onHeight]);
  return (
    <>
      {items.map((item, at) => {
        const key = keys[at] ?? "";
        const known = away[key];
        return (
          <Row
            key={key}
            id={key}
            name={name}
            item={item}
            render={render}
            height={isWatched ? (known === undefined ? unseen : known) : null}
          />
        );
      })}
    </>
  );
}

type RowProps<Item> = {
  id: string;
  name: string;
  item: Item;
  render: (item: Item) => ReactNode;
  /** What to keep free for it while it is away; null where it is drawn. */
  height: number | null;
};

function OneRow<Item>({ id, name, item, render, height }: Readonly<RowProps<Item>>) {
  // With other attributes WeChat would make another node of it, which nobody watches.
  return (
    <View
      id={id}
      className={height === null ? name : `${name} nd-away`}
      style={height === null ? {} : { height: `${height}px` }}
    >
      {height === null ? render(item) : null}
    </View>
  );
}

/** While it is away, only its height matters. */
const Row = memo(
  OneRow,
  (before, after) =>
    before.id === after.id &&
    before.name === after.name &&
    before.height === after.height &&
    (after.height !== null || (before.item === after.item && before.render === after.render)),
) as typeof OneRow;
