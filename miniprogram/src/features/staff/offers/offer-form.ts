import { yuanInput } from "@/lib/format";
import type { Benefit, Terms } from "./offer-words";
import { percentInput, type reader } from "./typed";

/** A kind of offer. */
export type Kind = Benefit["kind"];

/** One SKU with what is typed beside it. */
export type SkuForm = { readonly skuId: string; readonly price: string; readonly quantity: string };

/** The terms of an offer as they are typed: the fields of all kinds side by side, so that changing the kind loses none. */
export type OfferForm = {
  readonly kind: Kind;
  readonly amount: string;
  readonly percent: string;
  readonly cap: string;
  readonly price: string;
  readonly unitsMax: string;
  readonly timesMax: string;
  readonly buy: string;
  readonly get: string;
  readonly n: string;
  readonly steps: readonly { readonly from: string; readonly off: string }[];
  readonly isRepeated: boolean;
  readonly skus: readonly SkuForm[];
  readonly perMemberMax: string;
  readonly giftQuantity: string;
  readonly onRefund: "send_back" | "keep";
  readonly productIds: readonly string[];
  readonly categoryIds: readonly string[];
  readonly excludedProductIds: readonly string[];
  readonly storeIds: readonly string[];
  readonly tierLevels: readonly string[];
  readonly isForVisitors: boolean;
  readonly isFirstOrder: boolean;
  readonly threshold: string;
  readonly thresholdUnits: string;
  readonly base: "before_discounts" | "after_discounts";
  readonly isFreightCounted: boolean;
  readonly stacking: "common" | "never" | "always";
  readonly group: string;
  readonly isWithPoints: boolean;
};

/** An offer nobody has typed anything for. */
export const emptyOffer: OfferForm = {
  kind: "amount_off",
  amount: "",
  percent: "",
  cap: "",
  price: "",
  unitsMax: "",
  timesMax: "",
  buy: "2",
  get: "1",
  n: "2",
  steps: [{ from: "", off: "" }],
  isRepeated: false,
  skus: [],
  perMemberMax: "",
  giftQuantity: "1",
  onRefund: "send_back",
  productIds: [],
  categoryIds: [],
  excludedProductIds: [],
  storeIds: [],
  tierLevels: [],
  isForVisitors: true,
  isFirstOrder: false,
  threshold: "",
  thresholdUnits: "",
  base: "after_discounts",
  isFreightCounted: false,
  stacking: "common",
  group: "",
  isWithPoints: true,
};

const count = (number: number | null | undefined): string =>
  number === null || number === undefined ? "" : String(number);
const amountOf = (fen: number | null | undefined): string =>
  fen === null || fen === undefined || fen === 0 ? "" : yuanInput(fen);

/** Terms as they were saved, to be typed over. */
export function offerFormOf({ benefit, scope, audience, threshold, stacking }: Terms): OfferForm {
  return {
    ...emptyOffer,
    ...benefitFormOf(benefit),
    kind: benefit.kind,
    productIds: scope?.productIds ?? [],
    categoryIds: scope?.categoryIds ?? [],
    excludedProductIds: scope?.excludedProductIds ?? [],
    storeIds: scope?.storeIds ?? [],
    tierLevels: (audience?.tierLevels ?? []).map(String),
    isForVisitors: audience?.isForVisitors ?? true,
    isFirstOrder: audience?.isFirstOrder ?? false,
    threshold: amountOf(threshold?.fen),
    thresholdUnits: threshold?.units === 0 ? "" : count(threshold?.units),
    base: threshold?.base ?? "after_discounts",
    isFreightCounted: threshold?.isFreightCounted ?? false,
    stacking: stacking?.category ?? "common",
    group: stacking?.group ?? "",
    isWithPoints: stacking?.isWithPoints ?? true,
  };
}

function benefitFormOf(benefit: Benefit): Partial<OfferForm> {
  switch (benefit.kind) {
    case "amount_off":
      return { amount: yuanInput(benefit.amountFen) };
    case "percent_off":
      return { percent: percentInput(benefit.payBps), cap: amountOf(benefit.capFen) };
    case "fixed_price":
      return { price: yuanInput(benefit.priceFen), unitsMax: count(benefit.unitsMax) };
    case "buy_x_get_y":
      return {
        buy: String(benefit.buy),
        get: String(benefit.get),
        timesMax: count(benefit.timesMax),
      };
    case "nth_item":
      return {
        n: String(benefit.n),
        percent: percentInput(benefit.payBps),
        timesMax: count(benefit.timesMax),
      };
    case "spend_and_save":
      return {
        steps: benefit.steps.map(({ fromFen, offFen }) => ({
          from: yuanInput(fromFen),
          off: yuanInput(offFen),
        })),
        isRepeated: benefit.isRepeated ?? false,
      };
    case "bundle_price":
      return {
        skus: benefit.items.map(({ skuId, quantity }) => ({
          skuId,
          price: "",
          quantity: String(quantity),
        })),
        price: yuanInput(benefit.priceFen),
        timesMax: count(benefit.timesMax),
      };
    case "gift":
      return {
        skus: [{ skuId: benefit.skuId, price: "", quantity: "" }],
        giftQuantity: String(benefit.quantity),
        onRefund: benefit.onRefund ?? "send_back",
      };
    case "free_freight":
      return { cap: amountOf(benefit.capFen) };
    case "flash_price":
      return {
        skus: benefit.prices.map(({ skuId, priceFen, stock }) => ({
          skuId,
          price: yuanInput(priceFen),
          quantity: String(stock),
        })),
        perMemberMax: count(benefit.perMemberMax),
      };
    case "add_on":
      return {
        skus: [{ skuId: benefit.skuId, price: "", quantity: "" }],
        price: yuanInput(benefit.priceFen),
        unitsMax: count(benefit.unitsMax),
      };
  }
}

