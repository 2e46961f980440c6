import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { homeTexts } from "@/i18n/home";
import { dayOf } from "@/lib/format";
import { go } from "@/lib/routes";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { useCampaigns } from "./use-home";

type Props = { onCategory: (categoryId: string) => void };

/** What the shop offers just now without a coupon; nothing where there is nothing. */
export function Campaigns({ onCategory }: Readonly<Props>) {
  const t = useTexts(homeTexts);
  const words = useDateWords();
  const live = (useCampaigns().data?.items ?? []).filter(({ isOnToday }) => isOnToday);
  if (live.length === 0) return null;
  return (
    <Card title={t("campaigns")}>
      {live.map(({ campaignId, name, givesText, until, productIds, categoryIds }) => {
        const isSingle = productIds.length + categoryIds.length === 1;
        const [product] = isSingle ? productIds : [];
        const [category] = isSingle ? categoryIds : [];
        const handleTap =
          product !== undefined
            ? () => go("product", { id: product })
            : category !== undefined
              ? () => onCategory(category)
              : null;
        return (
          <Cell
            key={campaignId}
            title={<Text className="nd-strong">{name}</Text>}
            note={<View>{givesText}</View>}
            value={t("until", { day: dayOf(until, words) })}
            {...(handleTap === null ? {} : { onTap: handleTap })}
          />
        );
      })}
    </Card>
  );
}
