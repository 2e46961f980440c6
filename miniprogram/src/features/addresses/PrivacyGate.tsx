import { View } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import { useTexts } from "@/i18n";
import { addressTexts } from "@/i18n/addresses";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import type { usePrivacyGate } from "./use-addresses";

type Props = PropsWithChildren<{ gate: ReturnType<typeof usePrivacyGate> }>;

/** What is private stands behind it until the shopper has agreed. */
export function PrivacyGate({ gate, children }: Readonly<Props>) {
  const t = useTexts(addressTexts);
  if (gate.state === "agreed") return <>{children}</>;
  if (gate.state === "asking") return <Skeleton heights={[160]} />;
  return (
    <Notice mood="warn">
      <View className="nd-stack">
        <View>{t("privacyNeeded")}</View>
        <Button look="soft" onTap={gate.ask}>
          {t("privacyAct")}
        </Button>
      </View>
    </Notice>
  );
}
