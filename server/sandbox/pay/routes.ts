import { randomBytes } from "node:crypto";
import { Router } from "@koa/router";
import type { Next } from "koa";
import { PayRefusal, queryText, type SandboxContext, type SandboxState } from "../http.ts";
import type { World } from "../world.ts";
import { createAuthorization } from "./authorization.ts";
import { findBill, makeBill, showDownload } from "./bills.ts";
import { listCertificates } from "./certificates.ts";
import type { Ledger } from "./ledger.ts";
import type { Refunds } from "./refunds.ts";
import { checkSealedFields } from "./sealed-fields.ts";
import {
  abnormalRefundSchema,
  closeSchema,
  prepaySchema,
  readJson,
  refundSchema,
} from "./rules.ts";
import { chooseKey, signAsWechat } from "./signing.ts";
import type { Mint } from "../wechat/mint.ts";
import { closeTransaction, prepay, queryTransaction } from "./transactions.ts";

function checkHeaders(ctx: SandboxContext): void {
  const accept = ctx.get("Accept");
  if (accept === "" || ctx.get("User-Agent") === "")
    throw new PayRefusal(400, "PARAM_ERROR", "Http头缺少Accept或User-Agent");
  if (!/application\/(json|\*)|\*\/\*/i.test(accept))
    throw new PayRefusal(400, "PARAM_ERROR", "Http头Accept须包含application/json");
}

/** Answers refusals in WeChat Pay's form, checks who calls, and signs every 2xx answer. */
function createGate(world: World) {
  const authorize = createAuthorization(world.credentials, world.keys.merchantPublic, () =>
    world.clock.wire(),
  );
  async function serve(ctx: SandboxContext, next: Next): Promise<void> {
    checkHeaders(ctx);
    authorize({
      method: ctx.method,
      url: ctx.req.url ?? "",
      body: ctx.state.raw,
      authorization: ctx.get("Authorization"),
    });
    const key = chooseKey(world, ctx.get("Wechatpay-Serial"));
    await next();
    if (ctx.status === 404) throw new PayRefusal(404, "RESOURCE_NOT_EXISTS", "请求的资源不存在");
    if (ctx.status === 405) throw new PayRefusal(405, "METHOD_NOT_ALLOWED", "不支持的请求方法");
    if (Buffer.isBuffer(ctx.body)) return;
    const text = ctx.status === 204 ? "" : JSON.stringify(ctx.body);
    if (text !== "") {
      ctx.body = text;
      ctx.type = "application/json; charset=utf-8";
    }
    ctx.set({ ...signAsWechat(world, text, key) });
  }
  return async (ctx: SandboxContext, next: Next): Promise<void> => {
    ctx.set("Request-ID", randomBytes(20).toString("hex").toUpperCase());
    try {
      await serve(ctx, next);
    } catch (error) {
      if (!(error instanceof PayRefusal)) throw error;
      ctx.status = error.status;
      ctx.body = {
        code: error.code,
        message: error.message,
        ...(error.detail === undefined ? {} : { detail: error.detail }),
      };
    }
  };
}

/** Makes the routes of api.mch.weixin.qq.com. */
export function createPayRoutes(world: World, ledger: Ledger, refunds: Refunds, mint: Mint) {
  const router = new Router<SandboxState>();
  const gate = createGate(world);
  const read = <S extends Parameters<typeof readJson>[0]>(schema: S, ctx: SandboxContext) =>
    readJson(schema, ctx.get("Content-Type"), ctx.state.raw);

  router.post("/v3/pay/transactions/jsapi", (ctx) => {
    ctx.body = prepay(world, ledger, mint, read(prepaySchema, ctx));
  });
  router.get("/v3/pay/transactions/out-trade-no/:no", (ctx) => {
    const found = ledger.byOutTradeNo(ctx.params["no"] ?? "");
    ctx.body = queryTransaction(world, found, queryText(ctx, "mchid"));
  });
  router.get("/v3/pay/transactions/id/:id", (ctx) => {
    const found = ledger.byTransactionId(ctx.params["id"] ?? "");
    ctx.body = queryTransaction(world, found, queryText(ctx, "mchid"));
  });
  router.post("/v3/pay/transactions/out-trade-no/:no/close", (ctx) => {
    const { mchid } = read(closeSchema, ctx);
    closeTransaction(world, ledger, ctx.params["no"] ?? "", mchid);
    ctx.status = 204;
  });
  router.post("/v3/refund/domestic/refunds", (ctx) => {
    ctx.body = refunds.accept(read(refundSchema, ctx));
  });
  router.get("/v3/refund/domestic/refunds/:no", (ctx) => {
    ctx.body = refunds.query(ctx.params["no"] ?? "");
  });
  router.post("/v3/refund/domestic/refunds/:id/apply-abnormal-refund", (ctx) => {
    const body = read(abnormalRefundSchema, ctx);
    const toUser = body.type === "USER_BANK_CARD";
    if (toUser) checkSealedFields(world, ctx.get("Wechatpay-Serial"), body);
    ctx.body = refunds.applyAbnormal(ctx.params["id"] ?? "", body.out_refund_no, toUser);
  });
  router.get("/v3/certificates", (ctx) => {
    ctx.body = listCertificates(world);
  });
  router.get("/v3/bill/tradebill", (ctx) => {
    ctx.body = showDownload(world, ledger, {
      kind: "trade",
      date: queryText(ctx, "bill_date") ?? "",
      type: queryText(ctx, "bill_type") ?? "ALL",
      gzip: queryText(ctx, "tar_type"),
    });
  });
  router.get("/v3/bill/fundflowbill", (ctx) => {
    ctx.body = showDownload(world, ledger, {
      kind: "fundflow",
      date: queryText(ctx, "bill_date") ?? "",
      type: queryText(ctx, "account_type") ?? "BASIC",
      gzip: queryText(ctx, "tar_type"),
    });
  });
  router.get("/v3/billdownload/file", (ctx) => {
    const order = findBill(world, queryText(ctx, "token") ?? "");
    ctx.body = makeBill(ledger, order);
    ctx.type = order.gzip === "GZIP" ? "application/x-gzip" : "text/plain; charset=utf-8";
  });

  const routes = router.routes();
  return async (ctx: SandboxContext, next: Next): Promise<unknown> =>
    ctx.path.startsWith("/v3/")
      ? gate(ctx, async () => routes(ctx as never, async () => Promise.resolve()))
      : next();
}
