import { Text } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { useApi } from "@/lib/query";
import { Chips } from "@/ui/Chips";

type Node = { readonly categoryId: string; readonly name: string };

function useCategories(): readonly Node[] {
  const answer = useApi("GET /v1/categories", {}, { isKept: true });
  return (answer.data?.items ?? []).flatMap((one) => [one, ...one.children]);
}

/** What categories are called. */
export function useCategoryNames(): (categoryId: string) => string {
  const all = useCategories();
  return (categoryId) =>
    all.find((one) => one.categoryId === categoryId)?.name ?? categoryId.slice(-6);
}

type Props = { chosen: readonly string[]; onTurn: (categoryId: string) => void };

/** Some of the shop's categories, or none. */
export function PickCategories({ chosen, onTurn }: Readonly<Props>) {
  const t = useTexts(staffOfferTexts);
  const all = useCategories();
  if (all.length === 0) return <Text className="nd-second">{t("noCategories")}</Text>;
  return (
    <Chips
      choices={all.map(({ categoryId, name }) => ({ key: categoryId, text: name }))}
      chosen={chosen}
      onChoose={onTurn}
    />
  );
}
