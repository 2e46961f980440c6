import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { catalogTexts } from "@/i18n/catalog";
import { useApi } from "@/lib/query";
import { Card } from "@/ui/Card";
import { Chips } from "@/ui/Chips";
import { forgetWords, useSearchWords } from "./search-words";

/** What one looked for before, and what others look for: a tap looks for it. */
export function SearchStart({ onWord }: Readonly<{ onWord: (word: string) => void }>) {
  const t = useTexts(catalogTexts);
  const words = useSearchWords();
  const hot = useApi("GET /v1/shop", {}, { isKept: true }).data?.hotWords ?? [];
  const choicesOf = (list: readonly string[]) => list.map((key) => ({ key, text: key }));
  return (
    <View className="nd-stack">
      {words.length > 0 && (
        <Card title={t("history")} more={{ text: t("clear"), onTap: forgetWords }}>
          <Chips choices={choicesOf(words)} chosen={null} onChoose={onWord} />
        </Card>
      )}
      {hot.length > 0 && (
        <Card title={t("hot")}>
          <Chips choices={choicesOf(hot)} chosen={null} onChoose={onWord} />
        </Card>
      )}
    </View>
  );
}
