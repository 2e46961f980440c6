import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { useApi, useApiList, type Row } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Check } from "@/ui/Check";
import { List } from "@/ui/List";
import { Tap } from "@/ui/Tap";
import { roleOf } from "@/ui/role";
import { SearchField } from "../SearchField";
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

/** One of the published kinds of coupon that may be given in this way, found by name or page by page. */
export function PickTemplate({ way, chosen, onChoose }: Readonly<Props>) {
  const t = useTexts(staffOfferTexts);
  const { can } = useStaff();
  const words = useOfferWords();
  const [q, setQ] = useState("");
  const list = useApiList(
    "GET /v1/staff/coupon-templates",
    { query: { state: "published", way, ...(q !== "" && { q }) } },
    { keepsLast: true },
  );
  return (
    <View className="nd-stack">
      <SearchField
        label={t("findTemplate")}
        hint={t("findTemplateHint")}
        action={t("find")}
        id="find-template"
        onSearch={setQ}
      />
      <View {...roleOf("radiogroup")}>
        <List
          list={list}
          className="staff-found"
          skeleton={[88, 88]}
          keyOf={({ templateId }) => templateId}
          empty={
            <Empty
              text={t("noTemplateFor")}
              note={t(way)}
              {...(can("coupons.edit")
                ? { next: { text: t("toTemplates"), onTap: () => go("templates") } }
                : {})}
            />
          }
          render={({ templateId, name, terms }) => (
            <Tap
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
          )}
        />
      </View>
    </View>
  );
}
