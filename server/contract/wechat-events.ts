import { z } from "zod";
import { endpoints } from "./endpoint.ts";

const parameter = z.string().max(200).optional();

const messageQuery = z.object({
  signature: parameter,
  timestamp: parameter,
  nonce: parameter,
  echostr: parameter,
  encrypt_type: parameter,
  msg_signature: parameter,
  openid: parameter,
});

/** Where WeChat's message push calls; the cloud function `message-push` is the other way in. */
export const wechatEventsEndpoints = endpoints({
  "GET /v1/wechat/messages": {
    tag: "微信消息",
    summary: "微信消息推送的地址验证：签名正确则原样返回 echostr",
    auth: "none",
    query: messageQuery,
    response: { media: "text/plain" },
    errors: ["notification_invalid", "not_found"],
  },
  "POST /v1/wechat/messages": {
    tag: "微信消息",
    summary: "微信推送的事件（JSON；明文与安全模式）；验签后入库，重复推送无害，应答 success",
    auth: "none",
    rawBody: true,
    query: messageQuery,
    response: { media: "text/plain" },
    errors: ["notification_invalid", "not_found"],
  },
});
