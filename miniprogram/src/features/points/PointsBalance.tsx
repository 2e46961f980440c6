import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { pointsTexts } from "@/i18n/points";
import { dayOf, grouped, money } from "@/lib/format";
import { go } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Notice } from "@/ui/Notice";
import type { PointsAccount } from "./use-points";
import "./points.css";

/** What one has, what is on its way, what is on hold, what is owed and what is soon over: each with its day or why. */
export function PointsBalance({ account }: Readonly<{ account: PointsAccount }>) {
  const t = useTexts(pointsTexts);
  const words = useDateWords();
  const { available, pending, held, debt, valueFen, expiringSoon, pendingLots, buckets } = account;
  const later = buckets.filter(
    ({ expiresOn }) => !expiringSoon.some((part) => part.expiresOn === expiresOn),
  );
  return (
    <>
      <View className="points-hero">
        <View className="nd-grow">
          <Text className="points-hero__word">{t("available")}</Text>
          <View className="points-hero__number">{grouped(available)}</View>
          <Text className="points-hero__word">
            {valueFen > 0 ? t("worth", { money: money(valueFen) }) : t("notMoney")}
          </Text>
        </View>
        <Button look="main" isSmall onTap={() => go("mall")}>
          {t("toMall")}
        </Button>
      </View>
      {debt > 0 && (
        <Notice mood="warn">
          {`${t("debt")} ${t("n", { n: grouped(debt) })}：${t("debtNote")}`}
        </Notice>
      )}
      {expiringSoon.map(({ expiresOn, points }) => (
        <Notice key={expiresOn ?? ""} mood="warn">
          {`${t("n", { n: grouped(points) })} ${t("expiring", { day: dayOf(expiresOn ?? "", words) })}，${t("expiringNote")}`}
        </Notice>
      ))}
      {(pending > 0 || held > 0 || later.length > 0) && (
        <Card>
          {pending > 0 && (
            <Cell
              title={t("pending")}
              note={t("pendingNote")}
              value={t("n", { n: grouped(pending) })}
            />
          )}
          {pendingLots.map(({ orderId, points, activatesOn }) => (
            <Cell
              key={`${orderId ?? ""}${activatesOn}`}
              title={
                <Text className="nd-second">
                  {t("pendingRow", { day: dayOf(activatesOn, words) })}
                </Text>
              }
              value={`+${t("n", { n: grouped(points) })}`}
              {...(orderId === null ? {} : { onTap: () => go("order", { orderId }) })}
            />
          ))}
          {held > 0 && (
            <Cell title={t("held")} note={t("heldNote")} value={t("n", { n: grouped(held) })} />
          )}
          {later.map(({ expiresOn, points }) => (
            <Cell
              key={expiresOn ?? "ever"}
              title={
                expiresOn === null
                  ? t("lotForever")
                  : t("lotUntil", { day: dayOf(expiresOn, words) })
              }
              value={t("n", { n: grouped(points) })}
            />
          ))}
        </Card>
      )}
    </>
  );
}
