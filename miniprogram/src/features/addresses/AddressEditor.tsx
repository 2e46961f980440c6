import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { addressTexts } from "@/i18n/addresses";
import { sentenceOf } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Switch } from "@/ui/Switch";
import { Tap } from "@/ui/Tap";
import { roleOf } from "@/ui/role";
import { RegionSheet } from "./RegionSheet";
import { useAddressForm } from "./use-address-form";
import type { OwnAddress } from "./use-addresses";
import "./addresses.css";

type Props = { known: OwnAddress | null; onSaved: (address: OwnAddress) => void };

/** Writes an address: pasted, taken from WeChat, or typed field by field. */
export function AddressEditor({ known, onSaved }: Readonly<Props>) {
  const t = useTexts(addressTexts);
  const address = useAddressForm(known);
  const [pasted, setPasted] = useState("");
  const [isChoosing, setChoosing] = useState(false);
  const { form, faults, change, takeFromWechat } = address;
  const region = [form.province, form.city, form.district].filter((part) => part !== "").join(" ");
  const handleSave = async () => {
    const saved = await address.save();
    if (saved !== null) onSaved(saved);
  };
  return (
    <View className="address-editor">
      <Card>
        <View className="nd-stack">
          <Field
            label={t("paste")}
            kind="area"
            value={pasted}
            onInput={setPasted}
            placeholder={t("pasteHint")}
          />
          <View className="nd-row nd-row--wrap">
            <Button
              look="soft"
              isSmall
              isDisabled={pasted.trim() === ""}
              onTap={() => address.paste(pasted)}
            >
              {t("pasteAct")}
            </Button>
            {takeFromWechat !== null && (
              <Button isSmall onTap={() => void takeFromWechat()}>
                {t("fromWechat")}
              </Button>
            )}
          </View>
          {address.pasteSays !== null && <Notice>{address.pasteSays}</Notice>}
        </View>
      </Card>
      <Card>
        <View className="nd-stack">
          <Field
            id="address-name"
            label={t("name")}
            value={form.name}
            maxLength={30}
            onInput={(name) => change({ name })}
            fault={faults.name}
          />
          <Field
            id="address-phone"
            label={t("phone")}
            kind="number"
            value={form.phone}
            maxLength={11}
            onInput={(phone) => change({ phone })}
            hint={t("phoneHint")}
            fault={faults.phone}
          />
          <View className="nd-field">
            <Text className="nd-field__label">{t("region")}</Text>
            <Tap
              className="nd-field__box"
              label={`${t("region")} ${region}`}
              onTap={() => setChoosing(true)}
            >
              <Text className="nd-grow">{region === "" ? t("regionPick") : region}</Text>
              <View className="nd-cell__arrow" />
            </Tap>
            {faults.region !== null && (
              <Text className="nd-field__fault" {...roleOf("alert")}>
                {faults.region}
              </Text>
            )}
          </View>
          <Field
            id="address-detail"
            label={t("detail")}
            kind="area"
            value={form.detail}
            maxLength={120}
            onInput={(detail) => change({ detail })}
            placeholder={t("detailHint")}
            fault={faults.detail}
          />
          <View className="nd-row nd-row--between">
            <Text>{t("makeDefault")}</Text>
            <Switch
              isOn={form.isDefault}
              onChange={(isDefault) => change({ isDefault })}
              label={t("makeDefault")}
            />
          </View>
        </View>
      </Card>
      {address.error !== null && <Notice mood="bad">{sentenceOf(address.error, t("away"))}</Notice>}
      <Button look="main" isBlock isBusy={address.isBusy} onTap={() => void handleSave()}>
        {t("save")}
      </Button>
      <RegionSheet
        isOpen={isChoosing}
        region={form}
        onChoose={(chosen) => {
          change(chosen);
          setChoosing(false);
        }}
        onClose={() => setChoosing(false)}
      />
    </View>
  );
}
