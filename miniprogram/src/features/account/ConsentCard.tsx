import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { privacyTexts } from "@/i18n/account";
import { when } from "@/lib/format";
import { sentenceOf } from "@/lib/query";
import { Failure } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Confirm } from "@/ui/Confirm";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Switch } from "@/ui/Switch";
import { useConsents, useDecide, type Consent } from "./use-privacy";
import "./account.css";

/** Everything one can agree to, with its very text; withdrawing is as easy as agreeing. */
export function ConsentCard() {
  const t = useTexts(privacyTexts);
  const consents = useConsents();
  const { decide, isBusy, error } = useDecide();
  const [leaving, setLeaving] = useState<Consent | null>(null);
  const handleChange = (consent: Consent, isGranted: boolean) => {
    if (consent.purpose === "membership" && !isGranted) setLeaving(consent);
    else decide(consent, isGranted);
  };
  return (
    <Card title={t("consents")}>
      {consents.isPending && <Skeleton heights={[140, 140, 140]} />}
      {consents.error !== null && consents.data === undefined && (
        <Failure error={consents.error} onRetry={() => void consents.refetch()} />
      )}
      {(consents.data?.items ?? []).map((consent) => (
        <View key={consent.purpose} className="account-item">
          <View className="nd-grow">
            <View className="nd-strong">{consent.title}</View>
            <View className="nd-second">{consent.text}</View>
            <Decided consent={consent} />
          </View>
          <Switch
            isOn={consent.isGranted}
            label={t("consentOf", { title: consent.title })}
            isDisabled={isBusy}
            onChange={(isGranted) => handleChange(consent, isGranted)}
          />
        </View>
      ))}
      {error !== null && <Notice mood="bad">{sentenceOf(error, t("away"))}</Notice>}
      <Confirm
        isOpen={leaving !== null}
        title={t("withdrawTitle")}
        text={t("withdrawText")}
        action={t("withdrawAct")}
        isDanger
        isBusy={isBusy}
        error={error}
        onConfirm={() => {
          if (leaving !== null) decide(leaving, false, () => setLeaving(null));
        }}
        onClose={() => setLeaving(null)}
      />
    </Card>
  );
}

function Decided({ consent }: Readonly<{ consent: Consent }>) {
  const t = useTexts(privacyTexts);
  const words = useDateWords();
  const { decidedAt, decidedVersion, version, isGranted } = consent;
  const isOutdated = !isGranted && decidedVersion !== null && decidedVersion !== version;
  return (
    <View className="nd-note">
      <Text>{t("version", { version })}</Text>
      <Text>{" · "}</Text>
      <Text>
        {decidedAt === null
          ? t("never")
          : isOutdated
            ? t("changedSince")
            : t(isGranted ? "granted" : "withdrawn", { when: when(decidedAt, words) })}
      </Text>
    </View>
  );
}
