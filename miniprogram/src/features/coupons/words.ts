import { useDateWords, useTexts, type Say } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { dayAfter, dayOf, money, today } from "@/lib/format";
import { useApi } from "@/lib/query";
import type { Claimable, CouponTerms } from "./use-coupons";

type T = Say<typeof couponTexts>;
type Benefit = CouponTerms["benefit"];

/** What stands large on a coupon: money, or a word; and a word beneath. */
export type Value = { readonly fen: number | null; readonly text: string; readonly note: string };

/** Money in a sentence: whole yuan without their zeros. */
export const shortMoney = (fen: number): string => money(fen).replace(/\.00$/, "");

const rateOf = (t: T, payBps: number): string =>
  t("rate", { n: payBps / 1_000, percent: (10_000 - payBps) / 100 });

const cappedAt = (
  t: T,
  key: "capped" | "cappedFreight",
  capFen: number | null | undefined,
): string => (capFen === null || capFen === undefined ? "" : t(key, { money: shortMoney(capFen) }));

/** Says what a benefit is worth, as large as it can be said. */
export function valueOf(t: T, benefit: Benefit): Value {
  switch (benefit.kind) {
    case "amount_off":
      return { fen: benefit.amountFen, text: "", note: t("off") };
    case "percent_off":
      return {
        fen: null,
        text: rateOf(t, benefit.payBps),
        note: cappedAt(t, "capped", benefit.capFen),
      };
    case "fixed_price":
      return { fen: benefit.priceFen, text: "", note: t("fixedPrice") };
    case "buy_x_get_y":
      return { fen: null, text: t("buyGet", { buy: benefit.buy, get: benefit.get }), note: "" };
    case "nth_item": {
      const { n, payBps } = benefit;
      const text = payBps === 0 ? t("nthFree", { n }) : t("nth", { n, rate: rateOf(t, payBps) });
      return { fen: null, text, note: "" };
    }
    case "spend_and_save": {
      const most = Math.max(...benefit.steps.map(({ offFen }) => offFen));
      return { fen: most, text: "", note: benefit.steps.length > 1 ? t("upTo") : t("off") };
    }
    case "bundle_price":
      return { fen: benefit.priceFen, text: "", note: t("bundle") };
    case "gift":
      return { fen: null, text: t("gift", { n: benefit.quantity }), note: "" };
    case "free_freight":
      return {
        fen: null,
        text: t("freeFreight"),
        note: cappedAt(t, "cappedFreight", benefit.capFen),
      };
    case "flash_price": {
      const least = Math.min(...benefit.prices.map(({ priceFen }) => priceFen));
      return { fen: least, text: "", note: t("from") };
    }
    case "add_on":
      return { fen: benefit.priceFen, text: "", note: t("addOn") };
  }
}

/** Says from when on a coupon applies. */
export function thresholdOf(t: T, { benefit, threshold }: CouponTerms): string {
  if (benefit.kind === "spend_and_save")
    return benefit.steps
      .map(({ fromFen, offFen }) =>
        t(benefit.isRepeated === true ? "stepRepeated" : "step", {
          from: shortMoney(fromFen),
          off: shortMoney(offFen),
        }),
      )
      .join(" · ");
  const parts: string[] = [];
  if ((threshold?.fen ?? 0) > 0)
    parts.push(t("fromMoney", { money: shortMoney(threshold?.fen ?? 0) }));
  if ((threshold?.units ?? 0) > 0) parts.push(t("fromUnits", { n: threshold?.units ?? 0 }));
  if (parts.length === 0) return t("noThreshold");
  if (threshold?.isFreightCounted === true) parts.push(t("withFreight"));
  if (threshold?.base === "before_discounts") parts.push(t("beforeDiscounts"));
  return parts.join(" · ");
}

/** Says which goods and which people a coupon is for, and what it does not go with. */
export function useScopeWords(): (terms: CouponTerms) => string[] {
  const t = useTexts(couponTexts);
  const tree = useApi("GET /v1/categories", {}, { isKept: true });
  const names = new Map(
    (tree.data?.items ?? [])
      .flatMap((parent) => [parent, ...parent.children])
      .map(({ categoryId, name }) => [categoryId, name]),
  );
  return ({ scope, audience, stacking }) => {
    const said: string[] = [];
    const {
      productIds = [],
      categoryIds = [],
      excludedProductIds = [],
      storeIds = [],
    } = scope ?? {};
    if (categoryIds.length > 0) {
      const known = categoryIds.flatMap((id) => names.get(id) ?? []);
      said.push(
        known.length === 0 ? t("someCategory") : t("someCategories", { names: known.join("、") }),
      );
    }
    if (productIds.length > 0) said.push(t("someGoods", { n: productIds.length }));
    if (said.length === 0) said.push(t("allGoods"));
    if (excludedProductIds.length > 0) said.push(t("exceptSome", { n: excludedProductIds.length }));
    if (storeIds.length > 0) said.push(t("someStores"));
    if (audience?.isFirstOrder === true) said.push(t("firstOrder"));
    if ((audience?.tierLevels ?? []).length > 0) said.push(t("someTiers"));
    if (stacking?.category === "never") said.push(t("alone"));
    if (stacking?.isWithPoints === false) said.push(t("notWithPoints"));
    return said;
  };
}

/** The last day that belongs to a time that ends at an instant. */
export const lastDay = (until: string): string => new Date(Date.parse(until) - 1).toISOString();

const shanghaiDay = (instant: string): string =>
  new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);

/** Days until a coupon is over, today being 0; null when there is much time. */
export function daysLeft(until: string): number | null {
  const end = shanghaiDay(lastDay(until));
  const now = today();
  for (let days = 0; days <= 3; days += 1) if (dayAfter(now, days) === end) return days;
  return null;
}

/** Says for how long a coupon is good once it is claimed. */
export function useValidityWords(): (validity: Claimable["validity"]) => string {
  const t = useTexts(couponTexts);
  const words = useDateWords();
  return (validity) => {
    if (validity.kind === "absolute")
      return t("validBetween", {
        from: dayOf(validity.from, words),
        until: dayOf(lastDay(validity.until), words),
      });
    const later = validity.startsInDays ?? 0;
    return later === 0
      ? t("validDays", { n: validity.days })
      : t("validDaysLater", { later, n: validity.days });
  };
}
