import { Text, View } from "@tarojs/components";
import { useEffect, useState } from "react";
import { useTexts } from "@/i18n";
import { staffRefundTexts } from "@/i18n/staff-refunds";
import { Refusal } from "@/lib/api";
import { money } from "@/lib/format";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Confirm } from "@/ui/Confirm";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Switch } from "@/ui/Switch";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import { PreviewTable } from "./PreviewTable";
import type { Refund } from "./refund-states";

const touched = [
  "GET /v1/staff/refunds",
  "GET /v1/staff/orders",
  "GET /v1/staff/orders/:orderId",
  "GET /v1/staff/today",
] as const;

/** Decides what a shopper asked: exactly as previewed, or not at all. */
export function DecideRefund({ refund }: Readonly<{ refund: Refund }>) {
  const t = useTexts(staffRefundTexts);
  const { can } = useStaff();
  const [hasGoodsBack, setGoodsBack] = useState(false);
  const [isChanged, setChanged] = useState(false);
  const [isRejecting, setRejecting] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const preview = useSend("POST /v1/staff/refunds/:refundId/preview");
  const approve = useSend("POST /v1/staff/refunds/:refundId/approve", touched);
  const reject = useSend("POST /v1/staff/refunds/:refundId/reject", touched);
  const params = { refundId: refund.id };
  const show = () => preview.mutate({ params, body: { hasGoodsBack } });
  useEffect(show, [refund.id, hasGoodsBack]);

  const handleApprove = (previewVersion: string) => {
    setChanged(false);
    approve.mutate(
      { params, body: { hasGoodsBack, previewVersion } },
      {
        onSuccess: () => {
          setAsking(false);
          toast(t("approved_"));
        },
        onError: (error) => {
          if (!(error instanceof Refusal) || error.code !== "refund_changed") return;
          setAsking(false);
          setChanged(true);
          show();
        },
      },
    );
  };
  const handleReject = (reason: string) =>
    reject.mutate({ params, body: { reason } }, { onSuccess: () => toast(t("rejectedOk")) });

  const shown = preview.data;
  return (
    <Card title={t("preview")}>
      <View className="nd-stack">
        <Text className="nd-second">{t("previewNote")}</Text>
        <Cell
          title={t("hasGoodsBack")}
          note={t("hasGoodsBackNote")}
          value={<Switch isOn={hasGoodsBack} onChange={setGoodsBack} label={t("hasGoodsBack")} />}
        />
        {shown === undefined && preview.error === null && <Skeleton heights={[88, 88, 240]} />}
        {shown === undefined && preview.error !== null && (
          <Failure error={preview.error} onRetry={show} />
        )}
        {shown !== undefined && <PreviewTable preview={shown} hasGoodsBack={hasGoodsBack} />}
        {isChanged && <Notice mood="warn">{t("changed")}</Notice>}
        {can("refunds.decide") && (
          <>
            {shown !== undefined && (
              <Button
                look="main"
                isBlock
                id="refund-approve"
                isBusy={preview.isPending}
                onTap={() => setAsking(true)}
              >
                {t("approve", { money: money(shown.totalFen) })}
              </Button>
            )}
            <Button look="danger" isBlock id="refund-reject" onTap={() => setRejecting(true)}>
              {t("reject")}
            </Button>
          </>
        )}
      </View>
      <Confirm
        isOpen={isAsking && shown !== undefined}
        title={t("approveTitle")}
        text={t("approveText", { money: money(shown?.totalFen ?? 0) })}
        action={t("approve", { money: money(shown?.totalFen ?? 0) })}
        isBusy={approve.isPending || preview.isPending}
        error={isChanged ? null : approve.error}
        onConfirm={() => {
          if (shown !== undefined) handleApprove(shown.version);
        }}
        onClose={() => setAsking(false)}
      />
      <ReasonSheet
        isOpen={isRejecting}
        title={t("rejectTitle")}
        text={t("rejectText")}
        label={t("reason")}
        action={t("rejectAction")}
        isDanger
        isBusy={reject.isPending}
        error={reject.error}
        onSend={handleReject}
        onClose={() => setRejecting(false)}
      />
    </Card>
  );
}
