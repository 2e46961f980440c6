import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { Button } from "@/ui/Button";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { Labelled } from "./Labelled";
import type { Kind, OfferForm } from "./offer-form";
import { PickSku, SkuName } from "./PickGoods";
import type { FaultAt } from "./typed";
import "./offers.css";

/** What the fields of an offer work on. */
export type OfferProps = Readonly<{
  form: OfferForm;
  change: (part: Partial<OfferForm>) => void;
  faultAt: FaultAt;
}>;

/** Every kind of offer, the usual ones first. */
export const kinds: readonly Kind[] = [
  "amount_off",
  "percent_off",
  "spend_and_save",
  "nth_item",
  "buy_x_get_y",
  "fixed_price",
  "flash_price",
  "bundle_price",
  "gift",
  "add_on",
  "free_freight",
];

const at = "/terms/benefit";

/** What an offer gives: its kind, and the fields of that kind. */
export function BenefitFields({
  choices,
  ...props
}: OfferProps & { readonly choices: readonly Kind[] }) {
  const t = useTexts(staffOfferTexts);
  const { form, change } = props;
  return (
    <View className="nd-stack">
      <Labelled label={t("kind")} hint={t(`hint_${form.kind}`)}>
        <Chips
          choices={choices.map((key) => ({ key, text: t(`kind_${key}`) }))}
          chosen={form.kind}
          onChoose={(kind) => change({ kind })}
        />
      </Labelled>
      <OfKind {...props} />
    </View>
  );
}

function OfKind(props: OfferProps) {
  const t = useTexts(staffOfferTexts);
  const { form, change, faultAt } = props;
  const field = (
    key: "amount" | "percent" | "cap" | "price" | "unitsMax" | "timesMax" | "buy" | "get" | "n",
    pointer: string,
    label: string,
    kind: "digit" | "number" = "digit",
  ) => (
    <Field
      label={label}
      id={`offer-${key}`}
      kind={kind}
      value={form[key]}
      fault={faultAt(`${at}/${pointer}`)}
      onInput={(value) => change({ [key]: value })}
    />
  );
  const times = field("timesMax", "timesMax", t("timesMax"), "number");
  switch (form.kind) {
    case "amount_off":
      return field("amount", "amountFen", t("amount"));
    case "percent_off":
      return (
        <View className="offers-pair">
          {field("percent", "payBps", t("payPercent"))}
          {field("cap", "capFen", t("cap"))}
        </View>
      );
    case "fixed_price":
      return (
        <View className="offers-pair">
          {field("price", "priceFen", t("unitPrice"))}
          {field("unitsMax", "unitsMax", t("unitsMax"), "number")}
        </View>
      );
    case "buy_x_get_y":
      return (
        <View className="offers-pair">
          {field("buy", "buy", t("buy"), "number")}
          {field("get", "get", t("get"), "number")}
          {times}
        </View>
      );
    case "nth_item":
      return (
        <View className="offers-pair">
          {field("n", "n", t("nthUnit"), "number")}
          {field("percent", "payBps", t("payPercent"))}
          {times}
        </View>
      );
    case "spend_and_save":
      return <Steps {...props} />;
    case "bundle_price":
      return (
        <>
          <Skus
            {...props}
            list="items"
            hasPrice={false}
            label={t("bundleSkus")}
            quantity={t("units")}
          />
          <View className="offers-pair">
            {field("price", "priceFen", t("bundlePrice"))}
            {times}
          </View>
        </>
      );
    case "gift":
      return (
        <>
          <OneSku {...props} label={t("giftSku")} />
          <Field
            label={t("giftQuantity")}
            kind="number"
            value={form.giftQuantity}
            fault={faultAt(`${at}/quantity`)}
            onInput={(giftQuantity) => change({ giftQuantity })}
          />
          <Labelled label={t("onRefund")}>
            <Chips
              choices={[
                { key: "send_back", text: t("send_back") },
                { key: "keep", text: t("keep") },
              ]}
              chosen={form.onRefund}
              onChoose={(onRefund) => change({ onRefund })}
            />
          </Labelled>
        </>
      );
    case "free_freight":
      return field("cap", "capFen", t("freightCap"));
    case "flash_price":
      return (
        <>
          <Skus
            {...props}
            list="prices"
            hasPrice
            label={t("flashSkus")}
            quantity={t("flashStock")}
          />
          <Field
            label={t("perMemberMax")}
            kind="number"
            value={form.perMemberMax}
            fault={faultAt(`${at}/perMemberMax`)}
            onInput={(perMemberMax) => change({ perMemberMax })}
          />
        </>
      );
    case "add_on":
      return (
        <>
          <OneSku {...props} label={t("addOnSku")} />
          <View className="offers-pair">
            {field("price", "priceFen", t("addOnPrice"))}
            {field("unitsMax", "unitsMax", t("addOnUnits"), "number")}
          </View>
        </>
      );
  }
}

