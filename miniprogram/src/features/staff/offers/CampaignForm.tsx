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
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Between } from "./Between";
import { kinds } from "./BenefitFields";
import type { Campaign } from "./CampaignDesk";
import { beginOf, dayAt, endOf, lastDayAt } from "./days";
import { Labelled } from "./Labelled";
import { emptyOffer, offerFormOf, termsOf, type OfferForm } from "./offer-form";
import { OfferFields } from "./OfferFields";
import { Refused } from "./Refused";
import { isFaulty, reader, turned, useDraft, useFaultAt, type Faults } from "./typed";

type Draft = Input<"POST /v1/staff/campaigns">["body"];

type Form = {
  readonly name: string;
  readonly description: string;
  readonly from: string;
  readonly until: string;
  readonly weekdays: readonly string[];
  readonly monthDays: string;
  readonly priority: string;
  readonly budget: string;
  readonly offer: OfferForm;
};

const emptyForm = (): Form => ({
  name: "",
  description: "",
  from: dayAfter(today(), 1),
  until: dayAfter(today(), 14),
  weekdays: [],
  monthDays: "",
  priority: "100",
  budget: "",
  offer: emptyOffer,
});

const formOf = (campaign: Campaign): Form => ({
  name: campaign.name,
  description: campaign.description ?? "",
  from: dayAt(campaign.schedule.from),
  until: lastDayAt(campaign.schedule.until),
  weekdays: (campaign.schedule.weekdays ?? []).map(String),
  monthDays: (campaign.schedule.monthDays ?? []).join(" "),
  priority: String(campaign.priority ?? 100),
  budget:
    campaign.budgetFen === null || campaign.budgetFen === undefined
      ? ""
      : yuanInput(campaign.budgetFen),
  offer: offerFormOf(campaign.terms),
});

function bodyOf(form: Form): { body: Draft; faults: Faults } {
  const read = reader();
  const body: Draft = {
    name: read.words("/name", form.name),
    description: form.description.trim() === "" ? null : form.description.trim(),
    terms: termsOf(form.offer, read, "/terms"),
    schedule: {
      from: beginOf(form.from),
      until: endOf(form.until),
      weekdays: form.weekdays.map(Number),
      monthDays: (form.monthDays.match(/\d+/g) ?? []).map(Number),
    },
    priority: read.whole("/priority", form.priority),
    budgetFen: read.yuanOrNull("/budgetFen", form.budget),
  };
  return { body, faults: read.faults };
}

/** A campaign as it is written: a new draft, or one that is changed. */
export function CampaignForm({ campaign }: Readonly<{ campaign: Campaign | null }>) {
  const t = useTexts(staffOfferTexts);
  const [form, change, forget] = useDraft<Form>(
    campaign === null ? "campaign" : `campaign.${campaign.campaignId}.${campaign.version}`,
    campaign === null ? emptyForm() : formOf(campaign),
  );
  const [faults, setFaults] = useState<Faults | null>(null);
  const touched = [
    "GET /v1/staff/campaigns",
    "GET /v1/staff/campaigns/:campaignId",
    "GET /v1/staff/campaigns/:campaignId/lint",
  ] as const;
  const create = useSend("POST /v1/staff/campaigns", touched);
  const edit = useSend("PUT /v1/staff/campaigns/:campaignId", touched);
  const error = create.error ?? edit.error;
  const faultAt = useFaultAt(faults, error);
  const handleSave = () => {
    const { body, faults: found } = bodyOf(form);
    setFaults(found);
    if (isFaulty(found)) return;
    const done = ({ campaignId }: Campaign) => {
      forget();
      toast(t("draftSaved"));
      replaceBy("campaign", { id: campaignId });
    };
    if (campaign === null) create.mutate({ body }, { onSuccess: done });
    else
      edit.mutate(
        {
          params: { campaignId: campaign.campaignId },
          body: { version: campaign.version, ...body },
        },
        { onSuccess: done },
      );
  };
  return (
    <View className="staff-columns staff-columns--half">
      <View className="nd-stack">
        <OfferFields
          choices={kinds}
          form={form.offer}
          faultAt={faultAt}
          change={(part) => change({ offer: { ...form.offer, ...part } })}
        />
      </View>
      <View className="nd-stack">
        <Card title={t("nameAndTime")}>
          <View className="nd-stack">
            <Field
              label={t("name")}
              id="campaign-name"
              value={form.name}
              maxLength={40}
              hint={t("campaignNameHint")}
              fault={faultAt("/name")}
              onInput={(name) => change({ name })}
            />
            <Field
              label={t("description")}
              kind="area"
              value={form.description}
              fault={faultAt("/description")}
              onInput={(description) => change({ description })}
            />
            <Between
              label={t("runs")}
              from={form.from}
              until={form.until}
              fault={faultAt("/schedule/until") ?? faultAt("/schedule/from")}
              onChange={change}
            />
            <Labelled label={t("weekdays")} hint={t("weekdaysHint")}>
              <Chips
                choices={(["1", "2", "3", "4", "5", "6", "7"] as const).map((key) => ({
                  key,
                  text: t(`day_${key}`),
                }))}
                chosen={form.weekdays}
                onChoose={(key) => change({ weekdays: turned(form.weekdays, key) })}
              />
            </Labelled>
            <Field
              label={t("monthDays")}
              hint={t("monthDaysHint")}
              value={form.monthDays}
              fault={faultAt("/schedule/monthDays")}
              onInput={(monthDays) => change({ monthDays })}
            />
            <Field
              label={t("budget")}
              id="campaign-budget"
              kind="digit"
              hint={t("budgetHint")}
              value={form.budget}
              fault={faultAt("/budgetFen")}
              onInput={(budget) => change({ budget })}
            />
            <Field
              label={t("priorityOf")}
              hint={t("priorityHint")}
              kind="number"
              value={form.priority}
              fault={faultAt("/priority")}
              onInput={(priority) => change({ priority })}
            />
          </View>
        </Card>
        <Card>
          <View className="nd-stack">
            <Refused error={error} faults={faults} />
            <Button
              look="main"
              isBlock
              id="campaign-save"
              isBusy={create.isPending || edit.isPending}
              onTap={handleSave}
            >
              {t("saveDraft")}
            </Button>
            <View className="nd-note">{t("saveDraftNote")}</View>
          </View>
        </Card>
      </View>
    </View>
  );
}
