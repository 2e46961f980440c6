import { createHash } from "node:crypto";
import { allocate, formatYuan, sumFen } from "../../kernel/money.ts";
import { freightFor, type FreightPolicy } from "./freight.ts";

/** One thing to be priced: a SKU as the catalogue has it now, and how many. */
export type PricingLine = {
  readonly lineId: string;
  readonly skuId: string;
  readonly quantity: number;
  readonly listPriceFen: number;
  /** Member price by tier level as text; a level without one uses the best of the levels below. */
  readonly memberPricesFen: Readonly<Record<string, number>>;
  readonly weightGrams: number;
};

/** What the shopper's tier brings to a price; null for visitors. */
export type PricingMember = {
  readonly level: number;
  readonly tierName: string;
  readonly hasFreeFreight: boolean;
};

/** How the goods reach the shopper; null while that is not chosen (the cart). */
export type PricingDelivery =
  | { readonly kind: "express"; readonly province: string; readonly city: string }
  | { readonly kind: "pickup" };

/** Everything a price depends on. */
export type PricingInput = {
  readonly lines: readonly PricingLine[];
  readonly member: PricingMember | null;
  readonly delivery: PricingDelivery | null;
  readonly freight: FreightPolicy;
};

/**
 * One line of the explained price: what applied, or what did not and why. `amountFen` is signed: what it adds to (or
 * takes off) the running total; `missingFen` is what is still needed for the rule to apply.
 */
export type TraceStep = {
  readonly rule: "list_price" | "member_price" | "freight" | "free_freight";
  readonly lineId: string | null;
  readonly name: string;
  readonly isApplied: boolean;
  readonly baseFen: number;
  readonly amountFen: number;
  readonly reason: string | null;
  readonly missingFen: number | null;
};

/** A priced line; `unitFens` has one entry per unit and sums to `payableFen`. */
export type PricedLine = {
  readonly lineId: string;
  readonly skuId: string;
  readonly quantity: number;
  readonly listPriceFen: number;
  readonly payableFen: number;
  readonly unitFens: readonly number[];
};

/** A price, explained. `totalFen` = `goodsFen` + `freightFen`; `goodsFen` = `goodsListFen` − `discountFen`. */
export type Priced = {
  readonly lines: readonly PricedLine[];
  readonly goodsListFen: number;
  readonly discountFen: number;
  readonly goodsFen: number;
  readonly freightFen: number;
  readonly totalFen: number;
  readonly isServed: boolean;
  readonly trace: readonly TraceStep[];
};

/** What one step of pricing sees and leaves: each line's payable fen so far. */
type Running = {
  readonly payable: ReadonlyMap<string, number>;
  readonly trace: readonly TraceStep[];
};
type GoodsStep = (input: PricingInput, running: Running) => Running;

/**
 * The steps that change what the goods cost, in order. Promotions, then coupons, then points take their place here
 * after the member price: a step receives what each line costs so far and returns what it costs after.
 */
const goodsSteps: readonly GoodsStep[] = [listPrice, memberPrice];

/**
 * Prices lines. Pure: the same input gives the same answer in cart, quote, order and refund; every fen is in exactly
 * one unit, and the trace's amounts sum to the total.
 */
export function priceLines(input: PricingInput): Priced {
  const start: Running = {
    payable: new Map(input.lines.map((line) => [line.lineId, 0])),
    trace: [],
  };
  const goods = goodsSteps.reduce((running, step) => step(input, running), start);
  const lines = input.lines.map((line): PricedLine => {
    const payableFen = goods.payable.get(line.lineId) ?? 0;
    return {
      lineId: line.lineId,
      skuId: line.skuId,
      quantity: line.quantity,
      listPriceFen: line.listPriceFen,
      payableFen,
      unitFens: allocate(
        payableFen,
        Array.from({ length: line.quantity }, () => 1),
      ),
    };
  });
  const goodsFen = sumFen(lines.map((line) => line.payableFen));
  const goodsListFen = sumFen(input.lines.map((line) => line.listPriceFen * line.quantity));
  const freight = priceFreight(input, goodsFen);
  return {
    lines,
    goodsListFen,
    discountFen: goodsListFen - goodsFen,
    goodsFen,
    freightFen: freight.freightFen,
    totalFen: goodsFen + freight.freightFen,
    isServed: freight.isServed,
    trace: [...goods.trace, ...freight.trace],
  };
}

/**
 * The version of a price: a digest of all that the shopper was shown and of all it rests on, so that placing an order
 * under it means paying exactly that.
 */
