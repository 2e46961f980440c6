import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { dayOf, grouped, money } from "@/lib/format";
import { useApiList, useFreshOnShow, type Row } from "@/lib/query";
import { go } from "@/lib/routes";
import { Tag, type Mood } from "@/ui/Tag";
import type { Column } from "../DataTable";
import { useStaff } from "../use-staff";
import { OfferDesk } from "./OfferDesk";
import { lastDayAt } from "./days";

/** A campaign as staff see it. */
export type Campaign = Row<"GET /v1/staff/campaigns">;
type State = Campaign["state"];

const states = ["draft", "published", "paused", "stopped", "ended"] as const;
const moods: Record<State, Mood> = {
  draft: "info",
  published: "good",
  paused: "warn",
  stopped: "bad",
  ended: "quiet",
};

/** The campaigns by state; each is opened to be checked, published or ended. */
export function CampaignDesk() {
  const t = useTexts(staffOfferTexts);
  const { can } = useStaff();
  const [state, setState] = useState<State | "all">("all");
  const list = useApiList(
    "GET /v1/staff/campaigns",
    { query: state === "all" ? {} : { state } },
    { keepsLast: true },
  );
  useFreshOnShow(["GET /v1/staff/campaigns"]);
  return (
    <OfferDesk
      name="campaigns"
      states={states.map((key) => ({ key, text: t(`c_${key}`) }))}
      chosen={state}
      onChoose={setState}
      list={list}
      columns={useColumns()}
      keyOf={({ campaignId }) => campaignId}
      onOpen={({ campaignId }) => go("campaign", { id: campaignId })}
      card={(campaign) => <CampaignCard campaign={campaign} />}
      none={{ text: t("noCampaigns"), note: t("noCampaignsNote") }}
      first={
        can("promotions.edit") ? { text: t("newCampaign"), onTap: () => go("campaign") } : null
      }
    />
  );
}

/** Where a campaign stands. */
export function CampaignState({ state }: Readonly<{ state: State }>) {
  const t = useTexts(staffOfferTexts);
  return <Tag text={t(`c_${state}`)} mood={moods[state]} />;
}

/** What a campaign has cost of its budget and how often it was used; nothing where nobody counts. */
export function useCounted(): (campaign: Campaign) => string {
  const t = useTexts(staffOfferTexts);
  return ({ counters, budgetFen }) => {
    if (counters === null) return t("notCounted");
    const spent =
      budgetFen === null || budgetFen === undefined
        ? t("spent", { money: money(counters.spentFen) })
        : t("spentOf", { money: money(counters.spentFen), all: money(budgetFen) });
    return `${t("usedTimes", { n: grouped(counters.useCount) })} · ${spent}`;
  };
}

function CampaignCard({ campaign }: Readonly<{ campaign: Campaign }>) {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  const counted = useCounted();
  const { from, until } = campaign.schedule;
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong nd-grow nd-clip">{campaign.name}</Text>
        <CampaignState state={campaign.state} />
      </View>
      <Text className="nd-second">{campaign.givesText}</Text>
      <Text className="nd-note">
        {t("days", { from: dayOf(from, words), until: dayOf(lastDayAt(until), words) })}
      </Text>
      {campaign.counters !== null && <Text className="nd-note">{counted(campaign)}</Text>}
    </View>
  );
}

function useColumns(): readonly Column<Campaign>[] {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
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
      render: ({ state }) => <CampaignState state={state} />,
    },
    { key: "gives", title: t("gives"), width: "1.8fr", text: ({ givesText }) => givesText },
    {
      key: "from",
      title: t("fromDay"),
      text: ({ schedule }) => dayOf(schedule.from, words),
      sort: ({ schedule }) => schedule.from,
    },
    {
      key: "until",
      title: t("lastDay"),
      text: ({ schedule }) => dayOf(lastDayAt(schedule.until), words),
      sort: ({ schedule }) => schedule.until,
    },
    {
      key: "uses",
      title: t("uses"),
      isRight: true,
      text: ({ counters }) => (counters === null ? "" : String(counters.useCount)),
      sort: ({ counters }) => counters?.useCount ?? -1,
      render: ({ counters }) =>
        counters === null ? t("notCounted") : t("times", { n: counters.useCount }),
    },
    {
      key: "spent",
      title: t("spentTitle"),
      isRight: true,
      text: ({ counters }) => (counters === null ? "" : String(counters.spentFen / 100)),
      sort: ({ counters }) => counters?.spentFen ?? -1,
      render: ({ counters }) => (counters === null ? "—" : money(counters.spentFen)),
    },
  ];
}
