import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { privacyTexts } from "@/i18n/account";
import { when } from "@/lib/format";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Skeleton } from "@/ui/Skeleton";
import { uiTexts } from "@/i18n/ui";
import { useAccessLog } from "./use-privacy";

/** Which of the shop's people read the shopper's phone or address in full, when, and why. */
export function AccessCard() {
  const t = useTexts(privacyTexts);
  const ui = useTexts(uiTexts);
  const words = useDateWords();
  const log = useAccessLog();
  return (
    <Card title={t("accessLog")}>
      <Text className="nd-note">{t("accessNote")}</Text>
      {log.isLoading && <Skeleton heights={[88, 88]} />}
      {log.error !== null && log.items.length === 0 && (
        <Failure error={log.error} onRetry={log.retry} />
      )}
      {!log.isLoading && log.error === null && log.items.length === 0 && (
        <View className="nd-second">{t("accessNone")}</View>
      )}
      {log.items.map(({ at, staffName, what, reason }) => (
        <Cell
          key={`${at}-${what}`}
          title={t("saw", {
            name: staffName,
            what: t(what === "phone" ? "sawPhone" : "sawAddress"),
          })}
          note={t("because", { reason })}
          value={when(at, words)}
        />
      ))}
      {log.hasMore && (
        <Button isSmall isBlock isBusy={log.isLoadingMore} onTap={log.more}>
          {ui("loadMore")}
        </Button>
      )}
    </Card>
  );
}
