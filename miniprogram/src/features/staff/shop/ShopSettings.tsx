import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffShopTexts } from "@/i18n/staff-shop";
import { Refusal, type Answer } from "@/lib/api";
import { sentenceOf, useApi, useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";

type Shop = Answer<"GET /v1/staff/shop">;

/** How the shop presents itself, to be read and changed. */
export function ShopSettings() {
  const shop = useApi("GET /v1/staff/shop");
  if (shop.data === undefined)
    return shop.error === null ? (
      <Skeleton heights={[120, 120, 120, 240]} />
    ) : (
      <Failure error={shop.error} onRetry={() => void shop.refetch()} />
    );
  return <ShopForm key={shop.data.version} shop={shop.data} />;
}

const noAddress = { name: "", phone: "", province: "", city: "", district: "", detail: "" };

/** What is wrong with a field, as the server said it. */
const faultAt = (error: Error | null, pointer: string): string | null =>
  error instanceof Refusal
    ? (error.issues.find((issue) => issue.pointer === pointer)?.detail ?? null)
    : null;

function ShopForm({ shop }: Readonly<{ shop: Shop }>) {
  const t = useTexts(staffShopTexts);
  const [name, setName] = useState(shop.name);
  const [slogan, setSlogan] = useState(shop.slogan);
  const [phone, setPhone] = useState(shop.servicePhone ?? "");
  const [hours, setHours] = useState(shop.serviceHours);
  const [words, setWords] = useState(shop.hotWords.join(" "));
  const [address, setAddress] = useState(shop.refundAddress ?? noAddress);
  const save = useSend("PUT /v1/staff/shop", ["GET /v1/staff/shop", "GET /v1/shop"]);
  const handleSave = () =>
    save.mutate(
      {
        body: {
          expectedVersion: shop.version,
          name,
          slogan,
          servicePhone: phone.trim() === "" ? null : phone.trim(),
          serviceHours: hours,
          hotWords: [...new Set(words.split(/[\s,，、]+/).filter((word) => word !== ""))],
          refundAddress: address.name.trim() === "" ? null : address,
        },
      },
      { onSuccess: () => toast(t("saved")) },
    );
  const fault = (pointer: string) => faultAt(save.error, pointer);
  const part = (key: keyof typeof noAddress, label: string) => (
    <Field
      label={label}
      value={address[key]}
      fault={fault(`/refundAddress/${key}`)}
      onInput={(value) => setAddress((now) => ({ ...now, [key]: value }))}
    />
  );
  return (
    <View className="nd-stack">
      <Card>
        <View className="nd-stack">
          <Field
            label={t("shopName")}
            id="shop-name"
            value={name}
            maxLength={20}
            fault={fault("/name")}
            onInput={setName}
          />
          <Field
            label={t("slogan")}
            value={slogan}
            maxLength={40}
            fault={fault("/slogan")}
            onInput={setSlogan}
          />
          <Field
            label={t("servicePhone")}
            value={phone}
            fault={fault("/servicePhone")}
            onInput={setPhone}
          />
          <Field
            label={t("serviceHours")}
            value={hours}
            maxLength={60}
            fault={fault("/serviceHours")}
            onInput={setHours}
          />
          <Field
            label={t("hotWords")}
            hint={t("hotWordsHint")}
            value={words}
            fault={fault("/hotWords")}
            onInput={setWords}
          />
        </View>
      </Card>
      <Card title={t("refundAddress")}>
        <View className="nd-stack">
          <Text className="nd-second">{t("refundNote")}</Text>
          {part("name", t("receiver"))}
          {part("phone", t("phone"))}
          {part("province", t("province"))}
          {part("city", t("city"))}
          {part("district", t("district"))}
          {part("detail", t("detail"))}
        </View>
      </Card>
      {save.error !== null && <Notice mood="bad">{sentenceOf(save.error, t("away"))}</Notice>}
      <Button look="main" isBlock isBusy={save.isPending} onTap={handleSave}>
        {t("save")}
      </Button>
    </View>
  );
}
