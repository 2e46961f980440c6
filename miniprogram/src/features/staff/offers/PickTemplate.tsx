import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { useApi, useApiList, type Row } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty, Failure } from "@/ui/Blank";
import { Check } from "@/ui/Check";
import { Skeleton } from "@/ui/Skeleton";
import { Tap } from "@/ui/Tap";
import { useStaff } from "../use-staff";
import { useOfferWords } from "./offer-words";

/** A kind of coupon as staff see it. */
export type Template = Row<"GET /v1/staff/coupon-templates">;

type Props = {
  /** The way by which it must be allowed to reach a member. */
  way: "isByCode" | "isByRule" | "isByStaff";
  chosen: string | null;
  onChoose: (templateId: string) => void;
};

/** The chosen kind of coupon, as far as it is known. */
export function useTemplate(templateId: string | null): Template | null {
  const template = useApi(
    "GET /v1/staff/coupon-templates/:templateId",
    { params: { templateId: templateId ?? "" } },
    { isOn: templateId !== null },
  );
  return templateId === null ? null : (template.data ?? null);
}

/** One of the published kinds of coupon that may be given in this way. */
export function PickTemplate({ way, chosen, onChoose }: Readonly<Props>) {
  const t = useTexts(staffOfferTexts);
  const { can } = useStaff();
  const words = useOfferWords();
  const list = useApiList("GET /v1/staff/coupon-templates", {
    query: { state: "published", limit: 50 },
  });
  const items = list.items.filter(({ channels }) => channels?.[way] === true);
  if (list.isLoading) return <Skeleton heights={[88, 88]} />;
  if (list.error !== null && items.length === 0)
    return <Failure error={list.error} onRetry={list.retry} />;
  if (items.length === 0)
    return (
      <Empty
        mark="ticket"
        text={t("noTemplateFor")}
        note={t(way)}
        {...(can("coupons.edit")
          ? { next: { text: t("toTemplates"), onTap: () => go("templates") } }
          : {})}
      />
    );
  return (
    <View className="staff-found" {...{ role: "radiogroup" }}>
      {items.map(({ templateId, name, terms }) => (
        <Tap
          key={templateId}
          role="radio"
          className="nd-cell"
          isOn={templateId === chosen}
          onTap={() => onChoose(templateId)}
        >
          <Check isOn={templateId === chosen} />
          <View className="nd-grow">
            <View>{name}</View>
            <Text className="nd-note">{words(terms)}</Text>
          </View>
        </Tap>
      ))}
    </View>
  );
}
