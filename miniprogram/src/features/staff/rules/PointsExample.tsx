import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffRuleTexts } from "@/i18n/staff-rules";
import { dayOf, grouped, money, parseYuan, today } from "@/lib/format";
import { useApi, useSend } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { DayPicker } from "../DayRange";
import { Labelled } from "../offers/Labelled";
import { PickCategories } from "../offers/PickCategories";
import { Refused } from "../offers/Refused";
import { turned } from "../offers/typed";
import type { PointsRules } from "./points-form";

type Props = {
  /** The typed rules; null where some of it cannot be read. */
  ready: () => PointsRules | null;
  onError: (error: Error) => void;
};

/** Tries the typed rules on a purchase: how many points, from when, until when, worth what. */
export function PointsExample({ ready, onError }: Readonly<Props>) {
  const t = useTexts(staffRuleTexts);
  const words = useDateWords();
  const tiers = useApi("GET /v1/tiers", {}, { isKept: true });
  const [paid, setPaid] = useState("200");
  const [day, setDay] = useState(today());
  const [level, setLevel] = useState("0");
  const [categoryIds, setCategoryIds] = useState<readonly string[]>([]);
  const [isFirstOrder, setFirstOrder] = useState(false);
  const [isBirthdayMonth, setBirthdayMonth] = useState(false);
  const preview = useSend("POST /v1/staff/points/policies/preview");
  const netFen = parseYuan(paid);
  const handleTry = () => {
    const rules = ready();
    if (rules === null || netFen === null) return;
    const lines = [{ lineId: "1", categoryIds: [...categoryIds], netFen }];
    preview.mutate(
      {
        body: {
          rules,
          purchase: { day, tierLevel: Number(level), isFirstOrder, isBirthdayMonth, lines },
        },
      },
      { onError },
    );
  };
  const found = preview.data;
  return (
    <Card title={t("example")}>
      <View className="nd-stack">
        <Text className="nd-second">{t("exampleNote")}</Text>
        <Field
          label={t("paid")}
          kind="digit"
          id="example-paid"
          value={paid}
          fault={netFen === null ? t("badYuan") : null}
          onInput={setPaid}
        />
        <Labelled label={t("exampleLevel")}>
          <Chips
            choices={[
              { key: "0", text: tiers.data?.baseName ?? t("base") },
              ...(tiers.data?.levels ?? []).map((one) => ({
                key: String(one.level),
                text: one.name,
              })),
            ]}
            chosen={level}
            onChoose={setLevel}
          />
        </Labelled>
        <Labelled label={t("exampleCategories")}>
          <PickCategories
            chosen={categoryIds}
            onTurn={(id) => setCategoryIds(turned(categoryIds, id))}
          />
        </Labelled>
        <Labelled label={t("exampleDay")}>
          <View className="nd-row">
            <DayPicker label="" day={day} onChange={setDay} />
          </View>
        </Labelled>
        <Cell
          title={t("isFirstOrder")}
          value={<Switch isOn={isFirstOrder} label={t("isFirstOrder")} onChange={setFirstOrder} />}
        />
        <Cell
          title={t("isBirthdayMonth")}
          value={
            <Switch
              isOn={isBirthdayMonth}
              label={t("isBirthdayMonth")}
              onChange={setBirthdayMonth}
            />
          }
        />
        <Refused error={preview.error} />
        <Button look="soft" isBlock id="points-try" isBusy={preview.isPending} onTap={handleTry}>
          {t("tryIt")}
        </Button>
        {found !== undefined && (
          <View>
            <Cell
              title={t("wouldEarn")}
              note={
                found.dayReason === null ? "" : t(found.dayReason, { n: found.dayBps / 10_000 })
              }
              value={
                <Text className="staff-figure">
                  {t("pts", { n: grouped(found.points + found.bonus) })}
                </Text>
              }
            />
            {found.bonus > 0 && (
              <Cell title={t("ofWhichBonus")} value={t("pts", { n: found.bonus })} />
            )}
            <Cell title={t("worth")} value={money(found.worthFen)} />
            <Cell title={t("activatesOn")} value={dayOf(found.activatesOn, words)} />
            <Cell
              title={t("expiresLast")}
              value={found.expiresOn === null ? t("neverExpires") : dayOf(found.expiresOn, words)}
            />
          </View>
        )}
      </View>
    </Card>
  );
}
