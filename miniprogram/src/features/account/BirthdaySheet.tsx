import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { profileTexts } from "@/i18n/account";
import { today } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Sheet } from "@/ui/Sheet";
import { Switch } from "@/ui/Switch";
import { birthdayWords, useEdit, type Birthday } from "./use-profile";
import "./account.css";

type Props = { birthday: Birthday | null; isOpen: boolean; onClose: () => void };

/** Where one tells one's birthday, by the sun or by the moon, with or without the year. */
export function BirthdaySheet({ birthday, isOpen, onClose }: Readonly<Props>) {
  const t = useTexts(profileTexts);
  return (
    <Sheet isOpen={isOpen} title={t("birthdayTitle")} onClose={onClose}>
      <BirthdayForm birthday={birthday} onDone={onClose} />
    </Sheet>
  );
}

type Typed = {
  readonly calendar: "solar" | "lunar";
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly isLeapMonth: boolean;
};

const typedOf = (birthday: Birthday | null): Typed => ({
  calendar: birthday?.calendar ?? "solar",
  year: birthday?.year?.toString() ?? "",
  month: birthday?.month.toString() ?? "",
  day: birthday?.day.toString() ?? "",
  isLeapMonth: birthday?.isLeapMonth ?? false,
});

function daysIn({ calendar, year, month }: Typed): number {
  if (calendar === "lunar") return 30;
  // Without a year, 29 February may be one's birthday: 2000 had one.
  return new Date(Date.UTC(year === "" ? 2000 : Number(year), Number(month), 0)).getUTCDate();
}

function birthdayOf(typed: Typed): Birthday | "year" | "day" {
  const [month, day] = [Number(typed.month), Number(typed.day)];
  const year = typed.year === "" ? null : Number(typed.year);
  if (year !== null && (year < 1900 || year > Number(today().slice(0, 4)))) return "year";
  if (month < 1 || month > 12 || day < 1 || day > daysIn(typed)) return "day";
  const isLeapMonth = typed.calendar === "lunar" && typed.isLeapMonth;
  return { calendar: typed.calendar, year, month, day, isLeapMonth };
}

type FormProps = { birthday: Birthday | null; onDone: () => void };

function BirthdayForm({ birthday, onDone }: Readonly<FormProps>) {
  const t = useTexts(profileTexts);
  const edit = useEdit(onDone);
  const [typed, setTyped] = useState(() => typedOf(birthday));
  const [isTried, setTried] = useState(false);
  const wanted = birthdayOf(typed);
  const change = (part: Partial<Typed>) => {
    setTyped({ ...typed, ...part });
    edit.reset();
  };
  const digits = (text: string, count: number) => text.replace(/\D/g, "").slice(0, count);
  const handleSave = () => {
    setTried(true);
    if (typeof wanted === "object") edit.save({ birthday: wanted });
  };
  return (
    <>
      <Text className="nd-second">{t("birthdayWhy")}</Text>
      <Chips
        choices={[
          { key: "solar", text: t("solar") },
          { key: "lunar", text: t("lunar") },
        ]}
        chosen={typed.calendar}
        onChoose={(calendar) => change({ calendar })}
      />
      <View className="account-day">
        <Field
          id="birthday-year"
          label={t("year")}
          kind="number"
          value={typed.year}
          maxLength={4}
          onInput={(text) => change({ year: digits(text, 4) })}
        />
        <Field
          id="birthday-month"
          label={t("month")}
          kind="number"
          value={typed.month}
          maxLength={2}
          onInput={(text) => change({ month: digits(text, 2) })}
        />
        <Field
          id="birthday-day"
          label={t("day")}
          kind="number"
          value={typed.day}
          maxLength={2}
          onInput={(text) => change({ day: digits(text, 2) })}
        />
      </View>
      {typed.calendar === "lunar" && (
        <View className="nd-row nd-row--between">
          <View className="nd-grow">
            <View>{t("leap")}</View>
            <View className="nd-note">{t("leapNote")}</View>
          </View>
          <Switch
            isOn={typed.isLeapMonth}
            label={t("leap")}
            onChange={(isLeapMonth) => change({ isLeapMonth })}
          />
        </View>
      )}
      {isTried && typeof wanted === "string" && (
        <Notice mood="bad">{t(wanted === "year" ? "birthdayYearFault" : "birthdayFault")}</Notice>
      )}
      {edit.fault !== null && <Notice mood="bad">{edit.fault}</Notice>}
      <Button id="birthday-save" look="main" isBlock isBusy={edit.isBusy} onTap={handleSave}>
        {typeof wanted === "object"
          ? t("birthdaySave", { day: birthdayWords(wanted, t) })
          : t("birthdaySaveNone")}
      </Button>
      {birthday !== null && (
        <Button isBlock isBusy={edit.isBusy} onTap={() => edit.save({ birthday: null })}>
          {t("birthdayClear")}
        </Button>
      )}
    </>
  );
}
