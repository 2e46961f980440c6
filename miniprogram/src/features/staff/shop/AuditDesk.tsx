import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { auditActionTexts, auditSubjectTexts, auditTexts } from "@/i18n/staff-audit";
import { endOfId, minuteOf } from "@/lib/format";
import { platform } from "@/lib/platform";
import { useApiList, type Row } from "@/lib/query";
import { toast } from "@/lib/say";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Cell } from "@/ui/Cell";
import { Sheet } from "@/ui/Sheet";
import { DataTable, type Column } from "../DataTable";
import { AuditFilter, queryOf, unfiltered } from "./AuditFilter";
import { useChanges } from "./audit-changes";

type Entry = Row<"GET /v1/staff/audit">;

/** What staff did, newest first, as it was written down; nobody can change it. */
export function AuditDesk() {
  const t = useTexts(auditTexts);
  const { actionOf } = useEntryWords();
  const [filter, setFilter] = useState(unfiltered);
  const [open, setOpen] = useState<Entry | null>(null);
  const list = useApiList("GET /v1/staff/audit", { query: queryOf(filter) }, { keepsLast: true });
  return (
    <View className="nd-stack">
      <AuditFilter filter={filter} onChange={setFilter} />
      <DataTable
        name="audit"
        isSearched
        list={list}
        columns={useColumns()}
        keyOf={({ entryId }) => entryId}
        onOpen={setOpen}
        card={(entry) => <EntryCard entry={entry} />}
        empty={<Empty mark="paper" text={t("none")} note={t("noneNote")} />}
      />
      <Sheet
        isOpen={open !== null}
        title={open === null ? "" : actionOf(open)}
        onClose={() => setOpen(null)}
      >
        {open !== null && <EntryWhole entry={open} />}
      </Sheet>
    </View>
  );
}

/** Says who did what to which thing; a code that the tables do not know is said as it is. */
function useEntryWords() {
  const t = useTexts(auditTexts);
  const actions = useTexts(auditActionTexts);
  const subjects = useTexts(auditSubjectTexts);
  return {
    actionOf: ({ action }: Entry): string =>
      action in auditActionTexts ? actions(action as keyof typeof auditActionTexts) : action,
    whoOf: ({ actor, actorName }: Entry): string =>
      actorName ?? (actor.startsWith("system:") ? t("system") : actor),
    subjectOf: ({ subject }: Entry): string => {
      const kind = subject.split("_")[0] ?? "";
      if (!(kind in auditSubjectTexts)) return subject;
      const name = subjects(kind as keyof typeof auditSubjectTexts);
      return kind === subject ? name : `${name} ${endOfId(subject)}`;
    },
  };
}

function EntryCard({ entry }: Readonly<{ entry: Entry }>) {
  const dates = useDateWords();
  const { actionOf, whoOf, subjectOf } = useEntryWords();
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong">{`${whoOf(entry)} · ${actionOf(entry)}`}</Text>
        <Text className="nd-note">{minuteOf(entry.at, dates)}</Text>
      </View>
      <Text className="nd-second">{subjectOf(entry)}</Text>
      {entry.reason !== null && <Text className="nd-second">{entry.reason}</Text>}
    </View>
  );
}

function EntryWhole({ entry }: Readonly<{ entry: Entry }>) {
  const t = useTexts(auditTexts);
  const changes = useChanges()(entry.before, entry.after);
  const handleCopy = () =>
    void platform.copy(entry.subject).then(
      () => toast(t("copied")),
      () => undefined,
    );
  return (
    <View className="nd-stack">
      <EntryCard entry={entry} />
      <Button isSmall onTap={handleCopy}>
        {t("copyId")}
      </Button>
      <Text className="nd-field__label">{t("changes")}</Text>
      {changes.length === 0 && <Text className="nd-second">{t("noChanges")}</Text>}
      {changes.map(({ key, title, text }) => (
        <Cell key={key} title={title} note={<Text className="staff-words">{text}</Text>} />
      ))}
    </View>
  );
}

function useColumns(): readonly Column<Entry>[] {
  const t = useTexts(auditTexts);
  const dates = useDateWords();
  const { actionOf, whoOf, subjectOf } = useEntryWords();
  return [
    { key: "at", title: t("at"), text: ({ at }) => minuteOf(at, dates) },
    { key: "who", title: t("who"), text: whoOf },
    { key: "what", title: t("what"), width: "1.5fr", text: actionOf },
    { key: "on", title: t("on"), width: "1.5fr", text: subjectOf },
    { key: "why", title: t("why"), width: "2fr", text: ({ reason }) => reason ?? "" },
  ];
}
