import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { staffRuleTexts } from "@/i18n/staff-rules";
import { dayOf, grouped, minuteOf } from "@/lib/format";
import { useApi } from "@/lib/query";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Tag } from "@/ui/Tag";
import { useStaffNames } from "../offers/use-staff-names";
import { useStaff } from "../use-staff";
import { PolicyDesk } from "./PolicyDesk";
import { TierDraft } from "./TierDraft";
import type { TierPolicy } from "./tier-form";
import "./rules.css";

/** The rules of tiers: those in force, a draft with all it would change, and the versions there were. */
export function TierDesk() {
  const { can } = useStaff();
  return (
    <PolicyDesk
      policies={useApi("GET /v1/staff/tier-policies")}
      canDraft={can("tiers.publish")}
      inForce={(newest) => <OnePolicy policy={newest} />}
      draft={(newest, onPublished) => <TierDraft policy={newest} onPublished={onPublished} />}
      version={(policy) => <Version policy={policy} />}
    />
  );
}

function OnePolicy({ policy }: Readonly<{ policy: TierPolicy }>) {
  const t = useTexts(staffRuleTexts);
  const words = useDateWords();
  return (
    <View className="staff-columns">
      <Card title={t("ladder")} aside={<Tag text={t("version", { n: policy.version })} />}>
        <Ladder policy={policy} />
      </Card>
      <Card title={t("howCounted")}>
        <Cell title={t("effectiveFrom")} value={dayOf(policy.effectiveFrom, words)} />
        <Cell title={t("growthPerYuan")} value={t("growth", { n: policy.growthPerYuan })} />
        <Cell title={t("window")} value={t("months", { n: policy.windowMonths })} />
        <Cell title={t("term")} value={t("months", { n: policy.termMonths })} />
        <Cell title={t("grace")} value={t("daysOf", { n: policy.graceDays })} />
      </Card>
    </View>
  );
}

function Ladder({ policy }: Readonly<{ policy: TierPolicy }>) {
  const t = useTexts(staffRuleTexts);
  return (
    <View>
      <Cell title={policy.baseName} note={t("base")} value={t("needNone")} />
      {policy.levels.map((level) => (
        <Cell
          key={level.level}
          title={level.name}
          note={<Benefits level={level} />}
          value={t("need", { n: grouped(level.threshold) })}
        />
      ))}
    </View>
  );
}

function Benefits({ level }: Readonly<{ level: TierPolicy["levels"][number] }>) {
  const t = useTexts(staffRuleTexts);
  const { hasFreeFreight, giftNote, birthdayGift, servicePriority } = level.benefits;
  const said = [
    ...(hasFreeFreight ? [t("freeFreight")] : []),
    ...(giftNote === null ? [] : [giftNote]),
    ...(birthdayGift === null
      ? []
      : [
          t("birthdayIs", {
            what: birthdayGift.kind === "text" ? birthdayGift.text : t("aCoupon"),
          }),
        ]),
    ...(servicePriority === 0 ? [] : [t("priorityIs", { n: servicePriority })]),
  ];
  return <Text>{said.length === 0 ? t("noBenefits") : said.join(" · ")}</Text>;
}

function Version({ policy }: Readonly<{ policy: TierPolicy }>) {
  const t = useTexts(staffRuleTexts);
  const words = useDateWords();
  const nameOf = useStaffNames();
  return (
    <Card title={t("version", { n: policy.version })}>
      <View className="nd-stack">
        <Text className="nd-second">
          {nameOf(policy.publishedBy)} · {minuteOf(policy.publishedAt, words)}
        </Text>
        <Text>{policy.reason}</Text>
        <Text className="nd-note">
          {t("versionNote", {
            day: dayOf(policy.effectiveFrom, words),
            window: policy.windowMonths,
            term: policy.termMonths,
            grace: policy.graceDays,
          })}
        </Text>
        <Ladder policy={policy} />
      </View>
    </Card>
  );
}
