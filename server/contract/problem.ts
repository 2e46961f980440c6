import { z } from "zod";

/**
 * Every code the API can answer with, its HTTP status and its Chinese title: one table, so a code without
 * a status or a text cannot exist. Codes are never reused for another meaning.
 */
export const errorCatalogue = {
  // Any request
  malformed: { status: 400, title: "请求内容有误，请检查标出的字段" },
  bad_json: { status: 400, title: "请求不是有效的 JSON" },
  body_too_large: { status: 413, title: "请求内容太大" },
  unsupported_media_type: { status: 415, title: "请使用 UTF-8 编码的 JSON" },
  unauthenticated: { status: 401, title: "请先登录" },
  session_expired: { status: 401, title: "登录已过期，请重新登录" },
  forbidden: { status: 403, title: "您没有权限执行此操作" },
  not_found: { status: 404, title: "没有找到" },
  method_not_allowed: { status: 405, title: "不支持的请求方式" },
  conflict: { status: 409, title: "数据刚刚被更改，请刷新后再试" },
  idempotency_mismatch: { status: 409, title: "同一编号已用于另一份内容" },
  rate_limited: { status: 429, title: "操作太频繁，请稍后再试" },
  internal: { status: 500, title: "服务出错了，我们会尽快处理" },
  unavailable: { status: 503, title: "服务暂时不可用，请稍后重试" },
  call_refused: { status: 401, title: "调用没有有效的签名、已过期或已用过" },
  // Identity
  wechat_code_invalid: { status: 422, title: "微信登录凭证无效或已使用，请重试" },
  wechat_user_blocked: { status: 403, title: "该微信账号存在风险，暂不能登录" },
  wechat_unavailable: { status: 503, title: "微信暂时没有响应，请稍后重试" },
  phone_taken: { status: 409, title: "该手机号已绑定其他微信账号" },
  phone_code_wrong: { status: 422, title: "验证码不正确或已失效" },
  sms_unavailable: { status: 503, title: "短信验证码暂时不可用，请用微信登录" },
  wechat_needed: { status: 422, title: "请先绑定微信" },
  wechat_taken: { status: 409, title: "该微信已属于另一个账号" },
  consent_required: { status: 422, title: "需要先同意隐私说明" },
  invitation_invalid: { status: 422, title: "邀请无效、已使用或已过期" },
  credentials_invalid: { status: 401, title: "账号或密码不正确" },
  password_weak: { status: 422, title: "密码太弱，请至少 10 位并避免常见密码" },
  staff_disabled: { status: 403, title: "该员工账号已停用" },
  login_taken: { status: 409, title: "该登录名已被使用" },
  last_owner: { status: 422, title: "至少要保留一位店主" },
  content_rejected: { status: 422, title: "内容未通过安全检查，请修改后再试" },
  erasure_refused: { status: 409, title: "还有未完成的事，现在不能注销账号" },
  address_book_full: { status: 422, title: "收货地址最多保存 20 个，请先删除不用的" },
  // Catalog and stock
  product_unavailable: { status: 422, title: "商品已下架" },
  sku_unavailable: { status: 422, title: "该规格不可购买" },
  sku_needed: { status: 422, title: "已有的规格不能删除，可以停售" },
  shelf_refused: { status: 422, title: "商品资料不全，暂不能上架" },
  sku_code_taken: { status: 409, title: "规格编码已被使用" },
  stock_insufficient: { status: 409, title: "库存不足" },
  purchase_limit: { status: 422, title: "超过限购数量" },
  media_invalid: { status: 422, title: "图片无法识别或太大" },
  // Cart, quote, order
  shop_not_open: { status: 503, title: "店铺还没有开张：请先发布运费规则" },
  cart_line_missing: { status: 404, title: "购物车里没有这件商品" },
  cart_full: { status: 422, title: "购物车已满" },
  address_unserved: { status: 422, title: "暂不支持配送到该地区" },
  price_changed: { status: 409, title: "价格有变化，请确认后再提交" },
  open_orders_limit: { status: 422, title: "待付款订单太多，请先付款或取消" },
  order_state: { status: 409, title: "订单当前状态不能执行此操作" },
  address_change_used: { status: 422, title: "收货地址只能修改一次" },
  pickup_code_wrong: { status: 422, title: "取货码不正确" },
  carrier_unknown: { status: 422, title: "微信不认识这家快递公司" },
  shipment_exceeds: { status: 422, title: "发货数量超过未发数量" },
  // Payments and refunds
  payment_state: { status: 409, title: "当前状态不能付款" },
  payment_unavailable: { status: 503, title: "微信支付暂时没有响应，请稍后重试" },
  payment_mismatch: { status: 409, title: "支付信息与订单不一致，已转人工核对" },
  notification_invalid: { status: 401, title: "通知签名无效" },
  refund_exceeds: { status: 409, title: "超过可退数量或金额" },
  refund_state: { status: 409, title: "退款当前状态不能执行此操作" },
  refund_changed: { status: 409, title: "退款结果有变化，请重新预览" },
  refund_refused: { status: 409, title: "微信支付没有受理这次退款" },
  refund_window: { status: 422, title: "超过微信支付可退款期限" },
  refund_limit: { status: 422, title: "该订单退款次数已达上限" },
  bill_not_ready: { status: 409, title: "账单尚未生成，请稍后再试" },
  case_closed: { status: 409, title: "该差异已处理" },
  // Points
  points_insufficient: { status: 409, title: "可用积分不足" },
  points_policy_invalid: { status: 422, title: "积分规则有误" },
  adjustment_limit: { status: 422, title: "超过您可以调整的积分上限" },
  approval_needed: { status: 422, title: "需要另一位同事批准" },
  approval_state: { status: 409, title: "该申请已处理" },
  approval_own: { status: 403, title: "不能批准自己提交的申请" },
  // Coupons, promo codes and promotions
  coupon_unavailable: { status: 409, title: "该优惠券现在不可用" },
  coupon_sold_out: { status: 409, title: "优惠券已领完" },
  coupon_claim_limit: { status: 422, title: "已达到领取上限" },
  coupon_not_claimable: { status: 422, title: "该优惠券不能领取" },
  template_state: { status: 409, title: "券当前状态不能执行此操作" },
  code_invalid: { status: 422, title: "优惠码无效" },
  code_locked: { status: 429, title: "尝试次数过多，请稍后再试" },
  code_budget: { status: 422, title: "超过您的优惠码预算" },
  offer_refused: { status: 422, title: "优惠设置有误，请检查标出的内容" },
  campaign_state: { status: 409, title: "活动当前状态不能执行此操作" },
  campaign_over: { status: 409, title: "活动名额或预算已用完" },
  personal_price_invalid: { status: 422, title: "专属价格有误" },
  // Points mall
  mall_item_unavailable: { status: 422, title: "该兑换品现在不能兑换" },
  mall_item_sold_out: { status: 409, title: "兑换品已兑完" },
  mall_item_state: { status: 409, title: "兑换品当前状态不能执行此操作" },
  mall_item_refused: { status: 422, title: "兑换品未通过发布检查" },
  // Imports
  import_refused: { status: 422, title: "文件无法读取，请检查标出的文件" },
  import_state: { status: 409, title: "这次导入当前状态不能执行此操作" },
  // Members and tiers
  note_final: { status: 409, title: "备注写下超过 5 分钟，不能撤回" },
  policy_invalid: { status: 422, title: "等级规则有误" },
  benefits_taken: { status: 422, title: "有会员权益被取消或降低，请逐项确认" },
  policy_version: { status: 409, title: "等级规则已被他人更新，请刷新" },
} as const satisfies Record<string, { status: number; title: string }>;

/** A code that the API can answer with. */
export type ErrorCode = keyof typeof errorCatalogue;

/** One thing wrong: where (a JSON pointer into what was sent, `""` for the whole of it), its code and a sentence. */
export const problemIssue = z.object({
  pointer: z.string(),
  code: z.string(),
  detail: z.string(),
});

/** The one shape of every refusal (RFC 9457, `application/problem+json`), all issues at once, one at the least. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.array(problemIssue).min(1),
});

/** One thing wrong in a request. */
export type ProblemIssue = z.output<typeof problemIssue>;
/** The wire shape of a refusal. */
export type Problem = z.output<typeof problem>;
