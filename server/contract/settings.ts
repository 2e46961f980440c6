import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { address, instant, text } from "./primitives.ts";
import { storePhone } from "./stores.ts";

const shown = {
  name: z.string(),
  slogan: z.string(),
  servicePhone: z.string().nullable(),
  serviceHours: z.string(),
  /** What the search page proposes, the most wanted first. */
  hotWords: z.array(z.string()),
};

const staffShop = z.object({
  ...shown,
  /** Where shoppers send goods back to; told to those who return something, not to everybody. */
  refundAddress: z.object(address.shape).nullable(),
  /** 0 as long as nobody has set anything. */
  version: z.int(),
  changedAt: instant.nullable(),
});

/** How the shop presents itself: what everybody may read of it, and what staff set. */
export const settingsEndpoints = endpoints({
  "GET /v1/shop": {
    tag: "店铺",
    summary: "店铺名片：名称、标语、客服电话与时间、热搜词；isDemo 表示背后是本地微信",
    auth: "none",
    cacheSeconds: 60,
    response: z.object({ ...shown, isDemo: z.boolean() }),
    errors: [],
  },
  "GET /v1/staff/shop": {
    tag: "店铺",
    summary: "店铺设置，附退货地址与版本",
    auth: "staff:stores.edit",
    response: staffShop,
    errors: [],
  },
  "PUT /v1/staff/shop": {
    tag: "店铺",
    summary: "保存店铺设置；须带上所见的版本，限可见全部门店的员工",
    auth: "staff:stores.edit",
    body: z.strictObject({
      expectedVersion: z.int().min(0),
      name: text(20),
      slogan: text(40),
      servicePhone: storePhone.nullable(),
      serviceHours: text(60),
      hotWords: z
        .array(text(12))
        .max(12)
        .refine((list) => new Set(list).size === list.length, "同一个词不能出现两次"),
      refundAddress: address.nullable(),
    }),
    response: staffShop,
    errors: ["conflict", "forbidden"],
  },
});