function Steps({ form, change, faultAt }: OfferProps) {
  const t = useTexts(staffOfferTexts);
  const set = (index: number, part: Partial<OfferForm["steps"][number]>) =>
    change({
      steps: form.steps.map((one, place) => (place === index ? { ...one, ...part } : one)),
    });
  return (
    <>
      {form.steps.map((step, index) => (
        <View key={index} className="offers-pair">
          <Field
            label={t("stepFrom")}
            id={`step-${index}-from`}
            kind="digit"
            value={step.from}
            fault={faultAt(`${at}/steps/${index}/fromFen`)}
            onInput={(from) => set(index, { from })}
          />
          <Field
            label={t("stepOff")}
            id={`step-${index}-off`}
            kind="digit"
            value={step.off}
            fault={faultAt(`${at}/steps/${index}/offFen`)}
            onInput={(off) => set(index, { off })}
          />
        </View>
      ))}
      <View className="nd-row nd-row--wrap">
        {form.steps.length < 10 && (
          <Button
            isSmall
            look="soft"
            onTap={() => change({ steps: [...form.steps, { from: "", off: "" }] })}
          >
            {t("addStep")}
          </Button>
        )}
        {form.steps.length > 1 && (
          <Button isSmall onTap={() => change({ steps: form.steps.slice(0, -1) })}>
            {t("removeStep")}
          </Button>
        )}
      </View>
      {form.steps.length === 1 && (
        <Cell
          title={t("isRepeated")}
          note={t("isRepeatedNote")}
          value={
            <Switch
              isOn={form.isRepeated}
              label={t("isRepeated")}
              onChange={(isRepeated) => change({ isRepeated })}
            />
          }
        />
      )}
    </>
  );
}

type SkusProps = OfferProps & {
  readonly list: "items" | "prices";
  readonly hasPrice: boolean;
  readonly label: string;
  readonly quantity: string;
};

function Skus({ form, change, faultAt, list, hasPrice, label, quantity }: SkusProps) {
  const t = useTexts(staffOfferTexts);
  const set = (index: number, part: Partial<OfferForm["skus"][number]>) =>
    change({ skus: form.skus.map((one, place) => (place === index ? { ...one, ...part } : one)) });
  return (
    <Labelled label={label} fault={faultAt(`${at}/${list}`)}>
      {form.skus.map((sku, index) => (
        <View key={sku.skuId} className="offers-part nd-stack">
          <View className="nd-row">
            <View className="nd-grow">
              <SkuName skuId={sku.skuId} />
            </View>
            <Button isSmall onTap={() => change({ skus: form.skus.filter((one) => one !== sku) })}>
              {t("takeAway")}
            </Button>
          </View>
          <View className="offers-pair">
            {hasPrice && (
              <Field
                label={t("unitPrice")}
                kind="digit"
                value={sku.price}
                fault={faultAt(`${at}/${list}/${index}/priceFen`)}
                onInput={(price) => set(index, { price })}
              />
            )}
            <Field
              label={quantity}
              kind="number"
              value={sku.quantity}
              fault={faultAt(`${at}/${list}/${index}/${hasPrice ? "stock" : "quantity"}`)}
              onInput={(text) => set(index, { quantity: text })}
            />
          </View>
        </View>
      ))}
      <PickSku
        text={t("addSku")}
        onPick={(skuId) => {
          if (form.skus.every((one) => one.skuId !== skuId))
            change({ skus: [...form.skus, { skuId, price: "", quantity: hasPrice ? "" : "1" }] });
        }}
      />
    </Labelled>
  );
}

function OneSku({ form, change, faultAt, label }: OfferProps & { readonly label: string }) {
  const t = useTexts(staffOfferTexts);
  const [sku] = form.skus;
  return (
    <Labelled label={label} fault={faultAt(`${at}/skuId`)}>
      <View className="nd-row nd-row--wrap">
        <View className="nd-grow">
          {sku === undefined ? (
            <Text className="nd-second">{t("noneYet")}</Text>
          ) : (
            <SkuName skuId={sku.skuId} />
          )}
        </View>
        <PickSku
          text={t("pickSku")}
          onPick={(skuId) => change({ skus: [{ skuId, price: "", quantity: "1" }] })}
        />
      </View>
    </Labelled>
  );
}
