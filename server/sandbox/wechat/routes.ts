import { randomBytes } from "node:crypto";
import { Router } from "@koa/router";
import type { Next } from "koa";
import { z } from "zod";
import { queryText, WeixinRefusal, type SandboxContext, type SandboxState } from "../http.ts";
import type { Ledger } from "../pay/ledger.ts";
import type { World } from "../world.ts";
import { createAccessTokens } from "./access-token.ts";
import { checkWeixinBody, readWeixinBody } from "./body.ts";
import { listCarriers } from "./carriers.ts";
import { createCloud, type CloudSetup, type HttpApi } from "./cloud.ts";
import { codeImageSchema, makeCodeImage } from "./code-image.ts";
import { createLogin } from "./login.ts";
import type { Mint } from "./mint.ts";
import { exchangePhoneCode } from "./phone.ts";
import { checkText, securitySchema } from "./security.ts";
import {
  getOrder,
  getOrderSchema,
  listOrders,
  listSchema,
  notifyReceived,
  receiveSchema,
  uploadSchema,
  uploadShipping,
} from "./shipping.ts";
import { subscribeSchema, type Subscriptions } from "./subscribe.ts";

const tokenSchema = z.object({
  grant_type: z.string().optional(),
  appid: z.string().optional(),
  secret: z.string().optional(),
  force_refresh: z.boolean().default(false),
});
const phoneSchema = z.object({ code: z.string() });
const OK = { errcode: 0, errmsg: "ok" };

/** Makes the routes of api.weixin.qq.com; a refusal is HTTP 200 with an errcode, as there. */
export function createWeixinRoutes(
  world: World,
  ledger: Ledger,
  mint: Mint,
  { subscriptions, cloud: setup }: { subscriptions: Subscriptions; cloud: CloudSetup | undefined },
) {
  const router = new Router<SandboxState>();
  const tokens = createAccessTokens(world);
  const login = createLogin(world, mint);

  router.get("/sns/jscode2session", (ctx) => {
    ctx.body = login({
      appid: queryText(ctx, "appid"),
      secret: queryText(ctx, "secret"),
      code: queryText(ctx, "js_code"),
      grantType: queryText(ctx, "grant_type"),
    });
  });
  router.post("/cgi-bin/stable_token", (ctx) => {
    const body = readWeixinBody(tokenSchema, ctx);
    if (body.grant_type !== "client_credential")
      throw new WeixinRefusal(40002, "invalid grant_type");
    if (body.appid !== world.credentials.appid) throw new WeixinRefusal(40013, "invalid appid");
    if (body.secret !== world.credentials.appSecret)
      throw new WeixinRefusal(40125, "invalid appsecret");
    ctx.body = tokens.issue(body.force_refresh);
  });

  /** What can be called over HTTP and by a cloud function alike. */
  const api: HttpApi = {
    "/wxa/business/getuserphonenumber": (body) =>
      exchangePhoneCode(world, mint, checkWeixinBody(phoneSchema, body).code),
    "/wxa/msg_sec_check": (body) => checkText(mint, checkWeixinBody(securitySchema, body)),
    "/wxa/getwxacodeunlimit": (body) =>
      makeCodeImage(world, checkWeixinBody(codeImageSchema, body)),
    "/cgi-bin/message/subscribe/send": (body) =>
      subscriptions.send(checkWeixinBody(subscribeSchema, body)),
  };
  for (const [path, run] of Object.entries(api))
    router.post(path, (ctx) => {
      tokens.check(queryText(ctx, "access_token"));
      const answer = run(readWeixinBody(z.unknown(), ctx));
      ctx.body = Buffer.isBuffer(answer) ? answer : { ...OK, ...answer };
      if (Buffer.isBuffer(answer)) ctx.type = "image/png";
    });
  const cloud = setup === undefined ? null : createCloud(setup, api);
  router.post("/tcb/invokecloudfunction", async (ctx) => {
    tokens.check(queryText(ctx, "access_token"));
    if (cloud === null) throw new WeixinRefusal(-501_000, "environment not found");
    const [env = "", name = ""] = [queryText(ctx, "env"), queryText(ctx, "name")];
    const answer = await cloud(env, name, readWeixinBody(z.unknown(), ctx));
    ctx.body = { ...OK, resp_data: answer };
  });

  /** A call that needs a token and answers errcode 0 with more. */
  const call = <S extends z.ZodType>(path: string, schema: S, run: (body: z.infer<S>) => object) =>
    router.post(path, (ctx) => {
      tokens.check(queryText(ctx, "access_token"));
      ctx.body = { ...OK, ...run(readWeixinBody(schema, ctx)) };
    });
  call("/wxa/sec/order/upload_shipping_info", uploadSchema, (body) => {
    uploadShipping(world, ledger, body);
    return {};
  });
  call("/wxa/sec/order/get_order", getOrderSchema, (body) => getOrder(world, ledger, body));
  call("/wxa/sec/order/get_order_list", listSchema, (body) => listOrders(world, ledger, body));
  call("/wxa/sec/order/notify_confirm_receive", receiveSchema, (body) => {
    notifyReceived(world, ledger, body);
    return {};
  });
  call("/cgi-bin/express/delivery/open_msg/get_delivery_list", z.object({}), listCarriers);

  const routes = router.routes();
  const PREFIXES = ["/sns/", "/cgi-bin/", "/wxa/", "/tcb/"];
  return async (ctx: SandboxContext, next: Next): Promise<void> => {
    if (!PREFIXES.some((prefix) => ctx.path.startsWith(prefix))) {
      await next();
      return;
    }
    try {
      await routes(ctx as never, async () => Promise.resolve());
    } catch (error) {
      if (!(error instanceof WeixinRefusal)) throw error;
      const rid = `${Math.floor(world.clock.now() / 1000).toString(16)}-${randomBytes(8).toString("hex")}`;
      ctx.status = 200;
      ctx.body = { errcode: error.errcode, errmsg: `${error.message} rid: ${rid}` };
    }
  };
}
