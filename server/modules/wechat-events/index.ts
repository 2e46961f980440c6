// What WeChat tells outside of payments: message push (消息推送). Words: event (事件), inbox (收件箱).
// Invariants: nothing is believed that is not signed; every event is kept once, however often it is pushed and by
// whichever way it came; an event nobody asked for is kept as well and acknowledged, for WeChat would only repeat it.
export { forgetEvents } from "./forget-events.ts";
export { receiveEvent } from "./receive-event.ts";
export { wechatEventsHandlers } from "./wechat-events.routes.ts";
