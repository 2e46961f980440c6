import { applyBps, formatYuan } from "../../../kernel/money.ts";
import { unitPriceFor } from "../../catalog/index.ts";
import type { PersonalPrice } from "../offer.ts";
import type {
  PricingInput,
  PricingLine,
  PricingMall,
  PricingMember,
  TraceStep,
} from "./pricing-input.ts";
import { traceStep, type Running } from "./running.ts";

/** What the goods cost by themselves: the list price, the member price of the tier, and prices for this very person. */
export function priceGoods(input: PricingInput): Running {
  const steps: TraceStep[] = [];
  const payable = input.lines.map((line) => {
    const listFen = line.listPriceFen * line.quantity;
    steps.push(
      traceStep({
        rule: "list_price",
        lineId: line.lineId,
        name: "原价",
        baseFen: 0,
        amountFen: listFen,
      }),
    );
    return listFen;
  });
  const mine = input.personalPrices.filter((price) => isMine(price, input));
  for (const [index, line] of input.lines.entries()) {
    if (line.mall !== undefined) {
      const step = mallStep(line, line.mall);
      steps.push(step);
      payable[index] = (payable[index] ?? 0) + step.amountFen;
      continue;
    }
    const member = memberStep(line, input.member);
    const memberFen = (payable[index] ?? 0) + (member?.amountFen ?? 0);
    const personal = personalSteps(line, mine, memberFen);
    steps.push(...(member === null ? [] : [member]), ...personal);
    payable[index] = memberFen + personal.reduce((total, step) => total + step.amountFen, 0);
  }
  // The whole list price first, then what changes it: so people read it.
  const order = [
    "list_price",
    "points_mall",
    "member_price",
    "personal_price",
    "service_surcharge",
  ];
  return {
    payable,
    trace: steps.toSorted((a, b) => order.indexOf(a.rule) - order.indexOf(b.rule)),
    applied: [],
    gifts: [],
    taken: new Map(),
  };
}

/** What points pay of a line from the points mall: all that its own price leaves of the list price. */
export function mallPart(line: PricingLine, mall: PricingMall): { points: number; fen: number } {
  const { listPriceFen, quantity } = line;
  // Never above list, should the list price have fallen below the mall's since.
  const unitFen = listPriceFen - Math.min(mall.priceFen, listPriceFen);
  return { points: mall.points * quantity, fen: unitFen * quantity };
}

function mallStep(line: PricingLine, mall: PricingMall): TraceStep {
  const { points, fen } = mallPart(line, mall);
  const moneyFen = line.listPriceFen * line.quantity - fen;
  return traceStep({
    rule: "points_mall",
    lineId: line.lineId,
    name: `积分商城：${points} 积分${moneyFen > 0 ? ` + ${formatYuan(moneyFen)}` : ""}`,
    offerId: mall.mallItemId,
    baseFen: line.listPriceFen * line.quantity,
    amountFen: fen === 0 ? 0 : -fen,
  });
}

function memberStep(line: PricingLine, member: PricingMember | null): TraceStep | null {
  if (Object.keys(line.memberPricesFen).length === 0) return null;
  const baseFen = line.listPriceFen * line.quantity;
  const afterFen = unitPriceFor(line, member?.level ?? 0) * line.quantity;
  const isApplied = member !== null && afterFen < baseFen;
  return traceStep({
    rule: "member_price",
    lineId: line.lineId,
    name: isApplied ? `${member.tierName}会员价` : "会员价",
    isApplied,
    baseFen,
    amountFen: isApplied ? afterFen - baseFen : 0,
    reason: isApplied ? null : whyNoMemberPrice(member, line),
  });
}

function whyNoMemberPrice(member: PricingMember | null, line: PricingLine): string {
  if (member === null) return "登录后按会员等级计价";
  return `升级后最低 ${formatYuan(Math.min(...Object.values(line.memberPricesFen)))}`;
}

/** The best discount made for this person or tier, then a service surcharge by its name. */
function personalSteps(
  line: PricingLine,
  prices: readonly PersonalPrice[],
  baseFen: number,
): TraceStep[] {
  const mine = prices.filter(
    ({ productIds }) => productIds.length === 0 || productIds.includes(line.productId),
  );
  const discount = mine
    .filter((price) => price.payBps < 10_000)
    .toSorted((a, b) => a.payBps - b.payBps || (a.personalPriceId < b.personalPriceId ? -1 : 1))[0];
  const surcharge = mine.find((price) => price.payBps > 10_000);
  const steps: TraceStep[] = [];
  let runningFen = baseFen;
  if (discount !== undefined) {
    const amountFen = applyBps(runningFen, discount.payBps) - runningFen;
    steps.push(personalStep("personal_price", line, discount, runningFen, amountFen));
    runningFen += amountFen;
  }
  if (surcharge !== undefined)
    steps.push(
      personalStep(
        "service_surcharge",
        line,
        surcharge,
        runningFen,
        applyBps(runningFen, Math.min(10_000, surcharge.payBps - 10_000)),
      ),
    );
  return steps;
}

const personalStep = (
  rule: "personal_price" | "service_surcharge",
  line: PricingLine,
  price: PersonalPrice,
  baseFen: number,
  amountFen: number,
): TraceStep =>
  traceStep({
    rule,
    lineId: line.lineId,
    name: price.name,
    offerId: price.personalPriceId,
    baseFen,
    amountFen,
  });

/** Whether a price is for this very shopper or their tier, now. */
function isMine(price: PersonalPrice, { member, now }: PricingInput): boolean {
  if (member === null || now < price.from || now >= price.until) return false;
  return price.memberId === null
    ? price.tierLevel === member.level
    : price.memberId === member.memberId;
}
