import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffRuleTexts } from "@/i18n/staff-rules";
import { useApi } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { Labelled } from "../offers/Labelled";
import { useCategoryNames, PickCategories } from "../offers/PickCategories";
import { turned, type FaultAt } from "../offers/typed";
import type { PointsForm } from "./points-form";

type Props = Readonly<{
  form: PointsForm;
  change: (part: Partial<PointsForm>) => void;
  faultAt: FaultAt;
}>;

/** How purchases bring points. */
export function EarningFields({ form, change, faultAt }: Props) {
  const t = useTexts(staffRuleTexts);
  const nameOf = useCategoryNames();
  const tiers = useApi("GET /v1/tiers", {}, { isKept: true });
  const levelHint = (typed: string): string => {
    const levels = tiers.data?.levels ?? [];
    const one = levels.find(({ level }) => String(level) === typed.trim()) ?? levels[0];
    return one === undefined ? "" : t("whoFromHint", { n: one.level, name: one.name });
  };
  const setRate = (index: number, part: Partial<PointsForm["rates"][number]>) =>
    change({ rates: form.rates.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <Card title={t("earning")}>
      <View className="nd-stack">
        {form.rates.map((rate, index) => (
          <View key={index} className="staff-rules__pair">
            {index === 0 ? (
              <Labelled label={t("who")}>
                <Text className="staff-rules__fixed">{t("everybody")}</Text>
              </Labelled>
            ) : (
              <Field
                label={t("whoFrom")}
                kind="number"
                hint={levelHint(rate.fromLevel)}
                value={rate.fromLevel}
                fault={faultAt(`/earning/rates/${index}/fromLevel`)}
                onInput={(fromLevel) => setRate(index, { fromLevel })}
              />
            )}
            <Field
              label={t("ratePerYuan")}
              kind="digit"
              id={`rate-${index}`}
              value={rate.perYuan}
              fault={faultAt(`/earning/rates/${index}/milliPerYuan`)}
              onInput={(perYuan) => setRate(index, { perYuan })}
              {...(index > 0 && index === form.rates.length - 1
                ? {
                    aside: (
                      <Button isSmall onTap={() => change({ rates: form.rates.slice(0, -1) })}>
                        {t("remove")}
                      </Button>
                    ),
                  }
                : {})}
            />
          </View>
        ))}
        <Button
          isSmall
          onTap={() => change({ rates: [...form.rates, { fromLevel: "", perYuan: "" }] })}
        >
          {t("addRate")}
        </Button>
        <Labelled label={t("categories")} hint={t("categoriesHint")}>
          <PickCategories
            chosen={form.categories.map(({ categoryId }) => categoryId)}
            onTurn={(categoryId) =>
              change({
                categories: form.categories.some((one) => one.categoryId === categoryId)
                  ? form.categories.filter((one) => one.categoryId !== categoryId)
                  : [...form.categories, { categoryId, times: "2" }],
              })
            }
          />
        </Labelled>
        {form.categories.map((one, index) => (
          <Field
            key={one.categoryId}
            label={t("categoryTimes", { name: nameOf(one.categoryId) })}
            kind="digit"
            value={one.times}
            fault={faultAt(`/earning/categories/${index}/multiplierBps`)}
            onInput={(times) =>
              change({
                categories: form.categories.map((other) =>
                  other === one ? { ...one, times } : other,
                ),
              })
            }
          />
        ))}
        <Labelled label={t("excluded")}>
          <PickCategories
            chosen={form.excludedCategoryIds}
            onTurn={(id) => change({ excludedCategoryIds: turned(form.excludedCategoryIds, id) })}
          />
        </Labelled>
        <Cell
          title={t("doubleDays")}
          value={
            <Switch
              isOn={form.hasDoubleDays}
              label={t("doubleDays")}
              onChange={(hasDoubleDays) => change({ hasDoubleDays })}
            />
          }
        />
        {form.hasDoubleDays && (
          <>
            <Labelled label={t("weekdays")} fault={faultAt("/earning/doubleDays")}>
              <Chips
                choices={["1", "2", "3", "4", "5", "6", "7"].map((key) => ({
                  key,
                  text: t(`day_${key}` as "day_1"),
                }))}
                chosen={form.weekdays}
                onChoose={(key) => change({ weekdays: turned(form.weekdays, key) })}
              />
            </Labelled>
            <Field
              label={t("monthDays")}
              hint={t("monthDaysHint")}
              value={form.monthDays}
              onInput={(monthDays) => change({ monthDays })}
            />
            <Field
              label={t("doubleTimes")}
              kind="digit"
              value={form.doubleTimes}
              fault={faultAt("/earning/doubleDays/multiplierBps")}
              onInput={(doubleTimes) => change({ doubleTimes })}
            />
          </>
        )}
        <Field
          label={t("birthdayMonth")}
          hint={t("birthdayMonthHint")}
          kind="digit"
          value={form.birthdayTimes}
          fault={faultAt("/earning/birthdayMonthBps")}
          onInput={(birthdayTimes) => change({ birthdayTimes })}
        />
        <Field
          label={t("firstOrderBonus")}
          kind="number"
          value={form.firstOrderBonus}
          fault={faultAt("/earning/firstOrderBonus")}
          onInput={(firstOrderBonus) => change({ firstOrderBonus })}
        />
        <Field
          label={t("pendingDays")}
          hint={t("pendingHint")}
          kind="number"
          value={form.pendingDays}
          fault={faultAt("/earning/pendingDays")}
          onInput={(pendingDays) => change({ pendingDays })}
        />
      </View>
    </Card>
  );
}

/** When points are over, how they pay, and who may adjust them alone. */
export function SpendingFields({ form, change, faultAt }: Props) {
  const t = useTexts(staffRuleTexts);
  return (
    <Card title={t("spendingTitle")}>
      <View className="nd-stack">
        <Labelled label={t("expiry")}>
          <Chips
            choices={(["never", "months", "fixed_day"] as const).map((key) => ({
              key,
              text: t(`expiry_${key}`),
            }))}
            chosen={form.expiry}
            onChoose={(expiry) => change({ expiry })}
          />
        </Labelled>
        {form.expiry === "months" && (
          <>
            <Field
              label={t("expiryMonths")}
              kind="number"
              value={form.months}
              fault={faultAt("/expiry/months")}
              onInput={(months) => change({ months })}
            />
            <Labelled label={t("roundUp")}>
              <Chips
                choices={(["day", "month", "quarter", "year"] as const).map((key) => ({
                  key,
                  text: t(`to_${key}`),
                }))}
                chosen={form.roundUpTo}
                onChoose={(roundUpTo) => change({ roundUpTo })}
              />
            </Labelled>
          </>
        )}
        {form.expiry === "fixed_day" && (
          <View className="staff-rules__pair">
            <Field
              label={t("expiryDay")}
              value={form.monthDay}
              maxLength={5}
              fault={faultAt("/expiry/monthDay")}
              onInput={(monthDay) => change({ monthDay })}
            />
            <Field
              label={t("yearsLater")}
              kind="number"
              value={form.yearsLater}
              fault={faultAt("/expiry/yearsLater")}
              onInput={(yearsLater) => change({ yearsLater })}
            />
          </View>
        )}
        <Field
          label={t("returnGrace")}
          hint={t("returnGraceHint")}
          kind="number"
          value={form.returnGraceDays}
          fault={faultAt("/returnGraceDays")}
          onInput={(returnGraceDays) => change({ returnGraceDays })}
        />
        <Cell
          title={t("spending")}
          value={
            <Switch
              isOn={form.hasSpending}
              label={t("spending")}
              onChange={(hasSpending) => change({ hasSpending })}
            />
          }
        />
        {form.hasSpending && (
          <>
            <View className="staff-rules__pair">
              <Field
                label={t("stepPoints")}
                kind="number"
                value={form.stepPoints}
                fault={faultAt("/spending/stepPoints")}
                onInput={(stepPoints) => change({ stepPoints })}
              />
              <Field
                label={t("stepYuan")}
                kind="digit"
                value={form.step}
                fault={faultAt("/spending/stepFen")}
                onInput={(step) => change({ step })}
              />
            </View>
            <Field
              label={t("maxPercent")}
              kind="digit"
              value={form.maxPercent}
              fault={faultAt("/spending/maxBps")}
              onInput={(maxPercent) => change({ maxPercent })}
            />
            <Cell
              title={t("withCoupons")}
              value={
                <Switch
                  isOn={form.isWithCoupons}
                  label={t("withCoupons")}
                  onChange={(isWithCoupons) => change({ isWithCoupons })}
                />
              }
            />
          </>
        )}
        <View className="staff-rules__pair">
          <Field
            label={t("aloneMax")}
            kind="number"
            value={form.aloneMax}
            fault={faultAt("/adjusting/aloneMax")}
            onInput={(aloneMax) => change({ aloneMax })}
          />
          <Field
            label={t("adjustMax")}
            kind="number"
            value={form.max}
            fault={faultAt("/adjusting/max")}
            onInput={(max) => change({ max })}
          />
        </View>
      </View>
    </Card>
  );
}
