import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { staffRefundTexts } from "@/i18n/staff-refunds";
import { dayOf, grouped, money } from "@/lib/format";
import { Cell } from "@/ui/Cell";
import { Notice } from "@/ui/Notice";
import { Tag } from "@/ui/Tag";
import { roleOf } from "@/ui/role";
import type { Preview } from "./refund-states";

/** Everything a refund does: what goes back, and before and after side by side. */
export function PreviewTable({
  preview,
  hasGoodsBack,
}: Readonly<{ preview: Preview; hasGoodsBack: boolean }>) {
  const t = useTexts(staffRefundTexts);
  const { points, standing, order } = preview;
  const count = (value: number) => t("points", { count: grouped(value) });
  const returned = points.returned.reduce((sum, part) => sum + part.points, 0);
  const taken = points.takenPending + points.takenAvailable;
  const rows: readonly (readonly [string, string, string])[] = [
    [t("refundedAll"), money(order.refundedFen - preview.totalFen), money(order.refundedFen)],
    [
      t("pointsLeft"),
      count(
        points.balanceAfter.available - returned + points.takenAvailable + points.expiredAtOnce,
      ),
      count(points.balanceAfter.available),
    ],
    ...(points.takenPending > 0
      ? ([
          [
            t("pointsPending"),
            count(points.balanceAfter.pending + points.takenPending),
            count(points.balanceAfter.pending),
          ],
        ] as const)
      : []),
    ...(points.balanceAfter.debt > 0 || points.newDebt > 0
      ? ([
          [
            t("pointsDebt"),
            count(points.balanceAfter.debt - points.newDebt + points.repaidDebt),
            count(points.balanceAfter.debt),
          ],
        ] as const)
      : []),
    [t("tier"), standing.before.tierName, standing.after.tierName],
    [t("growth"), grouped(standing.before.growth), grouped(standing.after.growth)],
  ];
  return (
    <View className="nd-stack">
      <View>
        {preview.lines.map((line) => (
          <Cell
            key={line.lineId}
            title={`${line.title} × ${line.quantity}`}
            note={
              line.restockQuantity > 0
                ? `${t(hasGoodsBack ? "restock" : "restockUnsent")} ${t("units", { count: line.restockQuantity })}`
                : ""
            }
            value={line.isGift ? <Tag text={t("giftBack")} mood="warn" /> : money(line.refundFen)}
          />
        ))}
        {preview.freightFen > 0 && (
          <Cell title={t("freightSum")} value={money(preview.freightFen)} />
        )}
        <Cell
          title={<Text className="nd-strong">{t("totalBack")}</Text>}
          value={<Text className="nd-strong">{money(preview.totalFen)}</Text>}
        />
        {returned > 0 && <Cell title={t("pointsReturned")} value={count(returned)} />}
        {points.expiredAtOnce > 0 && (
          <Cell title={t("pointsExpired")} value={count(points.expiredAtOnce)} />
        )}
        {taken > 0 && <Cell title={t("pointsTaken")} value={count(-taken)} />}
        <Coupons preview={preview} />
      </View>
      <View className="staff-compare" {...roleOf("table")}>
        <View className="staff-compare__row nd-note" {...roleOf("row")}>
          {[t("item"), t("before"), t("after")].map((word) => (
            <Text key={word} {...roleOf("columnheader")}>
              {word}
            </Text>
          ))}
        </View>
        {rows.map(([name, before, after]) => (
          <View key={name} className="staff-compare__row" {...roleOf("row")}>
            <Text {...roleOf("rowheader")}>{name}</Text>
            <Text {...roleOf("cell")}>{before}</Text>
            <Text className={before === after ? "" : "nd-strong"} {...roleOf("cell")}>
              {after}
            </Text>
          </View>
        ))}
      </View>
      {standing.isDowngraded && <Notice mood="warn">{t("downgraded")}</Notice>}
    </View>
  );
}

function Coupons({ preview }: Readonly<{ preview: Preview }>) {
  const t = useTexts(staffRefundTexts);
  const words = useDateWords();
  return (
    <>
      {preview.coupons.map((coupon) => (
        <Cell
          key={coupon.couponId}
          title={t("coupon")}
          note={coupon.reason ?? ""}
          value={
            coupon.outcome === "returned"
              ? t("couponReturned", { day: dayOf(coupon.until, words) })
              : t(coupon.outcome === "expired" ? "couponExpired" : "couponKept")
          }
        />
      ))}
    </>
  );
}
