import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { staffRefundTexts } from "@/i18n/staff-refunds";
import { endOfId, minuteOf, money } from "@/lib/format";
import { useApi } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty, Failure } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Skeleton } from "@/ui/Skeleton";
import { useStaff } from "../use-staff";
import { DecideRefund } from "./DecideRefund";
import { MendRefund } from "./MendRefund";
import { RefundTags } from "./RefundDesk";
import type { Refund } from "./refund-states";

/** One refund: what was asked, what became of it, and what can be done about it now. */
export function OneRefund({ orderId, refundId }: Readonly<{ orderId: string; refundId: string }>) {
  const t = useTexts(staffRefundTexts);
  const { can } = useStaff();
  const refunds = useApi("GET /v1/staff/refunds", { query: { orderId, limit: 50 } });
  if (refunds.data === undefined)
    return refunds.error === null ? (
      <Skeleton heights={[240, 400]} />
    ) : (
      <Failure error={refunds.error} onRetry={() => void refunds.refetch()} />
    );
  const refund = refunds.data.items.find(({ id }) => id === refundId);
  if (refund === undefined) return <Empty mark="glass" text={t("empty")} />;
  const isStuck = refund.state === "closed" || refund.state === "abnormal";
  return (
    <View className="staff-columns">
      <View className="nd-stack">
        {refund.state === "requested" && <DecideRefund refund={refund} />}
        {isStuck && can("refunds.decide") && <MendRefund refund={refund} />}
        {refund.state !== "requested" && <Facts refund={refund} />}
      </View>
      <View className="nd-stack">
        {refund.state === "requested" && <Facts refund={refund} />}
        <Card>
          <Cell
            title={t("seeOrder")}
            value={endOfId(orderId)}
            onTap={() => go("staffOrder", { orderId })}
          />
        </Card>
      </View>
    </View>
  );
}

function Facts({ refund }: Readonly<{ refund: Refund }>) {
  const t = useTexts(staffRefundTexts);
  const words = useDateWords();
  return (
    <Card>
      <View className="nd-row nd-row--between">
        <RefundTags refund={refund} />
        <Text className="nd-page-title">{money(refund.amountFen)}</Text>
      </View>
      <Cell title={t("askedReason")} value={refund.reason} />
      <Cell title={t("createdAt")} value={minuteOf(refund.createdAt, words)} />
      <Cell title={t("destination")} value={t(refund.destination)} />
      {refund.freightFen > 0 && <Cell title={t("freightSum")} value={money(refund.freightFen)} />}
      {refund.decidedAt !== null && (
        <Cell title={t("decidedAt")} value={minuteOf(refund.decidedAt, words)} />
      )}
      {refund.decisionReason !== null && (
        <Cell title={t("decisionReason")} value={refund.decisionReason} />
      )}
      {refund.lastError !== null && <Cell title={t("lastError")} value={refund.lastError} />}
      {refund.settledAt !== null && (
        <Cell title={t("settledAt")} value={minuteOf(refund.settledAt, words)} />
      )}
    </Card>
  );
}
