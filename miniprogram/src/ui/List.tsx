import { View } from "@tarojs/components";
import { useReachBottom } from "@tarojs/taro";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n";
import { uiTexts } from "@/i18n/ui";
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
  useReachBottom(list.more);
  if (list.isLoading) return <Skeleton heights={skeleton} />;
  if (list.error !== null && list.items.length === 0)
    return <Failure error={list.error} onRetry={list.retry} />;
  if (list.items.length === 0) return <>{empty}</>;
  return (
    <View>
      <View className={className}>
        {list.items.map((item) => (
          <View key={keyOf(item)}>{render(item)}</View>
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
