import { View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import type { Input } from "@/lib/api";
import { dayAfter, today, yuanInput } from "@/lib/format";
import { useSend } from "@/lib/query";
import { replaceBy } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { Between } from "./Between";
import { beginOf, dayAt, endOf, lastDayAt } from "./days";
import { Labelled } from "./Labelled";
import { emptyOffer, offerFormOf, termsOf, type Kind, type OfferForm } from "./offer-form";
import { OfferFields } from "./OfferFields";
import type { Template } from "./PickTemplate";
import { Refused } from "./Refused";
import { isFaulty, reader, useDraft, useFaultAt, type Faults } from "./typed";
import "./offers.css";

type Body = Input<"POST /v1/staff/coupon-templates">["body"];

const ways = ["isPublic", "hasLink", "isByStaff", "isByRule", "isByCode"] as const;
type Way = (typeof ways)[number];

/** What a coupon can give: all but what has a stock or goods of its own. */
const couponKinds: readonly Kind[] = [
  "amount_off",
  "percent_off",
  "spend_and_save",
  "nth_item",
  "buy_x_get_y",
  "fixed_price",
  "gift",
  "free_freight",
];

type Form = {
  readonly name: string;
  readonly validity: "relative" | "absolute";
  readonly days: string;
  readonly startsInDays: string;
  readonly from: string;
  readonly until: string;
  readonly total: string;
  readonly perMember: string;
  readonly perDay: string;
  readonly perMemberPerDay: string;
  readonly ways: readonly Way[];
  readonly face: string;
  readonly isGiftable: boolean;
  readonly isReturnedOnRefund: boolean;
  readonly daysAfterReturn: string;
  readonly remind: string;
  readonly priority: string;
  readonly offer: OfferForm;
};

const emptyForm = (): Form => ({
  name: "",
  validity: "relative",
  days: "30",
  startsInDays: "0",
  from: today(),
  until: dayAfter(today(), 30),
  total: "",
  perMember: "1",
  perDay: "",
  perMemberPerDay: "",
  ways: [],
  face: "",
  isGiftable: false,
  isReturnedOnRefund: true,
  daysAfterReturn: "0",
  remind: "",
  priority: "100",
  offer: emptyOffer,
});

const saysFace = ({ kind, cap }: OfferForm): boolean =>
  kind === "amount_off" ||
  ((kind === "percent_off" || kind === "free_freight") && cap.trim() !== "");

const said = (number: number | null | undefined): string =>
  number === null || number === undefined ? "" : String(number);

function formOf(template: Template): Form {
  const { validity, caps, channels } = template;
  const offer = offerFormOf(template.terms);
  return {
    ...emptyForm(),
    name: template.name,
    validity: validity.kind,
    ...(validity.kind === "relative"
      ? { days: String(validity.days), startsInDays: String(validity.startsInDays ?? 0) }
      : { from: dayAt(validity.from), until: lastDayAt(validity.until) }),
    total: said(caps?.total),
    perMember: String(caps?.perMember ?? 1),
    perDay: said(caps?.perDay),
    perMemberPerDay: said(caps?.perMemberPerDay),
    ways: ways.filter((way) => channels?.[way] === true),
    face: saysFace(offer) ? "" : yuanInput(template.faceFen),
    isGiftable: template.isGiftable ?? false,
    isReturnedOnRefund: template.isReturnedOnRefund ?? true,
    daysAfterReturn: String(template.daysAfterReturn ?? 0),
    remind: said(template.remindDaysBefore),
    priority: String(template.priority ?? 100),
    offer,
  };
}

function bodyOf(form: Form): { body: Body; faults: Faults } {
  const read = reader();
  const body: Body = {
    name: read.words("/name", form.name),
    terms: termsOf(form.offer, read, "/terms"),
    validity:
      form.validity === "relative"
        ? {
            kind: "relative",
            days: read.whole("/validity/days", form.days, 1),
            startsInDays: read.whole("/validity/startsInDays", form.startsInDays),
          }
        : { kind: "absolute", from: beginOf(form.from), until: endOf(form.until) },
    caps: {
      total: read.wholeOrNull("/caps/total", form.total),
      perMember: read.whole("/caps/perMember", form.perMember, 1),
      perDay: read.wholeOrNull("/caps/perDay", form.perDay),
      perMemberPerDay: read.wholeOrNull("/caps/perMemberPerDay", form.perMemberPerDay),
    },
    channels: Object.fromEntries(
      ways.map((way) => [way, read.some("/channels", form.ways).includes(way)]),
    ),
    faceFen: saysFace(form.offer) ? null : read.yuan("/faceFen", form.face),
    isGiftable: form.isGiftable,
    isReturnedOnRefund: form.isReturnedOnRefund,
    daysAfterReturn: read.whole("/daysAfterReturn", form.daysAfterReturn),
    remindDaysBefore: read.wholeOrNull("/remindDaysBefore", form.remind),
    priority: read.whole("/priority", form.priority),
  };
  return { body, faults: read.faults };
}

/** A kind of coupon as it is written: a new draft, or one that is changed. */
export function TemplateForm({ template }: Readonly<{ template: Template | null }>) {
  const t = useTexts(staffOfferTexts);
  const [form, change, forget] = useDraft<Form>(
    template === null ? "template" : `template.${template.templateId}.${template.version}`,
    template === null ? emptyForm() : formOf(template),
  );
  const [faults, setFaults] = useState<Faults | null>(null);
  const touched = [
    "GET /v1/staff/coupon-templates",
    "GET /v1/staff/coupon-templates/:templateId",
  ] as const;
  const create = useSend("POST /v1/staff/coupon-templates", touched);
  const edit = useSend("PUT /v1/staff/coupon-templates/:templateId", touched);
  const error = create.error ?? edit.error;
  const at = useFaultAt(faults, error);
  // Changing one carries it inside of the body.
  const faultAt = (pointer: string) => at(pointer) ?? at(`/template${pointer}`);
  const handleSave = () => {
    const { body, faults: found } = bodyOf(form);
    setFaults(found);
    if (isFaulty(found)) return;
    const done = ({ templateId }: Template) => {
      forget();
      toast(t("draftSaved"));
      replaceBy("template", { id: templateId });
    };
    if (template === null) create.mutate({ body }, { onSuccess: done });
    else
      edit.mutate(
        {
          params: { templateId: template.templateId },
          body: { version: template.version, template: body },
        },
        { onSuccess: done },
      );
  };
  const number = (
    key:
      | "total"
      | "perMember"
      | "perDay"
      | "perMemberPerDay"
      | "days"
      | "startsInDays"
      | "daysAfterReturn"
      | "remind"
      | "priority",
    pointer: string,
    label: string,
  ) => (
    <Field
      label={label}
      kind="number"
      id={`template-${key}`}
      value={form[key]}
      fault={faultAt(pointer)}
      onInput={(value) => change({ [key]: value })}
    />
  );
  return (
    <View className="staff-columns staff-columns--half">
      <View className="nd-stack">
        <Card>
          <Field
            label={t("name")}
            id="template-name"
            value={form.name}
            maxLength={30}
            hint={t("templateNameHint")}
            fault={faultAt("/name")}
            onInput={(name) => change({ name })}
          />
        </Card>
        <OfferFields
          choices={couponKinds}
          form={form.offer}
          faultAt={faultAt}
          change={(part) => change({ offer: { ...form.offer, ...part } })}
        />
      </View>
      <View className="nd-stack">
        <Card title={t("validity")}>
          <View className="nd-stack">
            <Chips
              choices={[
                { key: "relative", text: t("relative") },
                { key: "absolute", text: t("absolute") },
              ]}
              chosen={form.validity}
              onChoose={(validity) => change({ validity })}
            />
            {form.validity === "relative" ? (
              <View className="offers-pair">
                {number("days", "/validity/days", t("validDays"))}
                {number("startsInDays", "/validity/startsInDays", t("startsIn"))}
              </View>
            ) : (
              <Between
                label={t("usable")}
                from={form.from}
                until={form.until}
                fault={faultAt("/validity/until")}
                onChange={change}
              />
            )}
          </View>
        </Card>
        <Card title={t("howMany")}>
          <View className="nd-stack">
            <Labelled label={t("ways")} hint={t("waysHint")} fault={faultAt("/channels")}>
              <Chips
                choices={ways.map((key) => ({ key, text: t(`way_${key}`) }))}
                chosen={form.ways}
                onChoose={(way) =>
                  change({
                    ways: form.ways.includes(way)
                      ? form.ways.filter((one) => one !== way)
                      : [...form.ways, way],
                  })
                }
              />
            </Labelled>
            <View className="offers-pair">
              {number("total", "/caps/total", t("capTotal"))}
              {number("perMember", "/caps/perMember", t("capMember"))}
              {number("perDay", "/caps/perDay", t("capDay"))}
              {number("perMemberPerDay", "/caps/perMemberPerDay", t("capMemberDay"))}
            </View>
            {!saysFace(form.offer) && (
              <Field
                label={t("face")}
                kind="digit"
                hint={t("faceHint")}
                value={form.face}
                fault={faultAt("/faceFen")}
                onInput={(face) => change({ face })}
              />
            )}
          </View>
        </Card>
        <Card title={t("more")}>
          <View className="nd-stack">
            <Cell
              title={t("giftable")}
              value={
                <Switch
                  isOn={form.isGiftable}
                  label={t("giftable")}
                  onChange={(isGiftable) => change({ isGiftable })}
                />
              }
            />
            <Cell
              title={t("returned")}
              value={
                <Switch
                  isOn={form.isReturnedOnRefund}
                  label={t("returned")}
                  onChange={(isReturnedOnRefund) => change({ isReturnedOnRefund })}
                />
              }
            />
            {form.isReturnedOnRefund &&
              number("daysAfterReturn", "/daysAfterReturn", t("daysAfterReturn"))}
            {number("remind", "/remindDaysBefore", t("remind"))}
            {number("priority", "/priority", t("priorityOf"))}
          </View>
        </Card>
        <Card>
          <View className="nd-stack">
            <Refused error={error} faults={faults} />
            <Button
              look="main"
              isBlock
              id="template-save"
              isBusy={create.isPending || edit.isPending}
              onTap={handleSave}
            >
              {t("saveTemplate")}
            </Button>
          </View>
        </Card>
      </View>
    </View>
  );
}
