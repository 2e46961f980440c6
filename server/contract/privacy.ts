import { z } from "zod";
import { endpoints } from "./endpoint.ts";

/** What shoppers can demand of everything the shop knows about them (PIPL art. 45 and 47). */
export const privacyEndpoints = endpoints({
  "GET /v1/me/export": {
    tag: "我的",
    summary:
      "导出本店知道的关于我的一切，一份 JSON，边读边发：资料、同意记录、登录、地址、购买、订单、积分、券、足迹与查看记录",
    auth: "member",
    limit: "password",
    response: { media: "application/json" },
    errors: [],
  },
  "POST /v1/me/erasure": {
    tag: "我的",
    summary:
      "注销账号：资料、地址、手机号、微信、同意记录与登录随即删除，券与积分作废；法定保存的订单不再与人相连。还有未完成的订单或退款时不能注销",
    auth: "member",
    limit: "write",
    body: z.strictObject({ confirm: z.literal("delete") }),
    response: null,
    errors: ["erasure_refused"],
  },
});
