import { useTexts } from "@/i18n";
import { catalogTexts } from "@/i18n/catalog";
import { Chips } from "@/ui/Chips";
import { sorts, type Sort } from "./use-products";

const words = {
  sales: "sortSales",
  newest: "sortNewest",
  price_asc: "sortUp",
  price_desc: "sortDown",
} as const;

type Props = { sort: Sort; onSort: (sort: Sort) => void };

/** In which order the products stand. */
export function SortChips({ sort, onSort }: Readonly<Props>) {
  const t = useTexts(catalogTexts);
  return (
    <Chips
      isLine
      choices={sorts.map((key) => ({ key, text: t(words[key]) }))}
      chosen={sort}
      onChoose={onSort}
    />
  );
}
