import type { OfferTerms } from "../../../contract/offer-terms.ts";
import { formatYuan } from "../../../kernel/money.ts";
import type { CampaignSchedule } from "./schedule.ts";

/**
 * Says in one short Chinese line what an offer gives and from when, `满 ¥100.00 减 ¥10.00`.
 * @param giftTitle what a gift is called; without it it is 赠品.
 */
export function describeTerms(
  { benefit, threshold, audience }: OfferTerms,
  giftTitle = "赠品",
): string {
  const conditions = [
    ...(audience.isFirstOrder ? ["首单"] : []),
    ...(threshold.fen > 0 ? [`满 ${formatYuan(threshold.fen)}`] : []),
    ...(threshold.units > 0 ? [`满 ${threshold.units} 件`] : []),
  ];
  return [...conditions, describeBenefit(benefit, giftTitle)].join(" ");
}

/** What is paid of a price, in the Chinese way: 8 800 is 8.8 折. */
export const describeRate = (payBps: number): string => `${payBps / 1_000} 折`;

const timesText = (times: number | null): string =>
  times === null ? "" : `，每单最多 ${times} 次`;

function describeBenefit(benefit: OfferTerms["benefit"], giftTitle: string): string {
  switch (benefit.kind) {
    case "amount_off":
      return `减 ${formatYuan(benefit.amountFen)}`;
    case "percent_off":
      return `${describeRate(benefit.payBps)}${
        benefit.capFen === null ? "" : `，最多减 ${formatYuan(benefit.capFen)}`
      }`;
    case "fixed_price":
      return `每件 ${formatYuan(benefit.priceFen)}${
        benefit.unitsMax === null ? "" : `，每单限 ${benefit.unitsMax} 件`
      }`;
    case "buy_x_get_y":
      return `买 ${benefit.buy} 送 ${benefit.get}${timesText(benefit.timesMax)}`;
    case "nth_item":
      return `第 ${benefit.n} 件 ${
        benefit.payBps === 0 ? "0 元" : describeRate(benefit.payBps)
      }${timesText(benefit.timesMax)}`;
    case "spend_and_save":
      return benefit.steps
        .map(
          ({ fromFen, offFen }) =>
            `${benefit.isRepeated ? "每满" : "满"} ${formatYuan(fromFen)} 减 ${formatYuan(offFen)}`,
        )
        .join("，");
    case "bundle_price":
      return `套餐价 ${formatYuan(benefit.priceFen)}${timesText(benefit.timesMax)}`;
    case "gift":
      return `送${giftTitle} ${benefit.quantity} 件`;
    case "free_freight":
      return benefit.capFen === null ? "包邮" : `免运费，最多 ${formatYuan(benefit.capFen)}`;
    case "flash_price":
      return `限时价 ${formatYuan(Math.min(...benefit.prices.map(({ priceFen }) => priceFen)))} 起${
        benefit.perMemberMax === null ? "" : `，每人限 ${benefit.perMemberMax} 件`
      }`;
    case "add_on":
      return `加 ${formatYuan(benefit.priceFen)} 换购，每单限 ${benefit.unitsMax} 件`;
  }
}

const weekdayNames = ["一", "二", "三", "四", "五", "六", "日"];

/** Says in one short Chinese line on which days a campaign runs; 每天 without a member day. */
export function describeDays({
  weekdays,
  monthDays,
}: Pick<CampaignSchedule, "weekdays" | "monthDays">): string {
  const parts = [
    ...weekdays.toSorted((a, b) => a - b).map((day) => `每周${weekdayNames[day - 1] ?? ""}`),
    ...monthDays.toSorted((a, b) => a - b).map((day) => `每月 ${day} 日`),
  ];
  return parts.length === 0 ? "每天" : parts.join("、");
}
