import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import type { Input } from "@/lib/api";
import { dayAfter, grouped, money, today } from "@/lib/format";
import { useApi, useSend } from "@/lib/query";
import { replaceBy } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { useOnce } from "../use-once";
import { useStaff } from "../use-staff";
import { Between } from "./Between";
import { BudgetBar } from "./CodeBudgets";
import { beginOf, endOf } from "./days";
import { Labelled } from "./Labelled";
import { PickMember } from "./PickMember";
import { PickTemplate, useTemplate } from "./PickTemplate";
import { Refused } from "./Refused";
import { isFaulty, reader, useDraft, useFaultAt, type Faults } from "./typed";

type Body = Input<"POST /v1/staff/code-batches">["body"];

const initial = () => ({
  templateId: null as string | null,
  kind: "vanity" as "single" | "vanity",
  code: "",
  total: "100",
  perMember: "1",
  count: "100",
  memberId: null as string | null,
  purpose: "",
  from: today(),
  until: dayAfter(today(), 29),
});

type Form = ReturnType<typeof initial>;

function bodyOf(form: Form): { body: Omit<Body, "batchId">; faults: Faults } {
  const read = reader();
  const body = {
    templateId: read.chosen("/templateId", form.templateId),
    codes:
      form.kind === "single"
        ? { kind: "single" as const, count: read.whole("/codes/count", form.count, 1) }
        : {
            kind: "vanity" as const,
            code: read.words("/codes/code", form.code),
            total: read.whole("/codes/total", form.total, 1),
            perMember: read.whole("/codes/perMember", form.perMember, 1),
          },
    purpose: read.words("/purpose", form.purpose),
    memberId: form.memberId,
    from: beginOf(form.from),
    until: endOf(form.until),
  };
  return { body, faults: read.faults };
}

/** Issues promo codes: which coupon they bring, one readable code or many drawn ones, for whom, and why. */
export function NewBatch() {
  const t = useTexts(staffOfferTexts);
  const { can } = useStaff();
  const once = useOnce("pcb");
  const [form, change, forget] = useDraft("code-batch", initial());
  const [faults, setFaults] = useState<Faults | null>(null);
  const send = useSend("POST /v1/staff/code-batches", [
    "GET /v1/staff/code-batches",
    "GET /v1/staff/code-budgets",
    "GET /v1/staff/me/code-budget",
  ]);
  const template = useTemplate(form.templateId);
  const budget = useApi("GET /v1/staff/me/code-budget").data;
  const faultAt = useFaultAt(faults, send.error);
  const counted = Number(form.kind === "single" ? form.count : form.total);
  const maximumFen =
    template === null || !Number.isInteger(counted) ? null : counted * template.faceFen;

  const handleSend = () => {
    const { body, faults: found } = bodyOf(form);
    setFaults(found);
    if (isFaulty(found)) return;
    send.mutate(
      { body: { batchId: once.id(), ...body } },
      {
        onSuccess: ({ batchId, state }) => {
          forget();
          toast(t(state === "active" ? "codesReady" : "codesWait"));
          replaceBy("codeBatch", { id: batchId });
        },
        onSettled: (_, error) => once.answered(error),
      },
    );
  };

  return (
    <View className="staff-columns">
      <View className="nd-stack">
        <Card title={t("whatCode")}>
          <View className="nd-stack">
            <Labelled label={t("codeTemplate")} fault={faultAt("/templateId")}>
              <PickTemplate
                way="isByCode"
                chosen={form.templateId}
                onChoose={(templateId) => change({ templateId })}
              />
            </Labelled>
            <Labelled
              label={t("codeKind")}
              hint={t(form.kind === "single" ? "singleHint" : "vanityHint")}
            >
              <Chips
                choices={[
                  { key: "vanity", text: t("vanity") },
                  { key: "single", text: t("single") },
                ]}
                chosen={form.kind}
                onChoose={(kind) => change({ kind })}
              />
            </Labelled>
            {form.kind === "single" ? (
              <Field
                label={t("count")}
                id="code-count"
                kind="number"
                value={form.count}
                hint={t("countHint")}
                fault={faultAt("/codes/count")}
                onInput={(count) => change({ count })}
              />
            ) : (
              <>
                <Field
                  label={t("vanityCode")}
                  id="code-word"
                  value={form.code}
                  maxLength={20}
                  placeholder={t("vanityPlaceholder")}
                  hint={t("vanityCodeHint")}
                  fault={faultAt("/codes/code")}
                  onInput={(code) => change({ code })}
                />
                <Field
                  label={t("total")}
                  id="code-total"
                  kind="number"
                  value={form.total}
                  fault={faultAt("/codes/total")}
                  onInput={(total) => change({ total })}
                />
                <Field
                  label={t("perMember")}
                  kind="number"
                  value={form.perMember}
                  fault={faultAt("/codes/perMember")}
                  onInput={(perMember) => change({ perMember })}
                />
              </>
            )}
          </View>
        </Card>
        <Card title={t("whoAndWhen")}>
          <View className="nd-stack">
            <Between
              label={t("usableDays")}
              from={form.from}
              until={form.until}
              fault={faultAt("/until")}
              onChange={change}
            />
            {can("members.read") && (
              <Labelled label={t("boundMember")} fault={faultAt("/memberId")}>
                <PickMember
                  memberId={form.memberId}
                  nobody={t("forAnybody")}
                  onChange={(memberId) => change({ memberId })}
                />
              </Labelled>
            )}
            <Field
              label={t("purpose")}
              id="code-purpose"
              kind="area"
              value={form.purpose}
              hint={t("purposeHint")}
              fault={faultAt("/purpose")}
              onInput={(purpose) => change({ purpose })}
            />
          </View>
        </Card>
      </View>
      <Card title={t("cost")}>
        <View className="nd-stack">
          <Text className="staff-figure">{maximumFen === null ? "—" : money(maximumFen)}</Text>
          <Text className="nd-second">
            {template === null || maximumFen === null
              ? t("costUnknown")
              : t("costWords", { n: grouped(counted), money: money(template.faceFen) })}
          </Text>
          {budget?.monthlyFen === 0 && <Notice mood="warn">{t("noOwnBudget")}</Notice>}
          {budget !== undefined && budget.monthlyFen > 0 && (
            <BudgetBar budget={budget} planFen={maximumFen ?? 0} />
          )}
          <Refused error={send.error} faults={faults} />
          <Button look="main" isBlock id="issue-codes" isBusy={send.isPending} onTap={handleSend}>
            {t("issueCodes")}
          </Button>
          <Text className="nd-note">{t("issueNote")}</Text>
        </View>
      </Card>
    </View>
  );
}
