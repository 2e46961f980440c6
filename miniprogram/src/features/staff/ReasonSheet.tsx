import { useState, type PropsWithChildren } from "react";
import { useTexts } from "@/i18n";
import { uiTexts } from "@/i18n/ui";
import { Confirm } from "@/ui/Confirm";
import { Field } from "@/ui/Field";

type Props = PropsWithChildren<{
  isOpen: boolean;
  title: string;
  text?: string;
  /** What the reason is called: 原因. */
  label: string;
  /** Names what it does. */
  action: string;
  maxLength?: number;
  isDanger?: boolean;
  isBusy: boolean;
  isDisabled?: boolean;
  /** Why it is off for another cause than the reason. */
  needs?: string;
  error: unknown;
  onSend: (reason: string) => void;
  onClose: () => void;
}>;

/** Asks why before something is done that others will read about. */
export function ReasonSheet({
  label,
  maxLength = 200,
  isDisabled = false,
  needs,
  onSend,
  children,
  ...shared
}: Readonly<Props>) {
  const t = useTexts(uiTexts);
  const [reason, setReason] = useState("");
  return (
    <Confirm
      {...shared}
      isDisabled={isDisabled || reason.trim() === ""}
      {...(isDisabled ? needs !== undefined && { needs } : { needs: t("needsOf", { label }) })}
      onConfirm={() => onSend(reason.trim())}
    >
      {children}
      <Field
        label={label}
        id="staff-reason"
        kind="area"
        value={reason}
        onInput={setReason}
        maxLength={maxLength}
      />
    </Confirm>
  );
}
