import { Text } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { staffRefundTexts } from "@/i18n/staff-refunds";
import { minuteOf, money } from "@/lib/format";
import { useApi } from "@/lib/query";
import { go } from "@/lib/routes";
import { Failure } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import { refundMoods } from "../refunds/refund-states";

/** The refunds of an order; each leads to its own page. */
export function OrderRefunds({ orderId }: Readonly<{ orderId: string }>) {
  const t = useTexts(staffOrderTexts);
  const r = useTexts(staffRefundTexts);
  const words = useDateWords();
  const refunds = useApi("GET /v1/staff/refunds", { query: { orderId, limit: 50 } });
  const body = () => {
    if (refunds.data === undefined)
      return refunds.error === null ? (
        <Skeleton heights={[88]} />
      ) : (
        <Failure error={refunds.error} onRetry={() => void refunds.refetch()} />
      );
    if (refunds.data.items.length === 0) return <Text className="nd-second">{t("noRefunds")}</Text>;
    return refunds.data.items.map((refund) => (
      <Cell
        key={refund.id}
        title={money(refund.amountFen)}
        note={`${refund.reason} · ${minuteOf(refund.createdAt, words)}`}
        value={<Tag text={r(refund.state)} mood={refundMoods[refund.state]} />}
        onTap={() => go("staffRefund", { orderId, refundId: refund.id })}
      />
    ));
  };
  return <Card title={t("refunds")}>{body()}</Card>;
}
