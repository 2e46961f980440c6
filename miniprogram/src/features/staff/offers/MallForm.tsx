import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { dayAfter, today, yuanInput } from "@/lib/format";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Between } from "./Between";
import { beginOf, dayAt, endOf, lastDayAt } from "./days";
import { Labelled } from "./Labelled";
import type { MallItem } from "./MallDesk";
import { PickTiers } from "./OfferFields";
import { PickSku, SkuName } from "./PickGoods";
import { PickTemplate } from "./PickTemplate";
import { Refused } from "./Refused";
import { isFaulty, reader, turned, useDraft, useFaultAt, type Faults } from "./typed";

const formOf = (item: MallItem | null) => ({
  title: item?.title ?? "",
  kind: item?.what.kind ?? "product",
  skuId: item?.what.kind === "product" ? item.what.skuId : (null as string | null),
  templateId: item?.what.kind === "coupon" ? item.what.templateId : (null as string | null),
  points: item === null ? "" : String(item.points),
  price: item === null ? "0" : yuanInput(item.priceFen ?? 0),
  stock: typeof item?.stock === "number" ? String(item.stock) : "",
  perMember: typeof item?.perMemberMax === "number" ? String(item.perMemberMax) : "",
  from: item === null ? today() : dayAt(item.from),
  until: item === null ? dayAfter(today(), 89) : lastDayAt(item.until),
  tiers: (item?.tierLevels ?? []).map(String) as readonly string[],
});

/** Something that points are swapped for, as it is written: new, or a draft that is changed. */
export function MallForm({
  item,
  onDone,
}: Readonly<{ item: MallItem | null; onDone: () => void }>) {
  const t = useTexts(staffOfferTexts);
  const [form, change, forget] = useDraft(
    item === null ? "mall" : `mall.${item.mallItemId}.${item.version}`,
    formOf(item),
  );
  const [faults, setFaults] = useState<Faults | null>(null);
  const create = useSend("POST /v1/staff/points-mall", ["GET /v1/staff/points-mall"]);
  const edit = useSend("PUT /v1/staff/points-mall/:mallItemId", ["GET /v1/staff/points-mall"]);
  const error = create.error ?? edit.error;
  const faultAt = useFaultAt(faults, error);
  const handleSave = () => {
    const read = reader();
    const body = {
      title: read.words("/title", form.title),
      what:
        form.kind === "product"
          ? { kind: "product" as const, skuId: read.chosen("/what/skuId", form.skuId) }
          : {
              kind: "coupon" as const,
              templateId: read.chosen("/what/templateId", form.templateId),
            },
      points: read.whole("/points", form.points, 1),
      priceFen: form.kind === "coupon" ? 0 : read.yuan("/priceFen", form.price),
      stock: read.wholeOrNull("/stock", form.stock),
      perMemberMax: read.wholeOrNull("/perMemberMax", form.perMember),
      from: beginOf(form.from),
      until: endOf(form.until),
      tierLevels: form.tiers.map(Number),
    };
    setFaults(read.faults);
    if (isFaulty(read.faults)) return;
    const onSuccess = () => {
      forget();
      toast(t("draftSaved"));
      onDone();
    };
    if (item === null) create.mutate({ body }, { onSuccess });
    else
      edit.mutate(
        { params: { mallItemId: item.mallItemId }, body: { version: item.version, ...body } },
        { onSuccess },
      );
  };
  return (
    <Card title={t("newMall")}>
      <View className="nd-stack">
        <Field
          label={t("name")}
          id="mall-title"
          value={form.title}
          maxLength={60}
          fault={faultAt("/title")}
          onInput={(title) => change({ title })}
        />
        <Chips
          choices={[
            { key: "product", text: t("mallProduct") },
            { key: "coupon", text: t("mallCoupon") },
          ]}
          chosen={form.kind}
          onChoose={(kind) => change({ kind })}
        />
        {form.kind === "product" ? (
          <Labelled label={t("mallProduct")} fault={faultAt("/what/skuId")}>
            <View className="nd-row nd-row--wrap">
              <View className="nd-grow">
                {form.skuId === null ? <Text>{t("noneYet")}</Text> : <SkuName skuId={form.skuId} />}
              </View>
              <PickSku text={t("pickSku")} onPick={(skuId) => change({ skuId })} />
            </View>
          </Labelled>
        ) : (
          <Labelled label={t("mallCoupon")} fault={faultAt("/what/templateId")}>
            <PickTemplate
              way="isByRule"
              chosen={form.templateId}
              onChoose={(templateId) => change({ templateId })}
            />
          </Labelled>
        )}
        <View className="offers-pair">
          <Field
            label={t("mallCost")}
            kind="number"
            value={form.points}
            fault={faultAt("/points")}
            onInput={(points) => change({ points })}
          />
          {form.kind === "product" && (
            <Field
              label={t("mallPrice")}
              kind="digit"
              value={form.price}
              fault={faultAt("/priceFen")}
              onInput={(price) => change({ price })}
            />
          )}
          <Field
            label={t("mallStock")}
            kind="number"
            value={form.stock}
            fault={faultAt("/stock")}
            onInput={(stock) => change({ stock })}
          />
          <Field
            label={t("perMemberMax")}
            kind="number"
            value={form.perMember}
            fault={faultAt("/perMemberMax")}
            onInput={(perMember) => change({ perMember })}
          />
        </View>
        <Between
          label={t("usable")}
          from={form.from}
          until={form.until}
          fault={faultAt("/until")}
          onChange={change}
        />
        <Labelled label={t("tiers")} hint={t("noneIsAll")}>
          <PickTiers
            chosen={form.tiers}
            onTurn={(level) => change({ tiers: turned(form.tiers, level) })}
          />
        </Labelled>
        <Refused error={error} faults={faults} />
        <Button
          look="main"
          isBlock
          id="mall-save"
          isBusy={create.isPending || edit.isPending}
          onTap={handleSave}
        >
          {t("saveTemplate")}
        </Button>
        <Button isBlock onTap={onDone}>
          {t("backToTemplate")}
        </Button>
      </View>
    </Card>
  );
}
