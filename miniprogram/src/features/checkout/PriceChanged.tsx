import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { checkoutTexts } from "@/i18n/checkout";
import { money } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Price } from "@/ui/Price";
import { Sheet } from "@/ui/Sheet";
import type { Change, Quote } from "./use-checkout";
import "./checkout.css";

type Props = {
  change: Change | null;
  now: Quote;
  isPricing: boolean;
  isBusy: boolean;
  onPay: () => void;
  onClose: () => void;
};

/** What is no longer as it was shown, step by step; nobody pays another price without having been asked. */
export function PriceChanged({ change, now, isPricing, isBusy, onPay, onClose }: Readonly<Props>) {
  const t = useTexts(checkoutTexts);
  return (
    <Sheet isOpen={change !== null} title={t("changedTitle")} onClose={onClose}>
      {change !== null && (
        <>
          <Notice mood="warn">{change.sentence}</Notice>
          <View className={isPricing ? "checkout-old" : ""}>
            <Differences before={change.before} now={now} />
          </View>
          <Button
            look="main"
            isBlock
            isBusy={isBusy || isPricing}
            isDisabled={!now.isOrderable}
            onTap={onPay}
          >
            {isPricing ? t("pricing") : t("changedAsk", { price: money(now.totalFen) })}
          </Button>
          <Button isBlock onTap={onClose}>
            {t("lookAgain")}
          </Button>
        </>
      )}
    </Sheet>
  );
}

type Sums = ReadonlyMap<string, number>;

/** What each named step comes to, goods by their titles. */
function sumsOf(quote: Quote): Sums {
  const sums = new Map<string, number>();
  for (const step of quote.trace.filter(({ isApplied }) => isApplied)) {
    const line = quote.lines.find(({ lineId }) => lineId === step.lineId);
    const name = line === undefined ? step.name : `${line.title} · ${step.name}`;
    sums.set(name, (sums.get(name) ?? 0) + step.amountFen);
  }
  return sums;
}

function Differences({ before, now }: Readonly<{ before: Quote; now: Quote }>) {
  const t = useTexts(checkoutTexts);
  const was = sumsOf(before);
  const is = sumsOf(now);
  const names = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => was.get(name) !== is.get(name),
  );
  const say = (fen: number | undefined, word: string) => (fen === undefined ? word : money(fen));
  const lost = before.couponIds.filter((id) => !now.couponIds.includes(id));
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-second">{t("changedFrom", { price: money(before.totalFen) })}</Text>
        <View className="nd-row">
          <Text className="nd-second">{t("changedTo", { price: "" })}</Text>
          <Price fen={now.totalFen} />
        </View>
      </View>
      {names.map((name) => (
        <View key={name} className="nd-row nd-row--between">
          <Text className="nd-grow nd-second">{name}</Text>
          <Text className="nd-second">
            {t("changedWas", {
              was: say(was.get(name), t("changedNew")),
              now: say(is.get(name), t("changedNone")),
            })}
          </Text>
        </View>
      ))}
      {lost.map((couponId) => (
        <Text key={couponId} className="checkout-fault">
          {t("changedCoupon", {
            name: before.coupons.find((one) => one.couponId === couponId)?.name ?? "",
            reason:
              now.coupons.find((one) => one.couponId === couponId)?.refusals[0]?.detail ??
              t("couponGone"),
          })}
        </Text>
      ))}
      {now.faults.map(({ code, detail }) => (
        <Text key={`${code} ${detail}`} className="checkout-fault">
          {detail}
        </Text>
      ))}
    </View>
  );
}