export function versionOf(input: PricingInput, priced: Priced): string {
  const shown = [
    input.lines.map((line) => [line.lineId, line.skuId, line.quantity, line.listPriceFen]),
    priced.lines.map((line) => line.payableFen),
    input.delivery,
    priced.freightFen,
    priced.totalFen,
  ];
  return createHash("sha256").update(JSON.stringify(shown)).digest("base64url").slice(0, 22);
}

/** The price of one unit for a tier level: the best member price among its own and lower levels, never above list. */
export function unitPriceFor(
  line: Pick<PricingLine, "listPriceFen" | "memberPricesFen">,
  level: number,
): number {
  let best = line.listPriceFen;
  for (const [key, priceFen] of Object.entries(line.memberPricesFen))
    if (Number(key) <= level && priceFen < best) best = priceFen;
  return best;
}

function listPrice(input: PricingInput, running: Running): Running {
  const payable = new Map(
    input.lines.map((line) => [line.lineId, line.listPriceFen * line.quantity]),
  );
  const trace = input.lines.map((line): TraceStep => {
    const amountFen = line.listPriceFen * line.quantity;
    return {
      rule: "list_price",
      lineId: line.lineId,
      name: "原价",
      isApplied: true,
      baseFen: 0,
      amountFen,
      reason: null,
      missingFen: null,
    };
  });
  return { payable, trace: [...running.trace, ...trace] };
}

function memberPrice(input: PricingInput, running: Running): Running {
  const payable = new Map(running.payable);
  const trace: TraceStep[] = [];
  for (const line of input.lines) {
    if (Object.keys(line.memberPricesFen).length === 0) continue;
    const baseFen = payable.get(line.lineId) ?? 0;
    const level = input.member?.level ?? 0;
    const afterFen = unitPriceFor(line, level) * line.quantity;
    const isApplied = input.member !== null && afterFen < baseFen;
    if (isApplied) payable.set(line.lineId, afterFen);
    trace.push({
      rule: "member_price",
      lineId: line.lineId,
      name: input.member === null || !isApplied ? "会员价" : `${input.member.tierName}会员价`,
      isApplied,
      baseFen,
      amountFen: isApplied ? afterFen - baseFen : 0,
      reason: isApplied ? null : whyNoMemberPrice(input.member, line),
      missingFen: null,
    });
  }
  return { payable, trace: [...running.trace, ...trace] };
}

function whyNoMemberPrice(member: PricingMember | null, line: PricingLine): string {
  if (member === null) return "登录后按会员等级计价";
  const cheapest = Math.min(
    ...Object.entries(line.memberPricesFen).map(([, priceFen]) => priceFen),
  );
  return `升级后最低 ${formatYuan(cheapest)}`;
}

function priceFreight(
  input: PricingInput,
  goodsFen: number,
): { freightFen: number; isServed: boolean; trace: TraceStep[] } {
  if (input.delivery === null || input.lines.length === 0)
    return { freightFen: 0, isServed: true, trace: [] };
  if (input.delivery.kind === "pickup")
    return {
      freightFen: 0,
      isServed: true,
      trace: [freightStep("freight", "到店自取", goodsFen, 0, true, "到店自取免运费", null)],
    };
  const weightGrams = input.lines.reduce(
    (total, line) => total + line.weightGrams * line.quantity,
    0,
  );
  const rule = freightFor(input.freight, input.delivery, weightGrams);
  if (rule === null)
    return {
      freightFen: 0,
      isServed: false,
      trace: [freightStep("freight", "运费", goodsFen, 0, false, "暂不支持配送到该地区", null)],
    };
  const trace = [
    freightStep("freight", "运费", goodsFen, rule.freightFen, true, rule.explanation, null),
  ];
  const missingFen = rule.freeFromFen === null ? null : Math.max(0, rule.freeFromFen - goodsFen);
  const isFreeByTier = input.member?.hasFreeFreight === true;
  const isFree = isFreeByTier || missingFen === 0;
  if (rule.freightFen > 0 && (isFree || missingFen !== null))
    trace.push(
      freightStep(
        "free_freight",
        isFreeByTier ? `${input.member?.tierName ?? ""}包邮` : "满额包邮",
        goodsFen,
        isFree ? -rule.freightFen : 0,
        isFree,
        isFree
          ? null
          : `满 ${formatYuan(rule.freeFromFen ?? 0)} 包邮，还差 ${formatYuan(missingFen ?? 0)}`,
        isFree ? null : missingFen,
      ),
    );
  return { freightFen: isFree ? 0 : rule.freightFen, isServed: true, trace };
}

function freightStep(
  rule: "freight" | "free_freight",
  name: string,
  baseFen: number,
  amountFen: number,
  isApplied: boolean,
  reason: string | null,
  missingFen: number | null,
): TraceStep {
  return { rule, lineId: null, name, isApplied, baseFen, amountFen, reason, missingFen };
}
