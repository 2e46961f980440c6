import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffRefundTexts } from "@/i18n/staff-refunds";
import type { Input } from "@/lib/api";
import { money } from "@/lib/format";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { ReasonSheet } from "../ReasonSheet";
import { useOnce } from "../use-once";
import type { Refund } from "./refund-states";

type Redirect = Input<"POST /v1/staff/refunds/:refundId/redirect">["body"];
type Bank = Extract<Redirect, { destination: "user_card" }>["bankType"];

const banks: readonly Bank[] = [
  "CMB_DEBIT",
  "COMM_DEBIT",
  "ABC_DEBIT",
  "CCB_DEBIT",
  "ICBC_DEBIT",
  "BOC_DEBIT",
  "PAB_DEBIT",
  "SPDB_DEBIT",
  "CITIC_DEBIT",
  "CEB_DEBIT",
  "CMBC_DEBIT",
  "CIB_DEBIT",
  "GDB_DEBIT",
  "PSBC_DEBIT",
  "NBCB_DEBIT",
];

/** Gets a refund going again that WeChat closed or could not deliver. */
export function MendRefund({ refund }: Readonly<{ refund: Refund }>) {
  const t = useTexts(staffRefundTexts);
  const [isOpen, setOpen] = useState(false);
  const isClosed = refund.state === "closed";
  return (
    <Card title={t(refund.state)}>
      <View className="nd-stack">
        <Text>{t(isClosed ? "retryText" : "redirectText")}</Text>
        <Button look="main" isBlock onTap={() => setOpen(true)}>
          {t(isClosed ? "retry" : "redirect")}
        </Button>
      </View>
      {isClosed ? (
        <Retry refund={refund} isOpen={isOpen} onClose={() => setOpen(false)} />
      ) : (
        <Elsewhere refund={refund} isOpen={isOpen} onClose={() => setOpen(false)} />
      )}
    </Card>
  );
}

type Props = { refund: Refund; isOpen: boolean; onClose: () => void };

function Retry({ refund, isOpen, onClose }: Readonly<Props>) {
  const t = useTexts(staffRefundTexts);
  const once = useOnce("ref");
  const retry = useSend("POST /v1/staff/refunds/:refundId/retry", [
    "GET /v1/staff/refunds",
    "GET /v1/staff/orders/:orderId",
  ]);
  const handleSend = (reason: string) =>
    retry.mutate(
      { params: { refundId: refund.id }, body: { newRefundId: once.id(), reason } },
      {
        onSuccess: () => {
          toast(t("retried"));
          onClose();
        },
        onSettled: (_, error) => once.answered(error),
      },
    );
  return (
    <ReasonSheet
      isOpen={isOpen}
      title={t("retryTitle")}
      text={t("retryText")}
      label={t("reason")}
      action={t("directAction", { money: money(refund.amountFen) })}
      isBusy={retry.isPending}
      error={retry.error}
      onSend={handleSend}
      onClose={onClose}
    />
  );
}

function Elsewhere({ refund, isOpen, onClose }: Readonly<Props>) {
  const t = useTexts(staffRefundTexts);
  const [destination, setDestination] = useState<Redirect["destination"]>("user_card");
  const [bankType, setBank] = useState<Bank | null>(null);
  const [bankAccount, setAccount] = useState("");
  const [realName, setName] = useState("");
  const redirect = useSend("POST /v1/staff/refunds/:refundId/redirect", [
    "GET /v1/staff/refunds",
    "GET /v1/staff/orders/:orderId",
  ]);
  const isAccount = /^\d{10,30}$/.test(bankAccount);
  const isCard = destination === "user_card";
  const handleSend = (reason: string) => {
    if (isCard && bankType === null) return;
    redirect.mutate(
      {
        params: { refundId: refund.id },
        body:
          isCard && bankType !== null
            ? { destination: "user_card", bankType, bankAccount, realName: realName.trim(), reason }
            : { destination: "merchant_account", reason },
      },
      {
        onSuccess: () => {
          toast(t("redirected"));
          onClose();
        },
      },
    );
  };
  return (
    <ReasonSheet
      isOpen={isOpen}
      title={t("redirect")}
      label={t("reason")}
      action={t("redirectAction", { money: money(refund.amountFen) })}
      isBusy={redirect.isPending}
      isDisabled={isCard && (bankType === null || !isAccount || realName.trim() === "")}
      error={redirect.error}
      onSend={handleSend}
      onClose={onClose}
    >
      <Chips
        choices={(["user_card", "merchant_account"] as const).map((key) => ({ key, text: t(key) }))}
        chosen={destination}
        onChoose={setDestination}
      />
      {isCard ? (
        <View className="nd-stack">
          <Text className="nd-second">{t("bank")}</Text>
          <Chips
            choices={banks.map((key) => ({ key, text: t(key) }))}
            chosen={bankType}
            onChoose={setBank}
          />
          <Field
            label={t("bankAccount")}
            kind="number"
            value={bankAccount}
            onInput={setAccount}
            maxLength={30}
            fault={bankAccount !== "" && !isAccount ? t("bankAccountHint") : null}
          />
          <Field label={t("realName")} value={realName} onInput={setName} maxLength={30} />
        </View>
      ) : (
        <Notice mood="warn">{t("merchantNote")}</Notice>
      )}
    </ReasonSheet>
  );
}
