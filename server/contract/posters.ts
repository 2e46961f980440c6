import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { id } from "./primitives.ts";

/** Pictures to be shared. */
export const postersEndpoints = endpoints({
  "GET /v1/products/:productId/poster": {
    tag: "商品",
    summary: "商品海报（JPEG，750 × 1120）：图片、名称、价格与小程序码；可凭 ETag 再问",
    auth: "none",
    params: z.object({ productId: id("prd") }),
    response: { media: "image/jpeg" },
    errors: ["not_found", "wechat_unavailable"],
  },
});
