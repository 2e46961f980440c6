import { texts } from "./index";

/** Words of the explained price. */
export const priceTexts = texts({
  title: ["价格明细", "How the price is made"],
  goods: ["{title} × {count}", "{title} × {count}"],
  goodsWith: ["{title}（{options}）× {count}", "{title} ({options}) × {count}"],
  order: ["整单", "Order"],
  total: ["应付", "To pay"],
  paid: ["实付", "Paid"],
  points: ["另用 {points} 分", "and {points} points"],
  given: ["已赠", "Given"],
  free: ["免", "Free"],
  unusedShow: ["还有 {count} 项优惠这次没有用上", "{count} offers not applied this time"],
  unusedHide: ["收起没有用上的优惠", "Hide offers that do not apply"],
  unused: ["未用上", "Not applied"],
});

/** An offer that gives something says so in its name: “满百有礼：赠 帆布袋”. */
export const giftMark = "：赠 ";
