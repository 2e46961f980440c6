import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffRuleTexts } from "@/i18n/staff-rules";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { Labelled } from "../offers/Labelled";
import { PickTemplate } from "../offers/PickTemplate";
import type { FaultAt } from "../offers/typed";
import type { LevelForm } from "./tier-form";

type Props = {
  level: LevelForm;
  number: number;
  /** Where the level is in what is sent. */
  at: string;
  faultAt: FaultAt;
  onChange: (part: Partial<LevelForm>) => void;
  /** Absent where it cannot be taken away: only the last one can. */
  onRemove?: () => void;
};

/** One level: its name, from when on one is in it, and what it brings. */
export function LevelFields({ level, number, at, faultAt, onChange, onRemove }: Readonly<Props>) {
  const t = useTexts(staffRuleTexts);
  const gift = `${at}/benefits/birthdayGift`;
  return (
    <Card
      title={t("level", { n: number })}
      aside={
        onRemove === undefined ? undefined : (
          <Button isSmall look="danger" onTap={onRemove}>
            {t("removeLevel")}
          </Button>
        )
      }
    >
      <View className="nd-stack">
        <View className="staff-rules__pair">
          <Field
            label={t("levelName")}
            id={`level-${number}-name`}
            value={level.name}
            maxLength={12}
            fault={faultAt(`${at}/name`)}
            onInput={(name) => onChange({ name })}
          />
          <Field
            label={t("threshold")}
            id={`level-${number}-threshold`}
            kind="number"
            value={level.threshold}
            fault={faultAt(`${at}/threshold`)}
            onInput={(threshold) => onChange({ threshold })}
          />
        </View>
        <Cell
          title={t("freeFreight")}
          value={
            <Switch
              isOn={level.hasFreeFreight}
              label={`${t("level", { n: number })} ${t("freeFreight")}`}
              onChange={(hasFreeFreight) => onChange({ hasFreeFreight })}
            />
          }
        />
        <Field
          label={t("giftNote")}
          value={level.giftNote}
          maxLength={60}
          hint={t("giftNoteHint")}
          fault={faultAt(`${at}/benefits/giftNote`)}
          onInput={(giftNote) => onChange({ giftNote })}
        />
        <Labelled label={t("birthdayGift")} hint={t("birthdayHint")}>
          <Chips
            choices={[
              { key: "none", text: t("giftNone") },
              { key: "text", text: t("giftText") },
              { key: "coupon_template", text: t("giftCoupon") },
            ]}
            chosen={level.birthday}
            onChoose={(birthday) => onChange({ birthday })}
          />
        </Labelled>
        {level.birthday === "text" && (
          <Field
            label={t("giftText")}
            value={level.birthdayText}
            maxLength={60}
            fault={faultAt(`${gift}/text`)}
            onInput={(birthdayText) => onChange({ birthdayText })}
          />
        )}
        {level.birthday === "coupon_template" && (
          <Labelled label={t("giftCoupon")} fault={faultAt(`${gift}/templateId`)}>
            <PickTemplate
              way="isByRule"
              chosen={level.birthdayTemplateId}
              onChoose={(birthdayTemplateId) => onChange({ birthdayTemplateId })}
            />
          </Labelled>
        )}
        {level.birthday !== "none" && (
          <Field
            label={t("giftCost")}
            kind="digit"
            value={level.birthdayCost}
            fault={faultAt(`${gift}/costFen`)}
            onInput={(birthdayCost) => onChange({ birthdayCost })}
          />
        )}
        <Field
          label={t("priority")}
          kind="number"
          hint={t("priorityHint")}
          value={level.priority}
          fault={faultAt(`${at}/benefits/servicePriority`)}
          onInput={(priority) => onChange({ priority })}
        />
      </View>
    </Card>
  );
}
