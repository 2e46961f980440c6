import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { catalogTexts } from "@/i18n/catalog";
import { go } from "@/lib/routes";
import { Tap } from "@/ui/Tap";
import "./catalog.css";

/** Looks like a field and leads to the search page. */
export function SearchBox() {
  const t = useTexts(catalogTexts);
  return (
    <Tap className="search-box" role="link" onTap={() => go("search")}>
      <View className="search-box__glass" />
      <Text>{t("searchHint")}</Text>
    </Tap>
  );
}
