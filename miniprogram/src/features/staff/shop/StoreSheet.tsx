import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { RegionSheet } from "@/features/addresses/RegionSheet";
import { useTexts } from "@/i18n";
import { staffStoreTexts } from "@/i18n/staff-stores";
import { Refusal } from "@/lib/api";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { Confirm } from "@/ui/Confirm";
import { Field } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { Tap } from "@/ui/Tap";
import { Labelled } from "../offers/Labelled";
import type { Store } from "../use-stores";

const blank = {
  name: "",
  kind: "direct" as Store["kind"],
  isPickup: true,
  province: "",
  city: "",
  district: "",
  detail: "",
  hours: "",
  phone: null as string | null,
};
type Form = typeof blank;

function formOf(store: Store | null): Form {
  if (store === null) return blank;
  const { storeId: _storeId, isDefault: _isDefault, ...form } = store;
  return form;
}

const isWhole = ({ name, district, detail, hours }: Form): boolean =>
  [name, district, detail, hours].every((text) => text.trim() !== "");

/** Opens a store or changes one; why it was changed is kept on record. */
export function StoreSheet({
  store,
  onClose,
}: Readonly<{ store: Store | null; onClose: () => void }>) {
  const t = useTexts(staffStoreTexts);
  const [form, setForm] = useState<Form>(() => formOf(store));
  const [isToBeDefault, setToBeDefault] = useState(false);
  const [reason, setReason] = useState("");
  const [isChoosing, setChoosing] = useState(false);
  const open = useSend("POST /v1/staff/stores", ["GET /v1/stores"]);
  const edit = useSend("PATCH /v1/staff/stores/:storeId", ["GET /v1/stores"]);
  const error = open.error ?? edit.error;
  const change = (part: Partial<Form>) => setForm((now) => ({ ...now, ...part }));
  const faultAt = (pointer: string): string | null =>
    error instanceof Refusal
      ? (error.issues.find((issue) => issue.pointer === pointer)?.detail ?? null)
      : null;
  const region = [form.province, form.city, form.district].filter((part) => part !== "").join(" ");
  const said = (text: "saved" | "opened") => () => {
    toast(t(text));
    onClose();
  };
  const handleSave = () => {
    if (store === null) open.mutate({ body: form }, { onSuccess: said("opened") });
    else
      edit.mutate(
        {
          params: { storeId: store.storeId },
          body: { ...form, ...(isToBeDefault ? { isDefault: true } : {}), reason: reason.trim() },
        },
        { onSuccess: said("saved") },
      );
  };
  return (
    <>
      <Confirm
        isOpen
        title={store?.name ?? t("add")}
        action={t(store === null ? "open" : "save")}
        isBusy={open.isPending || edit.isPending}
        isDisabled={!isWhole(form) || (store !== null && reason.trim() === "")}
        error={error}
        onConfirm={handleSave}
        onClose={onClose}
      >
        <Field
          label={t("name")}
          id="store-name"
          value={form.name}
          maxLength={40}
          fault={faultAt("/name")}
          onInput={(name) => change({ name })}
        />
        <Labelled label={t("kind")}>
          <Chips
            choices={(["direct", "franchise"] as const).map((key) => ({ key, text: t(key) }))}
            chosen={form.kind}
            onChoose={(kind) => change({ kind })}
          />
        </Labelled>
        <Labelled label={t("region")} fault={faultAt("/district")}>
          <Tap
            className="nd-field__box"
            id="store-region"
            label={`${t("region")} ${region}`}
            onTap={() => setChoosing(true)}
          >
            <Text className="nd-grow">{region === "" ? t("pickRegion") : region}</Text>
            <View className="nd-cell__arrow" />
          </Tap>
        </Labelled>
        <Field
          label={t("detail")}
          id="store-detail"
          value={form.detail}
          maxLength={120}
          fault={faultAt("/detail")}
          onInput={(detail) => change({ detail })}
        />
        <Field
          label={t("hours")}
          id="store-hours"
          hint={t("hoursHint")}
          value={form.hours}
          maxLength={60}
          fault={faultAt("/hours")}
          onInput={(hours) => change({ hours })}
        />
        <Field
          label={t("phone")}
          id="store-phone"
          hint={t("phoneHint")}
          value={form.phone ?? ""}
          maxLength={20}
          fault={faultAt("/phone")}
          onInput={(text) => change({ phone: text.trim() === "" ? null : text.trim() })}
        />
        <View>
          <Cell
            title={t("pickup")}
            value={
              <Switch
                isOn={form.isPickup}
                label={t("pickup")}
                onChange={(isPickup) => change({ isPickup })}
              />
            }
          />
          {store !== null && !store.isDefault && (
            <Cell
              title={t("makeDefault")}
              note={t("defaultNote")}
              value={
                <Switch isOn={isToBeDefault} label={t("makeDefault")} onChange={setToBeDefault} />
              }
            />
          )}
        </View>
        {store !== null && (
          <Field
            label={t("why")}
            id="store-why"
            hint={t("whyHint")}
            value={reason}
            maxLength={200}
            fault={faultAt("/reason")}
            onInput={setReason}
          />
        )}
      </Confirm>
      <RegionSheet
        isOpen={isChoosing}
        region={form}
        onChoose={(chosen) => {
          change(chosen);
          setChoosing(false);
        }}
        onClose={() => setChoosing(false)}
      />
    </>
  );
}
