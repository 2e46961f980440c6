import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { giftMark, priceTexts } from "@/i18n/price";
import type { Answer } from "@/lib/api";
import { grouped, money } from "@/lib/format";
import { Price } from "@/ui/Price";
import { Tap } from "@/ui/Tap";
import "./price.css";

/** One step of an explained price. */
export type TraceStep = Answer<"POST /v1/quotes">["trace"][number];

type Line = {
  readonly lineId: string;
  readonly title: string;
  readonly optionsText: string;
  readonly quantity: number;
};
type Props = {
  lines: readonly Line[];
  trace: readonly TraceStep[];
  totalFen: number;
  /** Points that the purchase takes beside the money. */
  points?: number;
  /** The money has been paid already. */
  isPaid?: boolean;
};

/** The explained price as a receipt: every line, what was taken off and why, down to the sum, which is all of them added. */
export function PriceTrace({
  lines,
  trace,
  totalFen,
  points = 0,
  isPaid = false,
}: Readonly<Props>) {
  const t = useTexts(priceTexts);
  const [isUnusedShown, setUnusedShown] = useState(false);
  // An offer of free freight is told where it takes the freight off, and only there.
  const freeFreight = new Set(
    trace.filter((step) => step.rule === "free_freight" && step.isApplied).map(({ name }) => name),
  );
  const counts = (step: TraceStep) =>
    step.isApplied &&
    (step.amountFen !== 0 ||
      (step.rule !== "member_price" && !(isOffer(step) && freeFreight.has(step.name))));
  const ofOrder = trace.filter((step) => step.lineId === null && counts(step));
  const unused = trace.filter((step) => !step.isApplied && step.reason !== null);
  return (
    <View className="price-trace">
      {lines.map((line) => {
        const steps = trace.filter((step) => step.lineId === line.lineId && counts(step));
        const list = steps.find(({ rule }) => rule === "list_price");
        if (steps.length === 0) return null;
        return (
          <View key={line.lineId}>
            <View className="price-trace__row">
              <Text className="price-trace__name">{nameOf(line, t)}</Text>
              {list !== undefined && <Amount fen={list.amountFen} />}
            </View>
            {steps
              .filter((step) => step !== list)
              .map((step, at) => (
                <Step key={`${step.rule}-${at}`} step={step} isSub />
              ))}
          </View>
        );
      })}
      {ofOrder.length > 0 && <View className="price-trace__rule" />}
      {ofOrder.map((step, at) => (
        <Step key={`${step.rule}-${at}`} step={step} />
      ))}
      <View className="price-trace__rule" />
      <View className="price-trace__row price-trace__total">
        <Text>{isPaid ? t("paid") : t("total")}</Text>
        <Price fen={totalFen} />
      </View>
      {points > 0 && <Text className="nd-note">{t("points", { points: grouped(points) })}</Text>}
      {unused.length > 0 && (
        <Tap className="price-trace__fold" onTap={() => setUnusedShown(!isUnusedShown)}>
          {isUnusedShown ? t("unusedHide") : t("unusedShow", { count: unused.length })}
        </Tap>
      )}
      {isUnusedShown &&
        unused.map((step, at) => (
          <View key={`${step.rule}-${at}`} className="price-trace__row price-trace__row--off">
            <View className="price-trace__name">
              <Text>{step.name}</Text>
              <Text className="price-trace__why">{step.reason}</Text>
            </View>
            <Text className="price-trace__amount">{t("unused")}</Text>
          </View>
        ))}
    </View>
  );
}

const isOffer = ({ rule }: TraceStep): boolean => rule === "campaign" || rule === "coupon";
const isGift = (step: TraceStep): boolean => isOffer(step) && step.name.includes(giftMark);

type Say = ReturnType<typeof useTexts<typeof priceTexts>>;

const nameOf = ({ title, optionsText, quantity }: Line, t: Say): string =>
  optionsText === ""
    ? t("goods", { title, count: quantity })
    : t("goodsWith", { title, options: optionsText, count: quantity });

function Step({ step, isSub = false }: Readonly<{ step: TraceStep; isSub?: boolean }>) {
  const t = useTexts(priceTexts);
  return (
    <View className={`price-trace__row ${isSub ? "price-trace__row--sub" : ""}`}>
      <View className="price-trace__name">
        <Text>{step.name}</Text>
        {step.reason !== null && <Text className="price-trace__why">{step.reason}</Text>}
      </View>
      {step.amountFen === 0 && (step.rule === "freight" || isGift(step)) ? (
        <Text className="price-trace__amount price-trace__amount--down">
          {isGift(step) ? t("given") : t("free")}
        </Text>
      ) : (
        <Amount fen={step.amountFen} />
      )}
    </View>
  );
}

function Amount({ fen }: Readonly<{ fen: number }>) {
  return (
    <Text className={`price-trace__amount ${fen < 0 ? "price-trace__amount--down" : ""}`}>
      {money(fen)}
    </Text>
  );
}
