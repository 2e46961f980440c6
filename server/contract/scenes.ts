import { z } from "zod";
import { endpoints } from "./endpoint.ts";

/** The page that every code opens; it takes the scene to where it belongs. */
export const landingPage = "pages/home/index";

/** Where a code can lead, and what its id must be: null where none belongs. */
const targets = {
  home: null,
  product: /^prd_[0-9A-HJKMNP-TV-Z]{26}$/,
  campaign: /^cmp_[0-9A-HJKMNP-TV-Z]{26}$/,
  /** A coupon to be claimed, by its template or by the token of its claim link. */
  coupon: /^(?:tpl_[0-9A-HJKMNP-TV-Z]{26}|[\w-]{43})$/,
  /** A coupon that somebody gives away, by the token of the gift. */
  coupon_gift: /^[\w-]{43}$/,
  tier: null,
  points_mall: null,
  points_mall_item: /^pmi_[0-9A-HJKMNP-TV-Z]{26}$/,
} as const satisfies Record<string, RegExp | null>;

/** The pages that a code can lead to. */
export const scenePages = Object.keys(targets) as (keyof typeof targets)[];

const page = z.enum(scenePages);
const target = z.object({ page, id: z.string().nullable() });
const sceneParams = z.strictObject({
  scene: z.string().regex(/^[0-9A-Za-z]{10}$/, "应为 10 位字母或数字"),
});

/** What the codes on paper, posters and parcels lead to. */
export const scenesEndpoints = endpoints({
  "POST /v1/staff/scenes": {
    tag: "小程序码",
    summary: "取得一个页面的场景值，印在小程序码里；同一目标总是同一个。需要商品或优惠的编辑权限",
    auth: "staff",
    limit: "write",
    body: z
      .strictObject({ page, id: z.string().max(43).nullable() })
      .refine(({ page: to, id }) => (targets[to] === null) === (id === null), {
        path: ["id"],
        message: "这个页面需要编号时必须给出，不需要时应为 null",
      })
      .refine(({ page: to, id }) => id === null || (targets[to]?.test(id) ?? true), {
        path: ["id"],
        message: "编号与页面不符",
      }),
    response: z.object({
      scene: z.string(),
      path: z.string().meta({ description: "小程序内的路径，也可用于分享链接" }),
    }),
    errors: ["forbidden"],
  },
  "GET /v1/scenes/:scene": {
    tag: "小程序码",
    summary: "一个场景值通向哪里",
    auth: "none",
    params: sceneParams,
    cacheSeconds: 300,
    response: target,
    errors: ["not_found"],
  },
  "GET /v1/scenes/:scene/code": {
    tag: "小程序码",
    summary: "一个场景值的小程序码，PNG；内容不变，可长期缓存",
    auth: "none",
    limit: "write",
    params: sceneParams,
    response: { media: "image/png" },
    errors: ["not_found", "wechat_unavailable"],
  },
});
