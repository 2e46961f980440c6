import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts, type Say } from "@/i18n";
import { staffRuleTexts } from "@/i18n/staff-rules";
import { grouped, minuteOf, money } from "@/lib/format";
import { useApi } from "@/lib/query";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Tag } from "@/ui/Tag";
import { useStaffNames } from "../offers/use-staff-names";
import { useStaff } from "../use-staff";
import { PolicyDesk } from "./PolicyDesk";
import { PointsDraft } from "./PointsDraft";
import type { PointsPolicy } from "./points-form";
import "./rules.css";

/** The rules of points: those in force, a draft tried on an example, and the versions there were. */
export function PointsDesk() {
  const { can } = useStaff();
  return (
    <PolicyDesk
      policies={useApi("GET /v1/staff/points/policies")}
      canDraft={can("points.policy")}
      inForce={(newest) => <Rules policy={newest} />}
      draft={(newest, onPublished) => <PointsDraft policy={newest} onPublished={onPublished} />}
      version={(policy) => <Version policy={policy} />}
    />
  );
}

type T = Say<typeof staffRuleTexts>;

const expiryWords = (t: T, expiry: PointsPolicy["expiry"]): string => {
  if (expiry.kind === "never") return t("neverExpires");
  return expiry.kind === "months"
    ? t("expiresAfter", { n: expiry.months, unit: t(`to_${expiry.roundUpTo}`) })
    : t("expiresOn", { day: expiry.monthDay, n: expiry.yearsLater });
};

function Rules({ policy }: Readonly<{ policy: PointsPolicy }>) {
  const t = useTexts(staffRuleTexts);
  const { earning, spending, adjusting } = policy;
  const tiers = useApi("GET /v1/tiers", {}, { isKept: true });
  const whoOf = (fromLevel: number): string => {
    if (fromLevel === 0) return t("everybody");
    const name = tiers.data?.levels.find(({ level }) => level === fromLevel)?.name;
    return name === undefined ? t("fromLevel", { n: fromLevel }) : t("fromTier", { name });
  };
  const times = (bps: number) => t("timesOf", { n: bps / 10_000 });
  return (
    <View className="staff-columns staff-columns--half">
      <Card title={t("earning")} aside={<Tag text={t("version", { n: policy.version })} />}>
        {earning.rates.map(({ fromLevel, milliPerYuan }) => (
          <Cell
            key={fromLevel}
            title={whoOf(fromLevel)}
            value={t("perYuan", { n: milliPerYuan / 1_000 })}
          />
        ))}
        <Cell title={t("pendingDays")} value={t("daysOf", { n: earning.pendingDays })} />
        <Cell title={t("firstOrderBonus")} value={t("pts", { n: earning.firstOrderBonus })} />
        <Cell
          title={t("doubleDays")}
          value={
            earning.doubleDays === null ? t("giftNone") : times(earning.doubleDays.multiplierBps)
          }
        />
        <Cell
          title={t("birthdayMonth")}
          value={
            earning.birthdayMonthBps === 10_000 ? t("giftNone") : times(earning.birthdayMonthBps)
          }
        />
        {earning.categories.length > 0 && (
          <Cell title={t("categories")} value={t("kinds", { n: earning.categories.length })} />
        )}
        {earning.excludedCategoryIds.length > 0 && (
          <Cell
            title={t("excluded")}
            value={t("kinds", { n: earning.excludedCategoryIds.length })}
          />
        )}
      </Card>
      <Card title={t("spendingTitle")}>
        <Cell title={t("expiry")} value={expiryWords(t, policy.expiry)} />
        <Cell title={t("returnGrace")} value={t("daysOf", { n: policy.returnGraceDays })} />
        <Cell
          title={t("spending")}
          value={
            spending === null
              ? t("noSpending")
              : t("spendingIs", {
                  points: grouped(spending.stepPoints),
                  money: money(spending.stepFen),
                  percent: spending.maxBps / 100,
                })
          }
        />
        <Cell title={t("aloneMax")} value={t("pts", { n: grouped(adjusting.aloneMax) })} />
        <Cell title={t("adjustMax")} value={t("pts", { n: grouped(adjusting.max) })} />
      </Card>
    </View>
  );
}

function Version({ policy }: Readonly<{ policy: PointsPolicy }>) {
  const t = useTexts(staffRuleTexts);
  const words = useDateWords();
  const nameOf = useStaffNames();
  return (
    <View className="nd-stack">
      <Text className="nd-strong">
        {t("version", { n: policy.version })} · {nameOf(policy.publishedBy)} ·{" "}
        {minuteOf(policy.publishedAt, words)}
      </Text>
      <Text className="nd-second">{policy.reason}</Text>
      <Rules policy={policy} />
    </View>
  );
}
