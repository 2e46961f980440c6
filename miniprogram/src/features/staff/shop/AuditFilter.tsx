import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { auditActionTexts, auditTexts } from "@/i18n/staff-audit";
import type { Input } from "@/lib/api";
import { dayAfter } from "@/lib/format";
import { useApi } from "@/lib/query";
import { Chips } from "@/ui/Chips";
import { DayRange, type Days } from "../DayRange";
import { SearchField } from "../SearchField";
import { actionGroups, actionsOf, type Action, type ActionGroup } from "./audit-actions";

type Query = Input<"GET /v1/staff/audit">["query"];

/** Which of the trail is looked at. */
export type Filter = {
  readonly subject: string;
  readonly staffId: string | null;
  readonly group: ActionGroup | null;
  readonly action: Action | null;
  readonly days: Days;
};

/** All of it. */
export const unfiltered: Filter = {
  subject: "",
  staffId: null,
  group: null,
  action: null,
  days: { fromDay: null, toDay: null },
};

const beginOf = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString();

/** The same for the server. */
export function queryOf({ subject, staffId, group, action, days }: Filter): NonNullable<Query> {
  const wanted = action !== null ? action : group !== null ? actionsOf(group).join(",") : null;
  return {
    ...(subject !== "" && { subject }),
    ...(staffId !== null && { actor: `staff:${staffId}` }),
    ...(wanted !== null && { action: wanted }),
    ...(days.fromDay !== null && { from: beginOf(days.fromDay) }),
    ...(days.toDay !== null && { to: beginOf(dayAfter(days.toDay, 1)) }),
  };
}

const ALL = "all";

type Props = { filter: Filter; onChange: (filter: Filter) => void };

/** Who did it, what it was, when, and to what. */
export function AuditFilter({ filter, onChange }: Readonly<Props>) {
  const t = useTexts(auditTexts);
  const actions = useTexts(auditActionTexts);
  const people = useApi("GET /v1/staff/people", { query: { limit: 50 } });
  const staff = people.data?.items ?? [];
  return (
    <View className="nd-stack">
      <Chips
        isLine
        choices={[
          { key: ALL, text: t("anybody") },
          ...staff.map(({ staffId, name }) => ({ key: staffId, text: name })),
        ]}
        chosen={filter.staffId ?? ALL}
        onChoose={(key) => onChange({ ...filter, staffId: key === ALL ? null : key })}
      />
      <Chips<ActionGroup | typeof ALL>
        isLine
        choices={[
          { key: ALL, text: t("anything") },
          ...actionGroups.map((key) => ({ key, text: t(key) })),
        ]}
        chosen={filter.group ?? ALL}
        onChoose={(key) => onChange({ ...filter, group: key === ALL ? null : key, action: null })}
      />
      {filter.group !== null && (
        <Chips
          isLine
          choices={actionsOf(filter.group).map((key) => ({ key, text: actions(key) }))}
          chosen={filter.action}
          onChoose={(key) => onChange({ ...filter, action: key === filter.action ? null : key })}
        />
      )}
      <DayRange days={filter.days} onChange={(days) => onChange({ ...filter, days })} />
      <SearchField
        label={t("search")}
        hint={t("searchHint")}
        action={t("find")}
        onSearch={(subject) => onChange({ ...filter, subject })}
      />
    </View>
  );
}
