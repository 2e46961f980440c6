import { Text, View } from "@tarojs/components";
import { useEffect, useState } from "react";
import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { sentenceOf, useApi } from "@/lib/query";
import { kept } from "@/lib/storage";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";

/** A carrier as WeChat knows it. */
export type Carrier = { readonly id: string; readonly name: string };

const USUAL = 4;
const usual = kept<readonly Carrier[]>("carriers", []);

/** Remembers which carrier this phone ships with, so that it is one tap next time. */
export function rememberCarrier(carrier: Carrier): void {
  usual.set([carrier, ...usual.get().filter(({ id }) => id !== carrier.id)].slice(0, USUAL));
}

type Props = { carrier: Carrier | null; onChange: (carrier: Carrier | null) => void };

/** The carrier: one of those used before, or found by name or code. */
export function CarrierField({ carrier, onChange }: Readonly<Props>) {
  const t = useTexts(staffOrderTexts);
  const [text, setText] = useState("");
  const [q, setQ] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setQ(text.trim()), 300);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useApi(
    "GET /v1/staff/carriers",
    { query: { q } },
    { isOn: q !== "", keepsLast: true },
  );
  if (carrier !== null)
    return (
      <Cell
        title={carrier.name}
        note={carrier.id}
        value={t("carrierChange")}
        onTap={() => onChange(null)}
      />
    );
  const choices = usual.get();
  return (
    <View className="nd-stack">
      <Field
        label={t("carrier")}
        id="ship-carrier"
        value={text}
        onInput={setText}
        placeholder={t("carrierHint")}
        maxLength={40}
      />
      {q === "" && choices.length > 0 && (
        <Chips
          choices={choices.map(({ id, name }) => ({ key: id, text: name }))}
          chosen={null}
          onChoose={(id) => onChange(choices.find((one) => one.id === id) ?? null)}
        />
      )}
      {q !== "" && found.error !== null && (
        <Notice mood="bad">{sentenceOf(found.error, t("away"))}</Notice>
      )}
      {q !== "" && found.data !== undefined && (
        <View className="staff-found">
          {found.data.items.slice(0, 8).map((one) => (
            <Cell key={one.id} title={one.name} value={one.id} onTap={() => onChange(one)} />
          ))}
          {found.data.items.length === 0 && <Text className="nd-second">{t("carrierNone")}</Text>}
        </View>
      )}
    </View>
  );
}
