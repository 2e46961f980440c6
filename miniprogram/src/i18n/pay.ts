import { texts } from "./index";

/** Words about paying and what came of it. */
export const payTexts = texts({
  away: [
    "网络不通或店里没有答复，付款还没有开始，请稍后再付",
    "No answer. Nothing has been paid yet, please try again",
  ],
  elsewhere: [
    "请在微信小程序「我的订单」里付款：浏览器里打不开微信支付",
    "Please pay in the WeChat mini-program, under My orders: a browser cannot open WeChat Pay",
  ],
});
