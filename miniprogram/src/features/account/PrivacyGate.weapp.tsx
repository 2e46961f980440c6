import { Button as NativeButton, Text } from "@tarojs/components";
import { useDidShow } from "@tarojs/taro";
import { useEffect, useRef, useState } from "react";
import { useTexts } from "@/i18n";
import { gateTexts } from "@/i18n/account";
import { platform } from "@/lib/platform";
import type { PrivacyAnswer } from "@/lib/platform/types";
import { Button } from "@/ui/Button";
import { Sheet } from "@/ui/Sheet";
import { Tap } from "@/ui/Tap";
import "./account.css";

const BUTTON = "privacy-agree";

/**
 * Asks for agreement to the privacy guide when WeChat wants it before something private: put it on every page that asks
 * for a phone, an address or pictures.
 */
export function PrivacyGate() {
  const t = useTexts(gateTexts);
  const asked = useRef<PrivacyAnswer | null>(null);
  const [isOpen, setOpen] = useState(false);
  const listen = () =>
    platform.onPrivacyAsked((answer) => {
      asked.current = answer;
      setOpen(true);
      answer.shown();
    });
  // WeChat knows one listener: that of the page on show.
  useDidShow(listen);
  useEffect(listen, []);

  const close = (answer: (given: PrivacyAnswer) => void) => {
    if (asked.current !== null) answer(asked.current);
    asked.current = null;
    setOpen(false);
  };
  const handleRefuse = () => close((given) => given.refuse());
  return (
    <Sheet isOpen={isOpen} title={t("title")} onClose={handleRefuse}>
      <Text>{t("text")}</Text>
      {platform.openPrivacyContract !== null && (
        <Tap className="nd-link" role="link" onTap={platform.openPrivacyContract}>
          {t("read")}
        </Tap>
      )}
      <NativeButton
        id={BUTTON}
        className="nd-button nd-button--main account-native"
        openType="agreePrivacyAuthorization"
        onAgreePrivacyAuthorization={() => close((given) => given.agree(BUTTON))}
      >
        {t("agree")}
      </NativeButton>
      <Button isBlock onTap={handleRefuse}>
        {t("refuse")}
      </Button>
    </Sheet>
  );
}
