import { View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { catalogTexts } from "@/i18n/catalog";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { List } from "@/ui/List";
import { FilterSheet } from "./FilterSheet";
import { ProductCard } from "./ProductGrid";
import { SortChips } from "./SortChips";
import { conditionsOf, noFilter, useProducts, type Filter, type Sort } from "./use-products";
import "./catalog.css";

/** What fits a word, with what it can be narrowed to; when nothing does, where to look next. */
export function SearchResults({ word }: Readonly<{ word: string }>) {
  const t = useTexts(catalogTexts);
  const [filter, setFilter] = useState<Filter>(noFilter);
  const [isFiltering, setFiltering] = useState(false);
  const [sort, setSort] = useState<Sort>("best");
  const products = useProducts({ q: word, sort }, filter);
  const count = conditionsOf(filter);
  const handleApply = (next: Filter) => {
    setFilter(next);
    setFiltering(false);
  };
  return (
    <>
      <View className="nd-row nd-row--between">
        <View className="nd-grow rail-page__sorts">
          <SortChips sort={sort} onSort={setSort} hasBest />
        </View>
        <Button isSmall look={count > 0 ? "soft" : "plain"} onTap={() => setFiltering(true)}>
          {count === 0 ? t("filter") : t("filterCount", { count })}
        </Button>
      </View>
      <List
        list={products}
        keyOf={({ productId }) => productId}
        render={(product) => <ProductCard product={product} />}
        className="goods-grid"
        skeleton={[480, 480]}
        empty={
          count > 0 ? (
            <Empty
              mark="glass"
              text={t("nothingFiltered")}
              next={{ text: t("reset"), onTap: () => setFilter(noFilter) }}
            />
          ) : (
            <Empty
              mark="glass"
              text={t("nothing", { word })}
              note={t("nothingNote")}
              next={{ text: t("toCategories"), onTap: () => go("category") }}
            />
          )
        }
      />
      <FilterSheet
        isOpen={isFiltering}
        filter={filter}
        onApply={handleApply}
        onClose={() => setFiltering(false)}
      />
    </>
  );
}
