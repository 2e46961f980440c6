import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { dayOf, grouped } from "@/lib/format";
import { useApiList, useFreshOnShow } from "@/lib/query";
import { go } from "@/lib/routes";
import { Tag, type Mood } from "@/ui/Tag";
import type { Column } from "../DataTable";
import { useStaff } from "../use-staff";
import { OfferDesk } from "./OfferDesk";
import { useOfferWords } from "./offer-words";
import type { Template } from "./PickTemplate";

type State = Template["state"];

const states = ["draft", "published", "paused", "ended"] as const;
const moods: Record<State, Mood> = {
  draft: "info",
  published: "good",
  paused: "warn",
  ended: "quiet",
};

/** The kinds of coupons by state; each is opened to be published, given out or ended. */
export function TemplateDesk() {
  const t = useTexts(staffOfferTexts);
  const { can } = useStaff();
  const [state, setState] = useState<State | "all">("all");
  const list = useApiList(
    "GET /v1/staff/coupon-templates",
    { query: state === "all" ? {} : { state } },
    { keepsLast: true },
  );
  useFreshOnShow(["GET /v1/staff/coupon-templates"]);
  return (
    <OfferDesk
      name="coupon-templates"
      states={states.map((key) => ({ key, text: t(`c_${key}`) }))}
      chosen={state}
      onChoose={setState}
      list={list}
      columns={useColumns()}
      keyOf={({ templateId }) => templateId}
      onOpen={({ templateId }) => go("template", { id: templateId })}
      card={(template) => <TemplateCard template={template} />}
      none={{ text: t("noTemplates"), note: t("noTemplatesNote") }}
      first={can("coupons.edit") ? { text: t("newTemplate"), onTap: () => go("template") } : null}
    />
  );
}

/** Where a kind of coupon stands. */
export function TemplateState({ state }: Readonly<{ state: State }>) {
  const t = useTexts(staffOfferTexts);
  return <Tag text={t(`c_${state}`)} mood={moods[state]} />;
}

function TemplateCard({ template }: Readonly<{ template: Template }>) {
  const t = useTexts(staffOfferTexts);
  const words = useOfferWords();
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong nd-grow nd-clip">{template.name}</Text>
        <TemplateState state={template.state} />
      </View>
      <Text className="nd-second">{words(template.terms)}</Text>
      <Text className="nd-note">
        {t("issuedUsed", {
          issued: grouped(template.issued),
          used: grouped(template.counts.redeemed),
        })}
      </Text>
    </View>
  );
}

function useColumns(): readonly Column<Template>[] {
  const t = useTexts(staffOfferTexts);
  const words = useOfferWords();
  const dates = useDateWords();
  return [
    {
      key: "name",
      title: t("name"),
      width: "1.6fr",
      text: ({ name }) => name,
      sort: ({ name }) => name,
    },
    {
      key: "state",
      title: t("state"),
      width: "0.8fr",
      text: ({ state }) => t(`c_${state}`),
      sort: ({ state }) => state,
      render: ({ state }) => <TemplateState state={state} />,
    },
    { key: "gives", title: t("gives"), width: "1.6fr", text: ({ terms }) => words(terms) },
    {
      key: "createdAt",
      title: t("createdAt"),
      isExtra: true,
      text: ({ createdAt }) => dayOf(createdAt, dates),
      sort: ({ createdAt }) => createdAt,
    },
    {
      key: "issued",
      title: t("issuedCount"),
      isRight: true,
      text: ({ issued }) => String(issued),
      sort: ({ issued }) => issued,
    },
    {
      key: "redeemed",
      title: t("redeemedCount"),
      isRight: true,
      text: ({ counts }) => String(counts.redeemed),
      sort: ({ counts }) => counts.redeemed,
    },
  ];
}
