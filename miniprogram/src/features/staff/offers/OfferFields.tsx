import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { useApi } from "@/lib/query";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { useStores } from "../use-stores";
import { BenefitFields, type OfferProps } from "./BenefitFields";
import { Labelled } from "./Labelled";
import type { Kind } from "./offer-form";
import { PickCategories } from "./PickCategories";
import { PickProducts } from "./PickGoods";
import { turned } from "./typed";

/** The tiers that something is for; none chosen means everybody. */
export function PickTiers({
  chosen,
  onTurn,
}: Readonly<{ chosen: readonly string[]; onTurn: (level: string) => void }>) {
  const t = useTexts(staffOfferTexts);
  const tiers = useApi("GET /v1/tiers", {}, { isKept: true });
  return (
    <Chips
      choices={[
        { key: "0", text: tiers.data?.baseName ?? t("baseTier") },
        ...(tiers.data?.levels ?? []).map(({ level, name }) => ({
          key: String(level),
          text: name,
        })),
      ]}
      chosen={chosen}
      onChoose={onTurn}
    />
  );
}

/** The whole of an offer: what it gives, from when on, on which goods, for whom, and beside which others. */
export function OfferFields({
  choices,
  ...props
}: OfferProps & { readonly choices: readonly Kind[] }) {
  const t = useTexts(staffOfferTexts);
  return (
    <>
      <Card title={t("gives")}>
        <BenefitFields {...props} choices={choices} />
      </Card>
      <Card title={t("condition")}>
        <Condition {...props} />
      </Card>
      <Card title={t("goods")}>
        <Goods {...props} />
      </Card>
      <Card title={t("forWhom")}>
        <Audience {...props} />
      </Card>
    </>
  );
}

function Condition({ form, change, faultAt }: OfferProps) {
  const t = useTexts(staffOfferTexts);
  return (
    <View className="nd-stack">
      <View className="offers-pair">
        <Field
          label={t("threshold")}
          id="offer-threshold"
          kind="digit"
          value={form.threshold}
          fault={faultAt("/terms/threshold/fen")}
          onInput={(threshold) => change({ threshold })}
        />
        <Field
          label={t("thresholdUnits")}
          kind="number"
          value={form.thresholdUnits}
          fault={faultAt("/terms/threshold/units")}
          onInput={(thresholdUnits) => change({ thresholdUnits })}
        />
      </View>
      <Labelled label={t("base")}>
        <Chips
          choices={[
            { key: "after_discounts", text: t("after_discounts") },
            { key: "before_discounts", text: t("before_discounts") },
          ]}
          chosen={form.base}
          onChoose={(base) => change({ base })}
        />
      </Labelled>
      <Cell
        title={t("freightCounted")}
        value={
          <Switch
            isOn={form.isFreightCounted}
            label={t("freightCounted")}
            onChange={(isFreightCounted) => change({ isFreightCounted })}
          />
        }
      />
      <Labelled label={t("stacking")} hint={t(`stack_${form.stacking}Hint`)}>
        <Chips
          choices={(["common", "never", "always"] as const).map((key) => ({
            key,
            text: t(`stack_${key}`),
          }))}
          chosen={form.stacking}
          onChoose={(stacking) => change({ stacking })}
        />
      </Labelled>
      {form.stacking === "common" && (
        <Field
          label={t("group")}
          hint={t("groupHint")}
          value={form.group}
          maxLength={30}
          fault={faultAt("/terms/stacking/group")}
          onInput={(group) => change({ group })}
        />
      )}
      <Cell
        title={t("withPoints")}
        value={
          <Switch
            isOn={form.isWithPoints}
            label={t("withPoints")}
            onChange={(isWithPoints) => change({ isWithPoints })}
          />
        }
      />
    </View>
  );
}

function Goods({ form, change, faultAt }: OfferProps) {
  const t = useTexts(staffOfferTexts);
  const { stores } = useStores();
  return (
    <View className="nd-stack">
      <Labelled label={t("scopeCategories")} fault={faultAt("/terms/scope/categoryIds")}>
        <PickCategories
          chosen={form.categoryIds}
          onTurn={(id) => change({ categoryIds: turned(form.categoryIds, id) })}
        />
      </Labelled>
      <Labelled label={t("scopeProducts")} fault={faultAt("/terms/scope/productIds")}>
        <PickProducts
          productIds={form.productIds}
          none={t(form.categoryIds.length === 0 ? "allGoods" : "onlyCategories")}
          onTurn={(id) => change({ productIds: turned(form.productIds, id) })}
        />
      </Labelled>
      <Labelled label={t("excludedProducts")}>
        <PickProducts
          productIds={form.excludedProductIds}
          none={t("noneExcluded")}
          onTurn={(id) => change({ excludedProductIds: turned(form.excludedProductIds, id) })}
        />
      </Labelled>
      {stores.length > 1 && (
        <Labelled label={t("scopeStores")} hint={t("noneIsAll")}>
          <Chips
            choices={stores.map(({ storeId, name }) => ({ key: storeId, text: name }))}
            chosen={form.storeIds}
            onChoose={(id) => change({ storeIds: turned(form.storeIds, id) })}
          />
        </Labelled>
      )}
    </View>
  );
}

function Audience({ form, change, faultAt }: OfferProps) {
  const t = useTexts(staffOfferTexts);
  return (
    <View className="nd-stack">
      <Labelled
        label={t("tiers")}
        hint={t("noneIsAll")}
        fault={faultAt("/terms/audience/tierLevels")}
      >
        <PickTiers
          chosen={form.tierLevels}
          onTurn={(level) => change({ tierLevels: turned(form.tierLevels, level) })}
        />
      </Labelled>
      {form.tierLevels.length === 0 && (
        <Cell
          title={t("forVisitors")}
          value={
            <Switch
              isOn={form.isForVisitors}
              label={t("forVisitors")}
              onChange={(isForVisitors) => change({ isForVisitors })}
            />
          }
        />
      )}
      <Cell
        title={t("firstOrder")}
        value={
          <Switch
            isOn={form.isFirstOrder}
            label={t("firstOrder")}
            onChange={(isFirstOrder) => change({ isFirstOrder })}
          />
        }
      />
    </View>
  );
}
