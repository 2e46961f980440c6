import { CategoryBrowser } from "@/features/catalog/CategoryBrowser";
import { SearchBox } from "@/features/catalog/SearchBox";
import { usePullToRefresh } from "@/lib/pull";
import { Screen } from "@/ui/Screen";

/** The tab page of the departments and what is in them. */
export default function CategoryPage() {
  usePullToRefresh(["GET /v1/categories", "GET /v1/products"]);
  return (
    <Screen>
      <SearchBox />
      <CategoryBrowser />
    </Screen>
  );
}
