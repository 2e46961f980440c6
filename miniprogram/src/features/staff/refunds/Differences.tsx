import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { reconciliationTexts } from "@/i18n/staff-refunds";
import type { Answer } from "@/lib/api";
import { dayOf, money } from "@/lib/format";
import { useApiList, useSend } from "@/lib/query";
import { go } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { List } from "@/ui/List";
import { Tag } from "@/ui/Tag";
import { ReasonSheet } from "../ReasonSheet";

type Difference = Answer<"GET /v1/staff/reconciliation/cases">["items"][number];

/** Where our books and WeChat's differ; each is closed with what was found. */
export function Differences() {
  const t = useTexts(reconciliationTexts);
  const [state, setState] = useState<"open" | "closed">("open");
  const list = useApiList(
    "GET /v1/staff/reconciliation/cases",
    { query: { state } },
    { keepsLast: true },
  );
  const days = useApiList("GET /v1/staff/reconciliation/days", {});
  // Where no day was compared yet, nobody can say that the books agree.
  const isUnchecked = !days.isLoading && days.error === null && days.items.length === 0;
  const emptyText = state === "closed" ? "closedEmpty" : isUnchecked ? "daysEmpty" : "casesEmpty";
  return (
    <View className="nd-stack">
      <Chips
        choices={[
          { key: "open", text: t("caseOpen") },
          { key: "closed", text: t("caseClosed") },
        ]}
        chosen={state}
        onChoose={setState}
      />
      <List
        list={list}
        keyOf={({ id }) => id}
        empty={
          <Empty
            mark={isUnchecked ? "paper" : "tick"}
            text={t(emptyText)}
            note={t("daysEmptyNote")}
          />
        }
        render={(difference) => <DifferenceCard difference={difference} />}
      />
    </View>
  );
}

function DifferenceCard({ difference }: Readonly<{ difference: Difference }>) {
  const t = useTexts(reconciliationTexts);
  const words = useDateWords();
  const [isOpen, setOpen] = useState(false);
  const close = useSend("POST /v1/staff/reconciliation/cases/:caseId/close", [
    "GET /v1/staff/reconciliation/cases",
    "GET /v1/staff/reconciliation/days",
    "GET /v1/staff/today",
  ]);
  const side = (fen: number | null, state: string | null) =>
    fen === null ? "—" : `${money(fen)} ${state ?? ""}`;
  const { orderId } = difference;
  const handleClose = (reason: string) =>
    close.mutate(
      { params: { caseId: difference.id }, body: { reason } },
      {
        onSuccess: () => {
          toast(t("closedOk"));
          setOpen(false);
        },
      },
    );
  return (
    <Card>
      <View className="nd-row nd-row--between">
        <Tag text={t(difference.class)} mood={difference.state === "open" ? "bad" : "quiet"} />
        <Text className="nd-note">{dayOf(difference.billDay, words)}</Text>
      </View>
      <View className="staff-words">{difference.detail}</View>
      <Cell title={t("number")} value={difference.number} />
      <Cell title={t("ours")} value={side(difference.oursFen, difference.oursState)} />
      <Cell title={t("theirs")} value={side(difference.theirsFen, difference.theirsState)} />
      {difference.closedAt !== null && (
        <View className="nd-second">
          {t("closedBy", {
            day: dayOf(difference.closedAt, words),
            reason: difference.closeReason ?? "",
          })}
        </View>
      )}
      <View className="nd-row">
        {orderId !== null && (
          <Button isSmall onTap={() => go("staffOrder", { orderId })}>
            {t("seeOrder")}
          </Button>
        )}
        {difference.state === "open" && (
          <Button isSmall look="soft" onTap={() => setOpen(true)}>
            {t("close")}
          </Button>
        )}
      </View>
      <ReasonSheet
        isOpen={isOpen}
        title={t("closeTitle")}
        text={t("closeText")}
        label={t("closeReason")}
        action={t("close")}
        maxLength={300}
        isBusy={close.isPending}
        error={close.error}
        onSend={handleClose}
        onClose={() => setOpen(false)}
      />
    </Card>
  );
}
