import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { dayOf, grouped, money, when, yuan } from "@/lib/format";
import { useApiList, useFreshOnShow, type Row } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Chips } from "@/ui/Chips";
import { Tabs } from "@/ui/Tabs";
import { Tag, type Mood } from "@/ui/Tag";
import { DataTable, type Column } from "../DataTable";
import { useStaff } from "../use-staff";
import { CodeBudgets } from "./CodeBudgets";
import { lastDayAt } from "./days";

/** A batch of promo codes as staff see it. */
export type Batch = Row<"GET /v1/staff/code-batches">;
type State = Batch["state"];
type Show = State | "all";
type Part = "batches" | "budgets";

const states = ["awaiting_approval", "active", "refused", "disabled"] as const;
const moods: Record<State, Mood> = {
  awaiting_approval: "warn",
  active: "good",
  refused: "bad",
  disabled: "quiet",
};

/** Promo codes: the batches there are, and what each of the shop's people may give away a month. */
export function CodeDesk() {
  const t = useTexts(staffOfferTexts);
  const { can } = useStaff();
  const [part, setPart] = useState<Part>("batches");
  if (!can("codes.manage")) return <Batches />;
  return (
    <View className="nd-stack">
      <Tabs
        tabs={[
          { key: "batches", text: t("batches") },
          { key: "budgets", text: t("budgets") },
        ]}
        chosen={part}
        onChoose={setPart}
      />
      {part === "batches" ? <Batches /> : <CodeBudgets />}
    </View>
  );
}

function Batches() {
  const t = useTexts(staffOfferTexts);
  const [state, setState] = useState<Show>("all");
  const list = useApiList(
    "GET /v1/staff/code-batches",
    { query: state === "all" ? {} : { state } },
    { keepsLast: true },
  );
  useFreshOnShow(["GET /v1/staff/code-batches"]);
  return (
    <View className="nd-stack">
      <Chips
        isLine
        choices={(["all", ...states] as const).map((key) => ({ key, text: t(key) }))}
        chosen={state}
        onChoose={setState}
      />
      <DataTable
        name="code-batches"
        list={list}
        columns={useColumns()}
        keyOf={({ batchId }) => batchId}
        onOpen={({ batchId }) => go("codeBatch", { id: batchId })}
        card={(batch) => <BatchCard batch={batch} />}
        empty={
          <Empty
            mark="ticket"
            text={t("noBatches")}
            note={t("noBatchesNote")}
            next={
              state === "all"
                ? { text: t("issueCodes"), onTap: () => go("codeBatch") }
                : { text: t("showAll"), onTap: () => setState("all") }
            }
          />
        }
      />
    </View>
  );
}

/** Where a batch stands. */
export function BatchState({ state }: Readonly<{ state: State }>) {
  const t = useTexts(staffOfferTexts);
  return <Tag text={t(state)} mood={moods[state]} />;
}

/** What a batch is called: its readable code, or how many there are. */
export function useBatchName(): (batch: Batch) => string {
  const t = useTexts(staffOfferTexts);
  return ({ code, count }) => code ?? t("singleCodes", { n: grouped(count) });
}

function BatchCard({ batch }: Readonly<{ batch: Batch }>) {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  const nameOf = useBatchName();
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong nd-grow nd-clip">{nameOf(batch)}</Text>
        <BatchState state={batch.state} />
      </View>
      <Text className="nd-second nd-clip">{batch.purpose}</Text>
      <View className="nd-row nd-row--between nd-row--wrap">
        <Text className="nd-note">
          {t("usedOf", { used: grouped(batch.used), count: grouped(batch.count) })}
        </Text>
        <Text className="nd-note">{t("atMost", { money: money(batch.maximumFen) })}</Text>
      </View>
      <Text className="nd-note">
        {batch.requestedByName} · {when(batch.createdAt, words)} ·{" "}
        {t("untilDay", { day: dayOf(lastDayAt(batch.until), words) })}
      </Text>
    </View>
  );
}

function useColumns(): readonly Column<Batch>[] {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  const nameOf = useBatchName();
  return [
    { key: "name", title: t("code"), width: "1.6fr", text: nameOf, sort: nameOf },
    {
      key: "state",
      title: t("state"),
      text: ({ state }) => t(state),
      sort: ({ state }) => state,
      render: ({ state }) => <BatchState state={state} />,
    },
    { key: "purpose", title: t("purpose"), width: "1.6fr", text: ({ purpose }) => purpose },
    { key: "by", title: t("requestedBy"), text: ({ requestedByName }) => requestedByName },
    {
      key: "until",
      title: t("lastDay"),
      text: ({ until }) => dayOf(lastDayAt(until), words),
      sort: ({ until }) => until,
    },
    {
      key: "createdAt",
      title: t("createdAt"),
      isExtra: true,
      text: ({ createdAt }) => dayOf(createdAt, words),
      sort: ({ createdAt }) => createdAt,
    },
    {
      key: "used",
      title: t("uses"),
      isRight: true,
      text: ({ used, count }) => `${used}/${count}`,
      sort: ({ used }) => used,
    },
    {
      key: "maximum",
      title: t("maximum"),
      isRight: true,
      text: ({ maximumFen }) => yuan(maximumFen).replaceAll(",", ""),
      sort: ({ maximumFen }) => maximumFen,
      render: ({ maximumFen }) => money(maximumFen),
    },
  ];
}
