import { texts } from "./index";

/** Words of the cart. */
export const cartTexts = texts({
  empty: ["购物车还空着", "Your cart is empty"],
  emptyNote: ["看到喜欢的就放进来，登录后也还在", "What you put in stays, also after you log in"],
  look: ["去逛逛", "Look around"],
  all: ["全选", "All"],
  select: ["选中{title}", "Select {title}"],
  remove: ["移除", "Remove"],
  removeIt: ["移除{title}", "Remove {title}"],
  removeTitle: ["移出购物车", "Remove from the cart"],
  removeText: ["「{title}」将从购物车移除", "“{title}” will leave the cart"],
  quantityOf: ["{title}的数量", "How many of {title}"],
  checkout: ["去结算（{count}）", "Check out ({count})"],
  checkoutNone: ["去结算", "Check out"],
  sum: ["合计", "Total"],
  noFreight: ["不含运费", "without delivery"],
  waiting: ["正在更新…", "Updating…"],
  saved: ["已优惠 {price}", "{price} off"],
  best: ["结算时用{what}，再省 {price}", "Another {price} off at checkout with {what}"],
  bestCoupons: ["券", "coupons"],
  bestPoints: ["积分", "points"],
  bestBoth: ["券和积分", "coupons and points"],
  logIn: ["登录后可用会员价、券和积分", "Log in for member prices, coupons and points"],
  logInAct: ["去登录", "Log in"],
  away: [
    "网络不通或店里没有答复，您的修改已记下，连上后自动更新",
    "No answer. Your changes are kept and will be sent",
  ],
  retry: ["现在重试", "Try now"],
  freeFreight: ["还差 {price} 包邮", "{price} more for free delivery"],
  freeFreightTo: [
    "按寄往{province}计算，其他地区以结算为准",
    "To {province}; elsewhere see the checkout",
  ],
});
