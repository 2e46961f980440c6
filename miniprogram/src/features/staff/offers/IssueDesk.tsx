import { Text, View } from "@tarojs/components";
import { useEffect, useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { grouped, minuteOf } from "@/lib/format";
import { refresh, useApiList, useSend, type Row } from "@/lib/query";
import { go } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { List } from "@/ui/List";
import { Tag, type Mood } from "@/ui/Tag";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import { useTemplate } from "./PickTemplate";
import "./offers.css";

type Issue = Row<"GET /v1/staff/coupon-issues">;

const EVERY_MS = 3_000;
const moods: Record<Issue["state"], Mood> = { running: "info", stopped: "warn", done: "good" };
const missed = ["claimLimit", "soldOut", "dayLimit", "unknown"] as const;

/** Coupons given to many: how far each is, and its brake. */
export function IssueDesk() {
  const t = useTexts(staffOfferTexts);
  const list = useApiList("GET /v1/staff/coupon-issues");
  const isRunning = list.items.some(({ state }) => state === "running");
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => void refresh(["GET /v1/staff/coupon-issues"]), EVERY_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return (
    <List
      list={list}
      className="offers-cards"
      keyOf={({ issueId }) => issueId}
      empty={
        <Empty
          mark="ticket"
          text={t("noIssues")}
          note={t("noIssuesNote")}
          next={{ text: t("toTemplates"), onTap: () => go("templates") }}
        />
      }
      render={(issue) => <IssueCard issue={issue} />}
    />
  );
}

function IssueCard({ issue }: Readonly<{ issue: Issue }>) {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  const { can } = useStaff();
  const template = useTemplate(issue.templateId);
  const [isStopping, setStopping] = useState(false);
  const stop = useSend("POST /v1/staff/coupon-issues/:issueId/stop", [
    "GET /v1/staff/coupon-issues",
  ]);
  const { counts } = issue;
  return (
    <View className="nd-card nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong nd-grow nd-clip">{template?.name ?? "…"}</Text>
        <Tag text={t(`i_${issue.state}`)} mood={moods[issue.state]} />
      </View>
      <Text className="nd-second">
        {t(`aud_${issue.audience}`)} · {issue.reason}
      </Text>
      <Text>
        {t("issueCounts", { seen: grouped(counts.members), issued: grouped(counts.issued) })}
      </Text>
      {missed
        .filter((key) => counts[key] > 0)
        .map((key) => (
          <Text key={key} className="nd-note">
            {t(`m_${key}`, { n: grouped(counts[key]) })}
          </Text>
        ))}
      <View className="nd-row nd-row--between">
        <Text className="nd-note">{minuteOf(issue.createdAt, words)}</Text>
        {issue.state === "running" && can("coupons.edit") && (
          <Button isSmall look="danger" onTap={() => setStopping(true)}>
            {t("stopIssue")}
          </Button>
        )}
      </View>
      {isStopping && (
        <ReasonSheet
          isOpen
          isDanger
          title={t("stopIssue")}
          text={t("stopIssueText")}
          label={t("why")}
          action={t("stopIssue")}
          isBusy={stop.isPending}
          error={stop.error}
          onSend={(reason) =>
            stop.mutate(
              { params: { issueId: issue.issueId }, body: { reason } },
              {
                onSuccess: () => {
                  toast(t("done"));
                  setStopping(false);
                },
              },
            )
          }
          onClose={() => setStopping(false)}
        />
      )}
    </View>
  );
}
