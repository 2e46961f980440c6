import { Text } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import { useTexts } from "@/i18n";
import { uiTexts } from "@/i18n/ui";
import { sentenceOf } from "@/lib/query";
import { Button } from "./Button";
import { Notice } from "./Notice";
import { Sheet } from "./Sheet";

type Props = PropsWithChildren<{
  isOpen: boolean;
  title: string;
  text?: string;
  /** Names what it does: 「退款 ¥35.20」, never 「确定」. */
  action: string;
  isDanger?: boolean;
  isBusy?: boolean;
  isDisabled?: boolean;
  /** What is missing as long as the button is off; that something is, when absent. */
  needs?: string;
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
}>;

/** Asks before what cannot be undone; a refusal stays in it until it is read. */
export function Confirm({
  isOpen,
  title,
  text,
  action,
  isDanger = false,
  isBusy = false,
  isDisabled = false,
  needs,
  error,
  onConfirm,
  onClose,
  children,
}: Readonly<Props>) {
  const t = useTexts(uiTexts);
  return (
    <Sheet isOpen={isOpen} title={title} onClose={onClose}>
      {text !== undefined && <Text>{text}</Text>}
      {children}
      {error !== undefined && error !== null && (
        <Notice mood="bad">{sentenceOf(error, t("away"))}</Notice>
      )}
      <Button
        look={isDanger ? "danger" : "main"}
        isBlock
        isBusy={isBusy}
        isDisabled={isDisabled}
        onTap={onConfirm}
      >
        {action}
      </Button>
      {isDisabled && !isBusy && <Text className="nd-note">{needs ?? t("needs")}</Text>}
      <Button isBlock onTap={onClose}>
        {t("keep")}
      </Button>
    </Sheet>
  );
}
