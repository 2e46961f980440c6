import { View } from "@tarojs/components";
import { useRouter } from "@tarojs/taro";
import { useState } from "react";
import { rememberWord } from "@/features/catalog/search-words";
import { SearchResults } from "@/features/catalog/SearchResults";
import { SearchStart } from "@/features/catalog/SearchStart";
import { useTexts } from "@/i18n";
import { catalogTexts } from "@/i18n/catalog";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Screen } from "@/ui/Screen";

/** Looks through the shop by a word. */
export default function SearchPage() {
  const t = useTexts(catalogTexts);
  const asked = decodeURIComponent(useRouter().params["q"] ?? "");
  const [typed, setTyped] = useState(asked);
  const [word, setWord] = useState(asked);
  const handleSearch = (text: string) => {
    const next = text.trim().slice(0, 40);
    setTyped(next);
    setWord(next);
    if (next !== "") rememberWord(next);
  };
  const handleInput = (text: string) => {
    setTyped(text);
    if (text.trim() === "") setWord("");
  };
  return (
    <Screen>
      <View className="search-field">
        <View className="nd-grow">
          <Field
            label={t("searchField")}
            value={typed}
            onInput={handleInput}
            placeholder={t("searchHint")}
            maxLength={40}
            onConfirm={() => handleSearch(typed)}
          />
        </View>
        <Button look="main" onTap={() => handleSearch(typed)}>
          {t("search")}
        </Button>
      </View>
      {word === "" ? (
        <SearchStart onWord={handleSearch} />
      ) : (
        <SearchResults key={word} word={word} />
      )}
    </Screen>
  );
}
