import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffMemberTexts } from "@/i18n/staff-members";
import { minuteOf, money } from "@/lib/format";
import { useApiList, type Row } from "@/lib/query";
import { Empty } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Chips } from "@/ui/Chips";
import { List } from "@/ui/List";

type Entry = Row<"GET /v1/staff/members/:memberId/timeline">;
type Kind = "all" | "purchase" | "tier_change";

/** What happened with a member, newest first; one kind or all. */
export function MemberTimeline({ memberId }: Readonly<{ memberId: string }>) {
  const t = useTexts(staffMemberTexts);
  const [kind, setKind] = useState<Kind>("all");
  const list = useApiList(
    "GET /v1/staff/members/:memberId/timeline",
    { params: { memberId }, query: kind === "all" ? {} : { kind } },
    { keepsLast: true },
  );
  return (
    <Card title={t("timeline")}>
      <View className="nd-stack">
        <Chips
          isLine
          choices={[
            { key: "all", text: t("all") },
            { key: "purchase", text: t("purchases") },
            { key: "tier_change", text: t("tierChanges") },
          ]}
          chosen={kind}
          onChoose={setKind}
        />
        <List
          list={list}
          className=""
          keyOf={(entry) =>
            `${entry.kind} ${entry.at} ${entry.kind === "purchase" ? entry.purchase.id : ""}`
          }
          empty={<Empty mark="paper" text={t("timelineEmpty")} />}
          render={(entry) => <Step entry={entry} />}
        />
      </View>
    </Card>
  );
}

function Step({ entry }: Readonly<{ entry: Entry }>) {
  const words = useDateWords();
  const { title, note } = useWords(entry);
  return (
    <View className="member-step">
      <View
        className={`member-step__dot ${entry.kind === "purchase" ? "" : "member-step__dot--quiet"}`}
      />
      <View className="nd-grow">
        <View>{title}</View>
        <Text className="nd-note">
          {minuteOf(entry.at, words)}
          {note === "" ? "" : ` · ${note}`}
        </Text>
      </View>
    </View>
  );
}

function useWords(entry: Entry): { title: string; note: string } {
  const t = useTexts(staffMemberTexts);
  if (entry.kind === "joined") return { title: t("joinedOne"), note: "" };
  if (entry.kind === "tier_change")
    return {
      title: t("tierUp", {
        from: entry.from === 0 ? t("noTier") : entry.fromName,
        to: entry.to === 0 ? t("noTier") : entry.toName,
      }),
      note: t(entry.reason),
    };
  const { lines, netFen, source } = entry.purchase;
  const first = lines[0]?.title ?? "";
  const count = lines.reduce((sum, line) => sum + line.quantity, 0);
  const what = lines.length > 1 ? t("andMore", { first, count }) : first;
  const net = t("net", { amount: money(netFen) });
  return {
    title: t("purchase", { what }),
    note: source === "import" ? `${net} · ${t("import")}` : net,
  };
}
