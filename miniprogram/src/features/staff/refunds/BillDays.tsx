import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { reconciliationTexts } from "@/i18n/staff-refunds";
import type { Answer } from "@/lib/api";
import { dayAfter, dayOf, minuteOf, money, today } from "@/lib/format";
import { sentenceOf, useApiList, useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { Tag } from "@/ui/Tag";
import { DataTable, type Column } from "../DataTable";
import { DayPicker } from "../DayRange";

type BillDay = Answer<"GET /v1/staff/reconciliation/days">["items"][number];

/** The days whose bills were compared, and one of them again on demand. */
export function BillDays() {
  const t = useTexts(reconciliationTexts);
  const words = useDateWords();
  const [day, setDay] = useState(dayAfter(today(), -1));
  const list = useApiList("GET /v1/staff/reconciliation/days", {});
  const run = useSend("POST /v1/staff/reconciliation/days/:day", [
    "GET /v1/staff/reconciliation/days",
    "GET /v1/staff/reconciliation/cases",
    "GET /v1/staff/today",
  ]);
  const handleRun = () =>
    run.mutate(
      { params: { day } },
      { onSuccess: ({ openCases }) => toast(t("reran", { count: openCases })) },
    );
  return (
    <View className="nd-stack">
      <Card title={t("rerun")}>
        <View className="nd-stack">
          <Text className="nd-second">{t("rerunText")}</Text>
          <Text className="nd-note">{t("billsOnly")}</Text>
          <View className="nd-row nd-row--wrap">
            <DayPicker label={t("rerunDay")} day={day} onChange={setDay} />
            <Button isSmall look="soft" isBusy={run.isPending} onTap={handleRun}>
              {t("rerunAction", { day: dayOf(day, words) })}
            </Button>
          </View>
          {run.error !== null && <Notice mood="bad">{sentenceOf(run.error, t("away"))}</Notice>}
        </View>
      </Card>
      <DataTable
        name="bill-days"
        list={list}
        columns={useColumns()}
        keyOf={(bill) => bill.day}
        card={(bill) => <DayCard bill={bill} />}
        empty={<Empty mark="paper" text={t("daysEmpty")} note={t("daysEmptyNote")} />}
      />
    </View>
  );
}

function OpenTag({ bill }: Readonly<{ bill: BillDay }>) {
  const t = useTexts(reconciliationTexts);
  if (bill.state === "none") return <Tag text={t("none")} />;
  if (bill.openCases === 0) return <Tag text={t("done")} mood="good" />;
  return <Tag text={`${t("open")} ${t("openCount", { count: bill.openCases })}`} mood="bad" />;
}

function DayCard({ bill }: Readonly<{ bill: BillDay }>) {
  const t = useTexts(reconciliationTexts);
  const words = useDateWords();
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong">{dayOf(bill.day, words)}</Text>
        <OpenTag bill={bill} />
      </View>
      <Text className="nd-second">
        {t("received")}{" "}
        {t("receivedOf", { count: bill.paymentCount, money: money(bill.paymentFen) })} ·{" "}
        {t("refundedSum")}{" "}
        {t("receivedOf", { count: bill.refundCount, money: money(bill.refundFen) })}
      </Text>
    </View>
  );
}

function useColumns(): readonly Column<BillDay>[] {
  const t = useTexts(reconciliationTexts);
  const words = useDateWords();
  return [
    { key: "day", title: t("day"), text: (bill) => bill.day, sort: (bill) => bill.day },
    {
      key: "received",
      title: t("received"),
      width: "1.5fr",
      isRight: true,
      text: ({ paymentCount, paymentFen }) =>
        t("receivedOf", { count: paymentCount, money: money(paymentFen) }),
      sort: ({ paymentFen }) => paymentFen,
    },
    {
      key: "refunded",
      title: t("refundedSum"),
      width: "1.5fr",
      isRight: true,
      text: ({ refundCount, refundFen }) =>
        t("receivedOf", { count: refundCount, money: money(refundFen) }),
      sort: ({ refundFen }) => refundFen,
    },
    {
      key: "open",
      title: t("open"),
      text: ({ openCases }) => String(openCases),
      sort: ({ openCases }) => openCases,
      render: (bill) => <OpenTag bill={bill} />,
    },
    {
      key: "ranAt",
      title: t("ranAt"),
      width: "1.3fr",
      text: ({ ranAt }) => minuteOf(ranAt, words),
    },
  ];
}
