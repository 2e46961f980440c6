import { Text, View } from "@tarojs/components";
import type { ReactNode } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { refundTexts } from "@/i18n/refunds";
import type { Answer } from "@/lib/api";
import { dayOf, grouped, money } from "@/lib/format";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { Price } from "@/ui/Price";
import { roleOf } from "@/ui/role";
import { rowsOf } from "./preview-rows";
import type { Preview, RefundOrder } from "./use-refund";
import "./refunds.css";

type Props = {
  order: RefundOrder;
  preview: Preview;
  points: Answer<"GET /v1/me/points"> | null;
  /** It is of an earlier choice, and a newer one is being worked out. */
  isStale: boolean;
};

/** Everything that a refund does, before it is asked for: what comes back, what changes, what stays and why. */
export function RefundPreview({ order, preview, points, isStale }: Readonly<Props>) {
  const t = useTexts(refundTexts);
  return (
    <Card title={t("preview")} className={isStale ? "refunds-stale" : ""}>
      <Back order={order} preview={preview} />
      <Table rows={rowsOf(order, preview, points, t)} />
      <View className="nd-stack">
        {preview.points.newDebt > 0 && <Notice mood="warn">{t("debtNote")}</Notice>}
        {preview.standing.isDowngraded && (
          <Notice mood="warn">{t("downgraded", { tier: preview.standing.before.tierName })}</Notice>
        )}
      </View>
    </Card>
  );
}

function Row({ name, children }: Readonly<{ name: string; children: ReactNode }>) {
  return (
    <View className="refunds-back__row">
      <Text className="nd-second">{name}</Text>
      <View>{children}</View>
    </View>
  );
}

function Back({ order, preview }: Readonly<Pick<Props, "order" | "preview">>) {
  const t = useTexts(refundTexts);
  const words = useDateWords();
  const { points } = preview;
  const taken = points.takenPending + points.takenAvailable;
  const gifts = preview.lines.filter(({ isGift }) => isGift);
  const isFreightKept = order.freightFen > 0 && preview.freightFen === 0;
  return (
    <View className="refunds-back">
      <Row name={t("youGet")}>
        <Price fen={preview.totalFen} look="large" />
      </Row>
      {preview.freightFen > 0 && (
        <>
          <Row name={t("goods")}>{money(preview.goodsFen)}</Row>
          <Row name={t("freight")}>{money(preview.freightFen)}</Row>
        </>
      )}
      {preview.tenders.map(({ tender, amountFen }) =>
        tender === "none" ? (
          <Text key={tender} className="nd-note">
            {t("toNothing")}
          </Text>
        ) : (
          <Row key={tender} name={t("toWechat")}>
            {money(amountFen)}
          </Row>
        ),
      )}
      {isFreightKept && (
        <Text className="nd-note">{t("freightStays", { sum: money(order.freightFen) })}</Text>
      )}
      {points.returned.map((part) => (
        <Row key={part.expiresOn ?? "always"} name={t("pointsBack")}>
          {part.expiresOn === null
            ? t("pointsBackAlways", { count: grouped(part.points) })
            : t("pointsBackUntil", {
                count: grouped(part.points),
                day: dayOf(part.expiresOn, words),
              })}
        </Row>
      ))}
      {points.expiredAtOnce > 0 && (
        <Text className="nd-note">{t("pointsGone", { count: grouped(points.expiredAtOnce) })}</Text>
      )}
      {taken > 0 && (
        <Row name={t("pointsTaken")}>{t("points", { count: `−${grouped(taken)}` })}</Row>
      )}
      {preview.coupons.map(({ couponId, outcome, until, reason }) => (
        <Row key={couponId} name={t("coupons")}>
          {outcome === "returned" && t("couponReturned", { day: dayOf(until, words) })}
          {outcome === "expired" && t("couponExpired")}
          {outcome === "kept" &&
            (reason === null ? t("couponKeptPlain") : t("couponKept", { reason }))}
        </Row>
      ))}
      {gifts.length > 0 && (
        <Notice mood="info">
          <View className="nd-strong">{t("gifts")}</View>
          {gifts.map(({ lineId, title, quantity }) => (
            <View key={lineId}>{t("giftOf", { title, count: quantity })}</View>
          ))}
          <View>{t("giftNote")}</View>
        </Notice>
      )}
    </View>
  );
}

function Table({ rows }: Readonly<{ rows: ReturnType<typeof rowsOf> }>) {
  const t = useTexts(refundTexts);
  const cell = "refunds-table__cell";
  return (
    <View className="refunds-table" {...roleOf("table", { "aria-label": t("preview") })}>
      <View className={`${cell} ${cell}--head ${cell}--name`} />
      <View className={`${cell} ${cell}--head`}>{t("before")}</View>
      <View className={`${cell} ${cell}--head`}>{t("after")}</View>
      {rows.map(({ name, before, after, isSame }, at) => {
        const last = at === rows.length - 1 ? ` ${cell}--last` : "";
        return [
          <View key={`${name} name`} className={`${cell} ${cell}--name${last}`}>
            {name}
          </View>,
          <View key={`${name} before`} className={`${cell}${last}`}>
            {before}
          </View>,
          <View
            key={`${name} after`}
            className={`${cell}${last}${isSame ? "" : ` ${cell}--changed`}`}
          >
            {after}
          </View>,
        ];
      })}
    </View>
  );
}
