import { useTexts, type Say } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import type { Input } from "@/lib/api";
import { money } from "@/lib/format";

/** What an offer is, as it is written. */
export type Terms = Input<"POST /v1/staff/coupon-templates">["body"]["terms"];
/** What an offer gives, as it is written. */
export type Benefit = Terms["benefit"];

type T = Say<typeof staffOfferTexts>;

/** Money in a sentence: whole yuan without their zeros. */
export const shortMoney = (fen: number): string => money(fen).replace(/\.00$/, "");

/** Basis points that are still paid, as the trade says it: 8800 → 8.8 折. */
const fold = (t: T, payBps: number): string =>
  t("fold", { n: payBps / 1_000, p: 100 - payBps / 100 });

const capped = (t: T, capFen: number | null | undefined): string =>
  capFen === null || capFen === undefined ? "" : t("capped", { money: shortMoney(capFen) });

/** What an offer gives, in a few words. */
export function useOfferWords(): (terms: Terms) => string {
  const t = useTexts(staffOfferTexts);
  return (terms) => {
    const from = terms.threshold?.fen ?? 0;
    const units = terms.threshold?.units ?? 0;
    const begin = [
      ...(from > 0 ? [t("from", { money: shortMoney(from) })] : []),
      ...(units > 0 ? [t("fromUnits", { n: units })] : []),
    ].join(" ");
    return `${begin === "" ? "" : `${begin} `}${benefitWords(t, terms.benefit)}`;
  };
}

function benefitWords(t: T, benefit: Benefit): string {
  switch (benefit.kind) {
    case "amount_off":
      return t("off", { money: shortMoney(benefit.amountFen) });
    case "percent_off":
      return `${fold(t, benefit.payBps)}${capped(t, benefit.capFen)}`;
    case "fixed_price":
      return t("each", { money: shortMoney(benefit.priceFen) });
    case "buy_x_get_y":
      return t("buyGet", { buy: benefit.buy, get: benefit.get });
    case "nth_item":
      return t("nth", { n: benefit.n, fold: fold(t, benefit.payBps) });
    case "spend_and_save":
      return benefit.steps
        .map(({ fromFen, offFen }) =>
          t(benefit.isRepeated === true ? "everyStep" : "oneStep", {
            from: shortMoney(fromFen),
            off: shortMoney(offFen),
          }),
        )
        .join(" · ");
    case "bundle_price":
      return t("bundleAt", { n: benefit.items.length, money: shortMoney(benefit.priceFen) });
    case "gift":
      return t("giftOf", { n: benefit.quantity });
    case "free_freight":
      return `${t("freeFreight")}${capped(t, benefit.capFen)}`;
    case "flash_price":
      return t("flashFrom", {
        n: benefit.prices.length,
        money: shortMoney(Math.min(...benefit.prices.map(({ priceFen }) => priceFen))),
      });
    case "add_on":
      return t("addOnAt", { money: shortMoney(benefit.priceFen) });
  }
}
