import { Picker, Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { dayAfter, today } from "@/lib/format";
import { Chips } from "@/ui/Chips";

/** Days from and to, both included; null where it does not matter. */
export type Days = { readonly fromDay: string | null; readonly toDay: string | null };

type Kind = "anyDay" | "today" | "week" | "month" | "ownDays";

const kindOf = ({ fromDay, toDay }: Days): Kind => {
  if (fromDay === null && toDay === null) return "anyDay";
  const now = today();
  if (toDay !== now) return "ownDays";
  if (fromDay === now) return "today";
  if (fromDay === dayAfter(now, -6)) return "week";
  return fromDay === dayAfter(now, -29) ? "month" : "ownDays";
};

/** A range of days: the usual ones by a tap, others by two dates. */
export function DayRange({
  days,
  onChange,
}: Readonly<{ days: Days; onChange: (days: Days) => void }>) {
  const t = useTexts(staffOrderTexts);
  const now = today();
  const handleKind = (kind: Kind) => {
    if (kind === "anyDay") onChange({ fromDay: null, toDay: null });
    else if (kind === "ownDays")
      onChange({ fromDay: dayAfter(now, -13), toDay: dayAfter(now, -1) });
    else {
      const back = kind === "today" ? 0 : kind === "week" ? -6 : -29;
      onChange({ fromDay: dayAfter(now, back), toDay: now });
    }
  };
  const chosen = kindOf(days);
  return (
    <View className="nd-stack">
      <Chips
        choices={(["anyDay", "today", "week", "month", "ownDays"] as const).map((key) => ({
          key,
          text: t(key),
        }))}
        chosen={chosen}
        onChoose={handleKind}
      />
      {chosen === "ownDays" && (
        <View className="nd-row">
          <DayPicker
            label={t("from")}
            day={days.fromDay}
            onChange={(fromDay) => onChange({ ...days, fromDay })}
          />
          <DayPicker
            label={t("to")}
            day={days.toDay}
            onChange={(toDay) => onChange({ ...days, toDay })}
          />
        </View>
      )}
    </View>
  );
}

type DayProps = { label: string; day: string | null; onChange: (day: string) => void };

/** One day, chosen from a calendar. */
export function DayPicker({ label, day, onChange }: Readonly<DayProps>) {
  return (
    <Picker mode="date" value={day ?? today()} onChange={({ detail }) => onChange(detail.value)}>
      <View className="nd-chip" {...{ "aria-label": label }}>
        <Text>
          {label} {day ?? "—"}
        </Text>
      </View>
    </Picker>
  );
}
