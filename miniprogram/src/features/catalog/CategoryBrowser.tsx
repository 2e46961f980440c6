import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { catalogTexts } from "@/i18n/catalog";
import { go } from "@/lib/routes";
import { useStore } from "@/lib/store";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { List } from "@/ui/List";
import { Skeleton } from "@/ui/Skeleton";
import { Tap } from "@/ui/Tap";
import { roleOf } from "@/ui/role";
import { chosenCategory } from "./chosen-category";
import { FilterSheet } from "./FilterSheet";
import { ProductCard } from "./ProductGrid";
import { SortChips } from "./SortChips";
import {
  conditionsOf,
  noFilter,
  useCategories,
  useProducts,
  type Filter,
  type Sort,
} from "./use-products";
import "./catalog.css";

/** The departments at the left, what is in the chosen one at the right, narrowed to what one looks for. */
export function CategoryBrowser() {
  const t = useTexts(catalogTexts);
  const categories = useCategories();
  const chosen = useStore(chosenCategory);
  const [sort, setSort] = useState<Sort>("sales");
  const [filter, setFilter] = useState<Filter>(noFilter);
  const [isFiltering, setFiltering] = useState(false);
  const count = conditionsOf(filter);
  const tree = categories.data?.items ?? [];
  const root =
    tree.find(
      ({ categoryId, children }) =>
        categoryId === chosen || children.some((child) => child.categoryId === chosen),
    ) ?? tree[0];
  const part = root?.children.find(({ categoryId }) => categoryId === chosen) ?? null;
  const categoryId = part?.categoryId ?? root?.categoryId ?? null;
  const products = useProducts({ categoryId, sort }, filter, categoryId !== null);
  if (categories.data === undefined)
    return categories.error === null ? (
      <Skeleton heights={[88, 240, 240, 240]} />
    ) : (
      <Failure error={categories.error} onRetry={() => void categories.refetch()} />
    );
  if (root === undefined)
    return (
      <Empty text={t("emptyCategories")} next={{ text: t("toHome"), onTap: () => go("home") }} />
    );
  return (
    <View className="rail-page">
      <View className="rail" {...roleOf("tablist", { "aria-label": t("categories") })}>
        {tree.map((one) => (
          <Tap
            key={one.categoryId}
            className={`rail__item ${one === root ? "rail__item--on" : ""}`}
            role="tab"
            isOn={one === root}
            onTap={() => chosenCategory.set(one.categoryId)}
          >
            <Text>{one.name}</Text>
          </Tap>
        ))}
      </View>
      <View className="rail-page__list">
        {root.children.length > 0 && (
          <Chips
            isLine
            choices={[
              { key: root.categoryId, text: t("all") },
              ...root.children.map((child) => ({ key: child.categoryId, text: child.name })),
            ]}
            chosen={categoryId}
            onChoose={(key) => chosenCategory.set(key)}
          />
        )}
        <View className="nd-row">
          <View className="nd-grow rail-page__sorts">
            <SortChips sort={sort} onSort={setSort} />
          </View>
          <Button
            isSmall
            id="category-filter"
            look={count > 0 ? "soft" : "plain"}
            onTap={() => setFiltering(true)}
          >
            {count === 0 ? t("filter") : t("filterCount", { count })}
          </Button>
        </View>
        <List
          list={products}
          keyOf={({ productId }) => productId}
          render={(product) => <ProductCard product={product} look="row" />}
          className="nd-stack rows-wide"
          skeleton={[224, 224, 224, 224]}
          empty={
            count > 0 ? (
              <Empty
                mark="glass"
                text={t("nothingFiltered")}
                next={{ text: t("reset"), onTap: () => setFilter(noFilter) }}
              />
            ) : (
              <Empty
                text={t("emptyCategory")}
                next={{
                  text: t("seeAll"),
                  onTap: () => chosenCategory.set(tree[0]?.categoryId ?? null),
                }}
              />
            )
          }
        />
        <FilterSheet
          isOpen={isFiltering}
          filter={filter}
          onApply={(next) => {
            setFilter(next);
            setFiltering(false);
          }}
          onClose={() => setFiltering(false)}
        />
      </View>
    </View>
  );
}
