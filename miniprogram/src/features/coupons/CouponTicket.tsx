import { Text, View } from "@tarojs/components";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { yuan } from "@/lib/format";
import type { CouponTerms } from "./use-coupons";
import { thresholdOf, useScopeWords, valueOf } from "./words";
import "./coupons.css";

type Props = {
  name: string;
  terms: CouponTerms;
  /** How long it is good, or was. */
  time: ReactNode;
  /** Marks beside the name. */
  tags?: ReactNode;
  /** What can be done with it, or why nothing can. */
  action?: ReactNode;
  /** It is over: shown quietly. */
  isOver?: boolean;
};

/** A coupon as a ticket: what it is worth large, from when on in words, what for, how long, and what to do with it. */
export function CouponTicket({ name, terms, time, tags, action, isOver = false }: Readonly<Props>) {
  const t = useTexts(couponTexts);
  const scopeWords = useScopeWords();
  const value = valueOf(t, terms.benefit);
  const [whole = "0", cents = "00"] = yuan(value.fen ?? 0).split(".");
  return (
    <View className={`coupon ${isOver ? "coupon--over" : ""}`}>
      <View className="coupon__worth">
        {value.fen === null ? (
          <Text className="coupon__word">{value.text}</Text>
        ) : (
          <View className="coupon__money">
            <Text className="coupon__sign">¥</Text>
            <Text>{whole}</Text>
            {cents !== "00" && <Text className="coupon__sign">.{cents}</Text>}
          </View>
        )}
        {value.note !== "" && <Text className="coupon__note">{value.note}</Text>}
        <Text className="coupon__note">{thresholdOf(t, terms)}</Text>
      </View>
      <View className="coupon__edge" {...{ "aria-hidden": "true" }} />
      <View className="coupon__about">
        <View className="nd-row nd-row--between nd-row--top">
          <Text className="coupon__name">{name}</Text>
          {tags}
        </View>
        <View className="coupon__second">{scopeWords(terms).join(" · ")}</View>
        <View className="coupon__foot">
          <View className="coupon__second nd-grow">{time}</View>
          {action}
        </View>
      </View>
    </View>
  );
}
