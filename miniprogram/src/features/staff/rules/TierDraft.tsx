import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffRuleTexts } from "@/i18n/staff-rules";
import { Refusal } from "@/lib/api";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { DayPicker } from "../DayRange";
import { Labelled } from "../offers/Labelled";
import { Refused } from "../offers/Refused";
import { isFaulty, turned, useDraft, useFaultAt, type Faults } from "../offers/typed";
import { ReasonSheet } from "../ReasonSheet";
import { LevelFields } from "./LevelFields";
import { bodyOf, emptyLevel, formOf, type LevelForm, type TierPolicy } from "./tier-form";
import { isTaken, TierCosts, TierDifferences, TierMoves } from "./TierPreview";

type Props = { policy: TierPolicy; onPublished: () => void };

/** New rules of tiers: typed, previewed with everything they would change, and only then published. */
export function TierDraft({ policy, onPublished }: Readonly<Props>) {
  const t = useTexts(staffRuleTexts);
  const [form, change, forget] = useDraft("tier-policy", formOf(policy));
  const [faults, setFaults] = useState<Faults | null>(null);
  const [seen, setSeen] = useState<string | null>(null);
  const [acknowledged, setAcknowledged] = useState<readonly string[]>([]);
  const [isPublishing, setPublishing] = useState(false);
  const preview = useSend("POST /v1/staff/tier-policies/preview");
  const costs = useSend("POST /v1/staff/tier-policies/costs");
  const publish = useSend("POST /v1/staff/tier-policies", [
    "GET /v1/staff/tier-policies",
    "GET /v1/tiers",
  ]);
  const at = useFaultAt(faults, preview.error ?? publish.error);
  // Publishing carries the rules inside of its body.
  const faultAt = (pointer: string) => at(pointer) ?? at(`/policy${pointer}`);
  const { body } = bodyOf(form);
  const isSeen = seen === JSON.stringify(body);
  const shown = isSeen ? preview.data : undefined;
  const taken = (shown?.differences ?? []).filter(isTaken);
  const isAllAcknowledged = taken.every(({ name }) => acknowledged.includes(name));
  const isStale = form.basedOn !== policy.version;

  const setLevel = (index: number, part: Partial<LevelForm>) =>
    change({
      levels: form.levels.map((level, at) => (at === index ? { ...level, ...part } : level)),
    });
  const handlePreview = () => {
    const typed = bodyOf(form);
    setFaults(typed.faults);
    publish.reset();
    if (isFaulty(typed.faults)) return;
    setAcknowledged([]);
    preview.mutate({ body: typed.body }, { onSuccess: () => setSeen(JSON.stringify(typed.body)) });
    costs.mutate({ body: typed.body });
  };
  const handlePublish = (reason: string) =>
    publish.mutate(
      {
        body: {
          expectedVersion: form.basedOn,
          policy: body,
          acknowledged: taken.map(({ name }) => name),
          reason,
        },
      },
      {
        onSuccess: () => {
          toast(t("published"));
          forget();
          onPublished();
        },
        onError: (error) => {
          if (error instanceof Refusal && error.code !== "malformed") setPublishing(false);
        },
      },
    );

  const numbers = [
    ["windowMonths", t("window"), t("windowHint")],
    ["termMonths", t("term"), t("termHint")],
    ["graceDays", t("grace"), t("graceHint")],
    ["growthPerYuan", t("growthPerYuan"), t("growthHint")],
  ] as const;
  return (
    <View className="nd-stack">
      {isStale && (
        <Notice mood="warn">
          <View className="nd-stack">
            <Text>{t("stale", { n: policy.version })}</Text>
            <Button isSmall onTap={() => change(formOf(policy))}>
              {t("startAgain")}
            </Button>
          </View>
        </Notice>
      )}
      {shown === undefined && (
        <View className="staff-columns">
          <View className="nd-stack">
            {form.levels.map((level, index) => (
              <LevelFields
                key={index}
                level={level}
                number={index + 1}
                at={`/levels/${index}`}
                faultAt={faultAt}
                onChange={(part) => setLevel(index, part)}
                {...(index === form.levels.length - 1 && index > 0
                  ? { onRemove: () => change({ levels: form.levels.slice(0, -1) }) }
                  : {})}
              />
            ))}
            {faultAt("/levels") !== null && <Notice mood="bad">{faultAt("/levels")}</Notice>}
            {form.levels.length < 10 && (
              <Button
                isBlock
                id="add-level"
                onTap={() => change({ levels: [...form.levels, emptyLevel] })}
              >
                {t("addLevel")}
              </Button>
            )}
          </View>
          <Card title={t("howCounted")}>
            <View className="nd-stack">
              <Labelled
                label={t("effectiveFrom")}
                hint={t("effectiveHint")}
                fault={faultAt("/effectiveFrom")}
              >
                <View className="nd-row">
                  <DayPicker
                    label=""
                    day={form.effectiveFrom}
                    onChange={(effectiveFrom) => change({ effectiveFrom })}
                  />
                </View>
              </Labelled>
              <Field
                label={t("baseName")}
                value={form.baseName}
                maxLength={12}
                fault={faultAt("/baseName")}
                onInput={(baseName) => change({ baseName })}
              />
              {numbers.map(([key, label, hint]) => (
                <Field
                  key={key}
                  label={label}
                  hint={hint}
                  kind="number"
                  id={`tier-${key}`}
                  value={form[key]}
                  fault={faultAt(`/${key}`)}
                  onInput={(value) => change({ [key]: value })}
                />
              ))}
              <Refused error={preview.error} faults={faults} />
              <Button
                look="main"
                isBlock
                id="tier-preview"
                isBusy={preview.isPending}
                onTap={handlePreview}
              >
                {t("preview")}
              </Button>
              <Button isBlock onTap={() => change(formOf(policy))}>
                {t("startAgain")}
              </Button>
            </View>
          </Card>
        </View>
      )}
      {shown !== undefined && (
        <>
          <View className="staff-columns staff-columns--half">
            <TierDifferences
              differences={shown.differences}
              acknowledged={acknowledged}
              onTurn={(name) => setAcknowledged(turned(acknowledged, name))}
            />
            <TierMoves preview={shown} policy={policy} draft={body} />
          </View>
          <TierCosts costs={costs.data} error={costs.error} />
          <Card>
            <View className="nd-stack">
              {!isAllAcknowledged && <Notice mood="warn">{t("acknowledgeAll")}</Notice>}
              <Refused error={publish.error} />
              <Button
                look="main"
                isBlock
                id="tier-publish"
                isDisabled={!isAllAcknowledged || isStale}
                onTap={() => setPublishing(true)}
              >
                {t("publish")}
              </Button>
              <Button isBlock id="tier-edit" onTap={() => setSeen(null)}>
                {t("editAgain")}
              </Button>
            </View>
          </Card>
        </>
      )}
      <ReasonSheet
        isOpen={isPublishing}
        title={t("publish")}
        text={t("publishText")}
        label={t("why")}
        action={t("publish")}
        isBusy={publish.isPending}
        error={publish.error}
        onSend={handlePublish}
        onClose={() => setPublishing(false)}
      />
    </View>
  );
}
