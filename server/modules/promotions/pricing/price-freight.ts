import { formatYuan } from "../../../kernel/money.ts";
import { freightFor } from "../freight/freight.ts";
import type { PricingInput, TraceStep } from "./pricing-input.ts";
import { traceStep, weightOf, type Running } from "./running.ts";

/**
 * What sending the goods costs: by region and weight, free from an amount of goods, by tier or by an offer. What points
 * pay of the goods still counts towards the free-freight threshold: points are a way to pay, not a discount. Of what is
 * swapped in the points mall only the money counts.
 */
export function priceFreight(
  input: PricingInput,
  goods: Running,
): { freightFen: number; isServed: boolean; trace: TraceStep[] } {
  if (input.delivery === null || input.lines.length === 0)
    return { freightFen: 0, isServed: true, trace: [] };
  const baseFen = goods.payable.reduce((total, fen) => total + fen, 0);
  const step = (parts: Pick<TraceStep, "rule" | "name" | "amountFen"> & Partial<TraceStep>) =>
    traceStep({ baseFen, ...parts });
  if (input.delivery.kind === "pickup")
    return {
      freightFen: 0,
      isServed: true,
      trace: [step({ rule: "freight", name: "到店自提", amountFen: 0, reason: "到店自提免运费" })],
    };
  const rule = freightFor(input.freight, input.delivery, weightOf(input));
  if (rule === null) {
    const reason = "暂不支持配送到该地区";
    return {
      freightFen: 0,
      isServed: false,
      trace: [step({ rule: "freight", name: "运费", amountFen: 0, isApplied: false, reason })],
    };
  }
  const trace = [
    step({ rule: "freight", name: "运费", amountFen: rule.freightFen, reason: rule.explanation }),
  ];
  let freightFen = rule.freightFen;
  const takeOff = (offFen: number, name: string, offerId: string | null): void => {
    trace.push(step({ rule: "free_freight", name, amountFen: -offFen, offerId }));
    freightFen -= offFen;
  };
  const missingFen = rule.freeFromFen === null ? null : Math.max(0, rule.freeFromFen - baseFen);
  if (freightFen > 0 && input.member?.hasFreeFreight === true)
    takeOff(freightFen, `${input.member.tierName}包邮`, null);
  if (freightFen > 0 && missingFen === 0) takeOff(freightFen, "满额包邮", null);
  for (const { offer } of goods.applied)
    if (freightFen > 0 && offer.terms.benefit.kind === "free_freight")
      takeOff(
        Math.min(freightFen, offer.terms.benefit.capFen ?? freightFen),
        offer.name,
        offer.offerId,
      );
  if (freightFen > 0 && missingFen !== null && missingFen > 0)
    trace.push(
      step({
        rule: "free_freight",
        name: "满额包邮",
        amountFen: 0,
        isApplied: false,
        reason: `满 ${formatYuan(rule.freeFromFen ?? 0)} 包邮，还差 ${formatYuan(missingFen)}`,
        missingFen,
      }),
    );
  return { freightFen, isServed: true, trace };
}