type Reader = ReturnType<typeof reader>;

/** What is sent; whatever cannot be read is noted below `at`. */
export function termsOf(form: OfferForm, read: Reader, at: string): Terms {
  return {
    benefit: benefitOf(form, read, `${at}/benefit`),
    scope: {
      productIds: [...form.productIds],
      categoryIds: [...form.categoryIds],
      excludedProductIds: [...form.excludedProductIds],
      storeIds: [...form.storeIds],
    },
    audience: {
      tierLevels: form.tierLevels.map(Number),
      isForVisitors: form.isForVisitors,
      isFirstOrder: form.isFirstOrder,
    },
    threshold: {
      fen: read.yuanOrNull(`${at}/threshold/fen`, form.threshold) ?? 0,
      units: read.wholeOrNull(`${at}/threshold/units`, form.thresholdUnits, 0) ?? 0,
      base: form.base,
      isFreightCounted: form.isFreightCounted,
    },
    stacking: {
      category: form.stacking,
      group: form.group.trim() === "" ? null : form.group.trim(),
      isWithPoints: form.isWithPoints,
    },
  };
}

function benefitOf(form: OfferForm, read: Reader, at: string): Benefit {
  const timesMax = () => read.wholeOrNull(`${at}/timesMax`, form.timesMax);
  const priceFen = () => read.yuan(`${at}/priceFen`, form.price);
  const skuId = () => read.chosen(`${at}/skuId`, form.skus[0]?.skuId ?? null);
  switch (form.kind) {
    case "amount_off":
      return { kind: "amount_off", amountFen: read.yuan(`${at}/amountFen`, form.amount) };
    case "percent_off":
      return {
        kind: "percent_off",
        payBps: read.percent(`${at}/payBps`, form.percent),
        capFen: read.yuanOrNull(`${at}/capFen`, form.cap),
      };
    case "fixed_price":
      return {
        kind: "fixed_price",
        priceFen: priceFen(),
        unitsMax: read.wholeOrNull(`${at}/unitsMax`, form.unitsMax),
      };
    case "buy_x_get_y":
      return {
        kind: "buy_x_get_y",
        buy: read.whole(`${at}/buy`, form.buy, 1),
        get: read.whole(`${at}/get`, form.get, 1),
        timesMax: timesMax(),
      };
    case "nth_item":
      return {
        kind: "nth_item",
        n: read.whole(`${at}/n`, form.n, 2),
        payBps: read.percent(`${at}/payBps`, form.percent),
        timesMax: timesMax(),
      };
    case "spend_and_save":
      return {
        kind: "spend_and_save",
        steps: form.steps.map(({ from, off }, index) => ({
          fromFen: read.yuan(`${at}/steps/${index}/fromFen`, from),
          offFen: read.yuan(`${at}/steps/${index}/offFen`, off),
        })),
        isRepeated: form.isRepeated && form.steps.length === 1,
      };
    case "bundle_price":
      return {
        kind: "bundle_price",
        items: read.some(`${at}/items`, form.skus, 2).map((one, index) => ({
          skuId: one.skuId,
          quantity: read.whole(`${at}/items/${index}/quantity`, one.quantity, 1),
        })),
        priceFen: priceFen(),
        timesMax: timesMax(),
      };
    case "gift":
      return {
        kind: "gift",
        skuId: skuId(),
        quantity: read.whole(`${at}/quantity`, form.giftQuantity, 1),
        onRefund: form.onRefund,
      };
    case "free_freight":
      return { kind: "free_freight", capFen: read.yuanOrNull(`${at}/capFen`, form.cap) };
    case "flash_price":
      return {
        kind: "flash_price",
        prices: read.some(`${at}/prices`, form.skus).map((one, index) => ({
          skuId: one.skuId,
          priceFen: read.yuan(`${at}/prices/${index}/priceFen`, one.price),
          stock: read.whole(`${at}/prices/${index}/stock`, one.quantity, 1),
        })),
        perMemberMax: read.wholeOrNull(`${at}/perMemberMax`, form.perMemberMax),
      };
    case "add_on":
      return {
        kind: "add_on",
        skuId: skuId(),
        priceFen: priceFen(),
        unitsMax: form.unitsMax.trim() === "" ? 1 : read.whole(`${at}/unitsMax`, form.unitsMax, 1),
      };
  }
}
