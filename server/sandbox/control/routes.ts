import { randomUUID } from "node:crypto";
import { Router } from "@koa/router";
import type { Next } from "koa";
import { z } from "zod";
import { faultSchema, spoilKinds } from "../faults.ts";
import { ControlRefusal, queryText, type SandboxContext, type SandboxState } from "../http.ts";
import { cashierPage } from "../pages/cashier.ts";
import { indexPage } from "../pages/index.ts";
import { smsPage } from "../pages/sms.ts";
import { sumBook } from "../pay/book.ts";
import {
  findPayable,
  payAtCashier,
  verifyClientParameters,
  type ClientParameters,
} from "../pay/cashier.ts";
import type { Ledger } from "../pay/ledger.ts";
import type { Notification, Notifier } from "../pay/notifier.ts";
import type { Refunds } from "../pay/refunds.ts";
import { dayStart, rfc3339 } from "../shanghai.ts";
import type { Inbox } from "../sms/inbox.ts";
import type { Mint } from "../wechat/mint.ts";
import { pushMessage, pushSchema, verifyAddress } from "../wechat/message-push.ts";
import { confirmReceipt } from "../wechat/shipping.ts";
import type { Subscriptions } from "../wechat/subscribe.ts";
import type { World } from "../world.ts";
import { codeSchema, paySchema, phoneCalls } from "./phone-calls.ts";

/** What the control surface steers. */
export interface Controlled {
  readonly world: World;
  readonly ledger: Ledger;
  readonly notifier: Notifier;
  readonly refunds: Refunds;
  readonly mint: Mint;
  readonly subscriptions: Subscriptions;
  readonly inbox: Inbox;
}

const CLIENT_FIELDS = ["appId", "timeStamp", "nonceStr", "package", "signType", "paySign"] as const;
const clientSchema = z.object({
  appId: z.string(),
  timeStamp: z.string(),
  nonceStr: z.string().min(1).max(32),
  package: z.string(),
  signType: z.string(),
  paySign: z.string(),
});
const clockSchema = z
  .strictObject({
    offsetMs: z.number().optional(),
    now: z.union([z.number(), z.iso.datetime({ offset: true })]).optional(),
    advanceMs: z.number().min(0).optional(),
    signatures: z.enum(["real", "moved"]).optional(),
  })
  .refine(
    ({ offsetMs, now, advanceMs }) =>
      [offsetMs, now, advanceMs].filter((value) => value !== undefined).length <= 1,
    { error: "offsetMs、now、advanceMs 只能给一个" },
  );
const settingsSchema = z.strictObject({
  refundDelayMs: z
    .int()
    .min(0)
    .max(30 * 86_400_000)
    .optional(),
  releasedPages: z.array(z.string()).optional(),
});
const phoneSchema = z.strictObject({
  phone: z.string().regex(/^(\+?\d{1,4}-)?\d{5,15}$/, "phone 须为手机号，可带 +区号-"),
});

