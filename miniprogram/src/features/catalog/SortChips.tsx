import { useTexts } from "@/i18n";
import { catalogTexts } from "@/i18n/catalog";
import { Chips } from "@/ui/Chips";
import type { Sort } from "./use-products";

type Props = {
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** What a search finds also has the order of what fits best. */
  hasBest?: boolean;
};

/** In which order the products stand; another tap on the price turns it about. */
export function SortChips({ sort, onSort, hasBest = false }: Readonly<Props>) {
  const t = useTexts(catalogTexts);
  const isByPrice = sort === "price_asc" || sort === "price_desc";
  const price = isByPrice ? t(sort === "price_asc" ? "sortUp" : "sortDown") : t("sortPrice");
  return (
    <Chips
      isLine
      choices={[
        ...(hasBest ? [{ key: "best" as const, text: t("sortBest") }] : []),
        { key: "sales", text: t("sortSales") },
        { key: "newest", text: t("sortNewest") },
        { key: "price", text: price },
      ]}
      chosen={isByPrice ? "price" : sort}
      onChoose={(key) =>
        onSort(key === "price" ? (sort === "price_asc" ? "price_desc" : "price_asc") : key)
      }
    />
  );
}
