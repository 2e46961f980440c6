import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffRuleTexts } from "@/i18n/staff-rules";
import { dayAfter, dayOf, grouped, money, today, yuan } from "@/lib/format";
import { useApi, useApiList, type Row } from "@/lib/query";
import { Empty, Failure } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Chips } from "@/ui/Chips";
import { Skeleton } from "@/ui/Skeleton";
import type { Answer } from "@/lib/api";
import { DataTable, type Column } from "../DataTable";
import { Between } from "../offers/Between";
import { lastDayAt } from "../offers/days";
import { MemberName } from "../offers/PickMember";
import { useStaff } from "../use-staff";
import "./rules.css";

type Liabilities = Answer<"GET /v1/staff/liabilities">;
type Line = Liabilities["lines"][number];
type Kind = Line["kind"];
type Creditor = Row<"GET /v1/staff/liabilities/creditors">;

const kinds = ["points", "coupons", "gifts"] as const;

/** What the shop owes its members: how it moved between two days, what it comes to now, and to whom. */
export function LiabilityDesk() {
  const t = useTexts(staffRuleTexts);
  const [days, setDays] = useState({ from: dayAfter(today(), -29), until: today() });
  const isInOrder = days.from <= days.until;
  const owed = useApi(
    "GET /v1/staff/liabilities",
    { query: { from: days.from, to: days.until } },
    { isOn: isInOrder, keepsLast: true },
  );
  return (
    <View className="nd-stack">
      <Between
        label={t("betweenDays")}
        from={days.from}
        until={days.until}
        fault={isInOrder ? null : t("daysInOrder")}
        onChange={(part) => setDays({ ...days, ...part })}
      />
      {owed.data === undefined ? (
        owed.error === null ? (
          <Skeleton heights={[200, 360]} />
        ) : (
          <Failure error={owed.error} onRetry={() => void owed.refetch()} />
        )
      ) : (
        <Owed owed={owed.data} />
      )}
      <Creditors />
    </View>
  );
}

function Owed({ owed }: Readonly<{ owed: Liabilities }>) {
  const t = useTexts(staffRuleTexts);
  return (
    <>
      <View className="staff-figures">
        <View className="nd-card">
          <View className="nd-note">{t("expectedNow")}</View>
          <View className="staff-figure">{money(owed.now.expectedFen)}</View>
          <View className="nd-note">{t("expectedNote")}</View>
        </View>
        <View className="nd-card">
          <View className="nd-note">{t("maximumNow")}</View>
          <View className="staff-figure">{money(owed.now.maximumFen)}</View>
          <View className="nd-note">{t("maximumNote")}</View>
        </View>
      </View>
      {owed.lines.length === 0 && <Empty mark="tick" text={t("nothingOwed")} />}
      <View className="staff-rules__costs">
        {owed.lines.map((line) => (
          <Flows key={`${line.kind}-${line.subjectId ?? ""}`} line={line} />
        ))}
      </View>
    </>
  );
}

const flows = ["opening", "issued", "used", "expired", "reversed", "closing"] as const;
const signs = { opening: "", issued: "+", used: "−", expired: "−", reversed: "−", closing: "" };

function Flows({ line }: Readonly<{ line: Line }>) {
  const t = useTexts(staffRuleTexts);
  return (
    <Card title={line.name} aside={<Text className="nd-note">{t(`kind_${line.kind}`)}</Text>}>
      {flows.map((key) => (
        <View
          key={key}
          className={`nd-row nd-row--between ${key === "closing" ? "nd-strong" : "nd-second"}`}
        >
          <Text>{t(key)}</Text>
          <Text>
            {line[key] === 0 ? "" : signs[key]}
            {t(`unit_${line.kind}`, { n: grouped(line[key]) })}
          </Text>
        </View>
      ))}
      <View className="nd-notice staff-rules__now">
        {t("owedNow", {
          units: t(`unit_${line.kind}`, { n: grouped(line.now.units) }),
          expected: money(line.now.expectedFen),
          maximum: money(line.now.maximumFen),
        })}
      </View>
    </Card>
  );
}

function Creditors() {
  const t = useTexts(staffRuleTexts);
  const [kind, setKind] = useState<Kind>("points");
  const list = useApiList(
    "GET /v1/staff/liabilities/creditors",
    { query: { kind } },
    { keepsLast: true },
  );
  return (
    <>
      <View className="nd-section__title">{t("creditors")}</View>
      <Chips
        choices={kinds.map((key) => ({ key, text: t(`kind_${key}`) }))}
        chosen={kind}
        onChoose={setKind}
      />
      <DataTable
        name="creditors"
        list={list}
        columns={useColumns()}
        keyOf={({ memberId, sourceId, name }) => `${memberId}${sourceId ?? ""}${name}`}
        card={(creditor) => <CreditorCard creditor={creditor} />}
        empty={<Empty mark="tick" text={t("nobodyOwed")} />}
      />
    </>
  );
}

function Who({ memberId }: Readonly<{ memberId: string }>) {
  const { can } = useStaff();
  return can("members.read") ? (
    <MemberName memberId={memberId} />
  ) : (
    <Text>{memberId.slice(-6)}</Text>
  );
}

function CreditorCard({ creditor }: Readonly<{ creditor: Creditor }>) {
  const t = useTexts(staffRuleTexts);
  const words = useDateWords();
  const { kind, name, units, maximumFen, until, memberId } = creditor;
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <Who memberId={memberId} />
        <Text className="nd-strong">{money(maximumFen)}</Text>
      </View>
      <View className="nd-row nd-row--between">
        <Text className="nd-second nd-grow nd-clip">
          {name} · {t(`unit_${kind}`, { n: grouped(units) })}
        </Text>
        <Text className="nd-note">
          {until === null
            ? t("neverExpires")
            : t("untilDay", { day: dayOf(lastDayAt(until), words) })}
        </Text>
      </View>
    </View>
  );
}

function useColumns(): readonly Column<Creditor>[] {
  const t = useTexts(staffRuleTexts);
  const words = useDateWords();
  return [
    {
      key: "member",
      title: t("member"),
      width: "1.6fr",
      text: ({ memberId }) => memberId,
      render: ({ memberId }) => <Who memberId={memberId} />,
    },
    { key: "name", title: t("what"), width: "1.6fr", text: ({ name }) => name },
    {
      key: "since",
      title: t("since"),
      text: ({ since }) => (since === null ? "" : dayOf(since, words)),
      sort: ({ since }) => since ?? "",
    },
    {
      key: "until",
      title: t("expiresLast"),
      text: ({ until }) => (until === null ? t("neverExpires") : dayOf(lastDayAt(until), words)),
      sort: ({ until }) => until ?? "9",
    },
    {
      key: "units",
      title: t("units"),
      isRight: true,
      text: ({ units }) => String(units),
      sort: ({ units }) => units,
      render: ({ kind, units }) => t(`unit_${kind}`, { n: grouped(units) }),
    },
    {
      key: "maximum",
      title: t("maximumNow"),
      isRight: true,
      text: ({ maximumFen }) => yuan(maximumFen).replaceAll(",", ""),
      sort: ({ maximumFen }) => maximumFen,
      render: ({ maximumFen }) => money(maximumFen),
    },
  ];
}