function read<S extends z.ZodType>(schema: S, ctx: SandboxContext): z.infer<S> {
  let body: unknown;
  try {
    body = ctx.state.raw.length === 0 ? {} : JSON.parse(ctx.state.raw.toString());
  } catch {
    throw new ControlRefusal(400, "PARAM_ERROR", "请求体不是合法的JSON");
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ControlRefusal(400, "PARAM_ERROR", z.prettifyError(parsed.error));
}

function showNotification(notification: Notification): object {
  const { nextAt, createdAt, attempts, ...rest } = notification;
  return {
    ...rest,
    createdAt: rfc3339(createdAt),
    nextAt: nextAt === undefined ? null : rfc3339(nextAt),
    attempts: attempts.map(({ at, ...attempt }) => ({ at: rfc3339(at), ...attempt })),
  };
}

function showClock({ clock }: World): object {
  const now = clock.now();
  return {
    now: rfc3339(now),
    nowMs: now,
    offsetMs: clock.offsetMs,
    signatures: clock.wireMoves ? "moved" : "real",
  };
}

/** Client parameters given in full are verified; given in part they are refused by the schema. */
function checkClient(world: World, prepayId: string, given: Record<string, unknown>): void {
  if (!CLIENT_FIELDS.some((field) => given[field] !== undefined)) return;
  const parsed = clientSchema.safeParse(given);
  if (!parsed.success)
    throw new ControlRefusal(400, "PAY_SIGN_ERROR", z.prettifyError(parsed.error));
  verifyClientParameters(world, prepayId, parsed.data satisfies ClientParameters);
}

type ControlRouter = Router<SandboxState>;

function addCashier(router: ControlRouter, { world, ledger, notifier }: Controlled): void {
  router.get("/__sandbox/cashier", (ctx) => {
    ctx.type = "html";
    const prepayId = queryText(ctx, "prepay_id") ?? "";
    try {
      checkClient(world, prepayId, { ...ctx.query });
      const order = findPayable(world, ledger, prepayId);
      ctx.body = cashierPage({ order, query: { ...ctx.query } });
    } catch (error) {
      if (!(error instanceof ControlRefusal)) throw error;
      ctx.status = error.status;
      ctx.body = cashierPage({ refusal: error.message, query: { ...ctx.query } });
    }
  });
  router.post("/__sandbox/pay", (ctx) => {
    const { prepay_id: prepayId, outcome, openid } = read(paySchema, ctx);
    checkClient(world, prepayId, read(z.record(z.string(), z.unknown()), ctx));
    ctx.body = payAtCashier(world, ledger, notifier, { prepayId, outcome, openid });
  });
}

function addClock(router: ControlRouter, { world }: Controlled): void {
  const { clock, agenda } = world;
  router.get("/__sandbox/clock", (ctx) => {
    ctx.body = showClock(world);
  });
  router.post("/__sandbox/clock", async (ctx) => {
    const { offsetMs, now, advanceMs, signatures } = read(clockSchema, ctx);
    if (signatures !== undefined) clock.setWireMoves(signatures === "moved");
    const current = clock.now();
    let target = current + (advanceMs ?? 0);
    if (offsetMs !== undefined) target = current - clock.offsetMs + offsetMs;
    if (now !== undefined) target = typeof now === "number" ? now : Date.parse(now);
    if (target > current) await agenda.advanceTo(target);
    else if (target < current) clock.moveTo(target);
    if (offsetMs !== undefined) clock.setOffset(offsetMs);
    agenda.wake();
    ctx.body = showClock(world);
  });
}

function addNotifications(router: ControlRouter, { notifier }: Controlled): void {
  const sendSchema = z.strictObject({ fault: z.enum(spoilKinds).optional() });
  router.get("/__sandbox/notifications", (ctx) => {
    const wanted = queryText(ctx, "out_trade_no");
    const all = [...notifier.list()].filter(
      ({ outTradeNo }) => wanted === undefined || outTradeNo === wanted,
    );
    ctx.body = { notifications: all.toReversed().map(showNotification) };
  });
  router.post("/__sandbox/notifications/:id/send", async (ctx) => {
    const { fault } = read(sendSchema, ctx);
    const notification = notifier.byId(ctx.params["id"] ?? "");
    if (!notification) throw new ControlRefusal(404, "NOT_FOUND", "没有这条通知");
    const { at, ...attempt } = await notifier.sendNow(notification, fault);
    ctx.body = { at: rfc3339(at), ...attempt };
  });
}

function addOrders(router: ControlRouter, { world, ledger, refunds }: Controlled): void {
  const endSchema = z.strictObject({ status: z.enum(["SUCCESS", "ABNORMAL", "CLOSED"]) });
  const withdrawSchema = z.strictObject({ fen: z.int().min(1) });
  router.get("/__sandbox/book", (ctx) => {
    const date = queryText(ctx, "date");
    if (date !== undefined && dayStart(date) === undefined)
      throw new ControlRefusal(400, "PARAM_ERROR", "date 须为 YYYY-MM-DD");
    ctx.body = sumBook(ledger, date);
  });
  router.post("/__sandbox/refunds/:no", (ctx) => {
    const { status } = read(endSchema, ctx);
    const refund = ledger.refundByNo(ctx.params["no"] ?? "");
    if (!refund) throw new ControlRefusal(404, "NOT_FOUND", "没有这笔退款");
    if (refund.status !== "PROCESSING")
      throw new ControlRefusal(409, "REFUND_ENDED", "这笔退款已结束");
    refunds.end(refund, status);
    ctx.body = { out_refund_no: refund.outRefundNo, status };
  });
  router.post("/__sandbox/orders/:no/confirm-receipt", async (ctx) => {
    const order = ledger.byOutTradeNo(ctx.params["no"] ?? "");
    if (!order) throw new ControlRefusal(404, "NOT_FOUND", "没有这笔订单");
    if (!confirmReceipt(world, ledger, order))
      throw new ControlRefusal(409, "NOT_SHIPPED", "订单不在待收货状态");
    const at = Math.floor(world.clock.now() / 1_000);
    await push(world, {
      Event: "trade_manage_order_settlement",
      transaction_id: order.transactionId,
      merchant_id: world.credentials.mchid,
      merchant_trade_no: order.outTradeNo,
      confirm_receive_method: 1,
      confirm_receive_time: at,
      settlement_time: at,
    });
    ctx.body = { out_trade_no: order.outTradeNo };
  });
  router.post("/__sandbox/withdraw", (ctx) => {
    const { fen } = read(withdrawSchema, ctx);
    if (fen > ledger.balance()) throw new ControlRefusal(409, "NOT_ENOUGH", "可提现余额不足");
    const id = `withdraw-${randomUUID()}`;
    ledger.withdrawals.put(id, { id, amount: fen, at: world.clock.now() });
    ctx.body = { balance: ledger.balance() };
  });
}

/** Pushes an event to the address that was set up; to nobody where there is none. */
async function push(world: World, message: Record<string, unknown>) {
  const { messagePush } = world.settings.get();
  return messagePush === undefined ? [] : await pushMessage(world, messagePush, message);
}

function addMessages(router: ControlRouter, { world, subscriptions }: Controlled): void {
  const grantSchema = z.strictObject({ openid: z.string().min(1), template_id: z.string().min(1) });
  router.post("/__sandbox/message-push", async (ctx) => {
    const setup = read(pushSchema, ctx);
    if (!(await verifyAddress(world, setup.url)))
      throw new ControlRefusal(409, "NOT_VERIFIED", "这个地址没有原样返回 echostr");
    world.settings.change({ messagePush: setup });
    ctx.body = setup;
  });
  router.post("/__sandbox/messages", async (ctx) => {
    ctx.body = { tries: await push(world, read(z.record(z.string(), z.unknown()), ctx)) };
  });
  router.post("/__sandbox/subscriptions", async (ctx) => {
    const { openid, template_id: templateId } = read(grantSchema, ctx);
    const remaining = subscriptions.accept(openid, templateId);
    await push(world, {
      Event: "subscribe_msg_popup_event",
      FromUserName: openid,
      List: { TemplateId: templateId, SubscribeStatusString: "accept", PopupScene: "0" },
    });
    ctx.body = { remaining };
  });
}

function addSettings(router: ControlRouter, { world, mint }: Controlled): void {
  const modeSchema = z.strictObject({
    signing: z.enum(["public_key", "certificate", "public_key_only"]),
  });
  router.post("/__sandbox/mode", (ctx) => {
    world.settings.change(read(modeSchema, ctx));
    ctx.body = world.settings.get();
  });
  router.post("/__sandbox/settings", (ctx) => {
    const { refundDelayMs, releasedPages } = read(settingsSchema, ctx);
    world.settings.change({
      ...(refundDelayMs === undefined ? {} : { refundDelayMs }),
      ...(releasedPages === undefined ? {} : { releasedPages }),
    });
    ctx.body = world.settings.get();
  });
  router.post("/__sandbox/codes", (ctx) => {
    ctx.body = { code: mint.loginCode(read(codeSchema, ctx)) };
  });
  router.post("/__sandbox/phone-codes", (ctx) => {
    ctx.body = { code: mint.phoneCode(read(phoneSchema, ctx).phone) };
  });
  router.get("/__sandbox/faults", (ctx) => {
    ctx.body = { faults: world.faults.list() };
  });
  router.post("/__sandbox/faults", (ctx) => {
    world.faults.add(read(faultSchema, ctx));
    ctx.body = { faults: world.faults.list() };
  });
  router.delete("/__sandbox/faults", (ctx) => {
    world.faults.clear();
    ctx.status = 204;
  });
}

function addSms(router: ControlRouter, { inbox }: Controlled): void {
  router.get("/__sandbox/sms", (ctx) => {
    ctx.type = "html";
    ctx.body = smsPage(inbox.list());
  });
  router.get("/__sandbox/sms/messages", (ctx) => {
    const messages = inbox.list(queryText(ctx, "phone"));
    ctx.body = {
      messages: messages.map(({ at, ...message }) => ({ ...message, at: rfc3339(at) })),
    };
  });
}

/** Makes the routes under `/__sandbox`: cashier, clock, notifications, faults, settings and the book. */
export function createControlRoutes(controlled: Controlled) {
  const router: ControlRouter = new Router();
  router.get("/__sandbox/health", (ctx) => {
    ctx.body = { status: "ok" };
  });
  router.get("/__sandbox{/}", (ctx) => {
    ctx.type = "html";
    ctx.body = indexPage(controlled);
  });
  router.get("/__sandbox/openapi.json", (ctx) => {
    ctx.body = phoneCalls;
  });
  addCashier(router, controlled);
  addClock(router, controlled);
  addNotifications(router, controlled);
  addOrders(router, controlled);
  addMessages(router, controlled);
  addSettings(router, controlled);
  addSms(router, controlled);

  const routes = router.routes();
  return async (ctx: SandboxContext, next: Next): Promise<void> => {
    if (!ctx.path.startsWith("/__sandbox")) {
      await next();
      return;
    }
    try {
      await routes(ctx as never, next);
    } catch (error) {
      if (!(error instanceof ControlRefusal)) throw error;
      ctx.status = error.status;
      ctx.body = { code: error.code, message: error.message };
    }
  };
}
