import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffShopTexts } from "@/i18n/staff-shop";
import { minuteOf } from "@/lib/format";
import { useApiList, type Row } from "@/lib/query";
import { Empty } from "@/ui/Blank";
import { Sheet } from "@/ui/Sheet";
import { DataTable, type Column } from "../DataTable";
import { SearchField } from "../SearchField";

type Entry = Row<"GET /v1/staff/audit">;

/** What staff did, newest first, as it was written down; nobody can change it. */
export function AuditDesk() {
  const t = useTexts(staffShopTexts);
  const [subject, setSubject] = useState("");
  const [open, setOpen] = useState<Entry | null>(null);
  const list = useApiList(
    "GET /v1/staff/audit",
    { query: subject === "" ? {} : { subject } },
    { keepsLast: true },
  );
  return (
    <View className="nd-stack">
      <SearchField
        label={t("auditSearch")}
        hint={t("auditHint")}
        action={t("find")}
        onSearch={setSubject}
      />
      <DataTable
        name="audit"
        list={list}
        columns={useColumns()}
        keyOf={({ entryId }) => entryId}
        onOpen={setOpen}
        card={(entry) => <EntryCard entry={entry} />}
        empty={<Empty mark="paper" text={t("noAudit")} note={t("noAuditNote")} />}
      />
      <Sheet isOpen={open !== null} title={open?.action ?? ""} onClose={() => setOpen(null)}>
        {open !== null && <EntryWhole entry={open} />}
      </Sheet>
    </View>
  );
}

function EntryCard({ entry }: Readonly<{ entry: Entry }>) {
  const words = useDateWords();
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong">{entry.actorName ?? entry.actor}</Text>
        <Text className="nd-note">{minuteOf(entry.at, words)}</Text>
      </View>
      <Text>{entry.action}</Text>
      <Text className="nd-note staff-words">{entry.subject}</Text>
      {entry.reason !== null && <Text className="nd-second">{entry.reason}</Text>}
    </View>
  );
}

function EntryWhole({ entry }: Readonly<{ entry: Entry }>) {
  const t = useTexts(staffShopTexts);
  return (
    <View className="nd-stack">
      <EntryCard entry={entry} />
      {(["before", "after"] as const).map((side) =>
        entry[side] === null ? null : (
          <View key={side}>
            <Text className="nd-field__label">{t(side)}</Text>
            <View className="staff-words nd-note">{JSON.stringify(entry[side], null, 1)}</View>
          </View>
        ),
      )}
    </View>
  );
}

function useColumns(): readonly Column<Entry>[] {
  const t = useTexts(staffShopTexts);
  const words = useDateWords();
  return [
    { key: "at", title: t("auditAt"), text: ({ at }) => minuteOf(at, words) },
    { key: "who", title: t("auditWho"), text: ({ actorName, actor }) => actorName ?? actor },
    { key: "what", title: t("auditWhat"), width: "1.3fr", text: ({ action }) => action },
    { key: "on", title: t("auditOn"), width: "2fr", text: ({ subject }) => subject },
    { key: "why", title: t("auditWhy"), width: "2fr", text: ({ reason }) => reason ?? "" },
  ];
}
