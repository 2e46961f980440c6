import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffRuleTexts } from "@/i18n/staff-rules";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { Refused } from "../offers/Refused";
import { isFaulty, useDraft, useFaultAt, type Faults } from "../offers/typed";
import { ReasonSheet } from "../ReasonSheet";
import { PointsExample } from "./PointsExample";
import { EarningFields, SpendingFields } from "./PointsFields";
import { pointsFormOf, rulesOf, type PointsPolicy } from "./points-form";

type Props = { policy: PointsPolicy; onPublished: () => void };

/** New rules of points: typed, tried on a purchase, and published with a reason. */
export function PointsDraft({ policy, onPublished }: Readonly<Props>) {
  const t = useTexts(staffRuleTexts);
  const [form, change, forget] = useDraft("points-policy", pointsFormOf(policy));
  const [faults, setFaults] = useState<Faults | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [isPublishing, setPublishing] = useState(false);
  const publish = useSend("POST /v1/staff/points/policies", [
    "GET /v1/staff/points/policies",
    "GET /v1/points/rules",
  ]);
  const at = useFaultAt(faults, publish.error ?? error);
  const faultAt = (pointer: string) => at(pointer) ?? at(`/rules${pointer}`);
  const isStale = form.basedOn !== policy.version;
  const ready = () => {
    const typed = rulesOf(form);
    setFaults(typed.faults);
    setError(null);
    publish.reset();
    return isFaulty(typed.faults) ? null : typed.rules;
  };
  const handlePublish = (reason: string) => {
    const rules = ready();
    if (rules === null) return;
    publish.mutate(
      { body: { expectedVersion: form.basedOn, rules, reason } },
      {
        onSuccess: () => {
          toast(t("published"));
          forget();
          onPublished();
        },
      },
    );
  };
  return (
    <View className="nd-stack">
      {isStale && (
        <Notice mood="warn">
          <Text>{t("stale", { n: policy.version })}</Text>
        </Notice>
      )}
      <View className="staff-columns staff-columns--half">
        <EarningFields form={form} change={change} faultAt={faultAt} />
        <View className="nd-stack">
          <SpendingFields form={form} change={change} faultAt={faultAt} />
          <PointsExample ready={ready} onError={setError} />
          <Card>
            <View className="nd-stack">
              <Refused error={publish.error} faults={faults} />
              <Button
                look="main"
                isBlock
                id="points-publish"
                isDisabled={isStale}
                onTap={() => {
                  if (ready() !== null) setPublishing(true);
                }}
              >
                {t("publish")}
              </Button>
              <Button isBlock onTap={() => change(pointsFormOf(policy))}>
                {t("startAgain")}
              </Button>
            </View>
          </Card>
        </View>
      </View>
      <ReasonSheet
        isOpen={isPublishing}
        title={t("publish")}
        text={t("publishPointsText")}
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
