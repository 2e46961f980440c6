import { View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { privacyTexts } from "@/i18n/account";
import { grouped } from "@/lib/format";
import { platform } from "@/lib/platform";
import { go } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Confirm } from "@/ui/Confirm";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { useErasure, useExport } from "./use-privacy";
import "./account.css";

/** Taking one's data along, reading the guide, and having everything deleted. */
export function DataCard() {
  const t = useTexts(privacyTexts);
  const file = useExport();
  const [isErasing, setErasing] = useState(false);
  return (
    <Card title={t("data")}>
      <View className="account-item">
        <View className="nd-grow">
          <View>{t("export")}</View>
          <View className="nd-note">{t("exportNote")}</View>
        </View>
        <Button id="privacy-export" isSmall look="soft" isBusy={file.isBusy} onTap={file.save}>
          {t(file.isBusy ? "exporting" : "exportAct")}
        </Button>
      </View>
      {file.fault !== null && <Notice mood="bad">{file.fault}</Notice>}
      {platform.openPrivacyContract !== null && (
        <Cell title={t("contract")} onTap={platform.openPrivacyContract} />
      )}
      <Cell
        id="privacy-erase"
        title={t("erase")}
        note={t("eraseNote")}
        onTap={() => setErasing(true)}
      />
      <Erasure isOpen={isErasing} onClose={() => setErasing(false)} />
    </Card>
  );
}

function Erasure({ isOpen, onClose }: Readonly<{ isOpen: boolean; onClose: () => void }>) {
  const t = useTexts(privacyTexts);
  const [typed, setTyped] = useState("");
  const erasure = useErasure(() => {
    toast(t("erased"));
    go("home");
  });
  const word = t("eraseWord");
  return (
    <Confirm
      isOpen={isOpen}
      title={t("eraseTitle")}
      action={t("eraseAct")}
      isDanger
      isBusy={erasure.isBusy}
      isDisabled={typed.trim() !== word}
      error={erasure.error}
      onConfirm={erasure.erase}
      onClose={() => {
        setTyped("");
        onClose();
      }}
    >
      <View className="nd-stack">
        <View>{t("eraseGone")}</View>
        <View>
          {t("eraseLost", {
            points: t("erasePoints", { points: grouped(erasure.points) }),
          })}
        </View>
        <View>{t("eraseKept")}</View>
        {erasure.unfinished.length > 0 && (
          <Notice mood="bad">
            <View>{t("eraseRefused")}</View>
            {erasure.unfinished.map((what) => (
              <View key={what}>{what}</View>
            ))}
          </Notice>
        )}
        <Field
          id="erase-word"
          label={t("eraseType", { word })}
          value={typed}
          maxLength={10}
          onInput={setTyped}
        />
      </View>
    </Confirm>
  );
}
