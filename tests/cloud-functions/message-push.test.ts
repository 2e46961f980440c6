import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { LoadedFunction } from "@cloud/offline/load-function.ts";
import { createApp } from "@server/app.ts";
import { paymentIdOf } from "@server/modules/payments/index.ts";
import { WechatEvents } from "@server/modules/wechat-events/wechat-event.model.ts";
import { SECRET, useCloudFunctions } from "@support/cloud.ts";
import { useDatabase } from "@support/database.ts";
import { pushQuery, seal } from "@support/message-push.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();
const built = useCloudFunctions();

type Reply = { statusCode: number; body: string };
type Tries = { tries: { status: number | null; answer: string }[] };

const TOKEN = "messagetoken";
const AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
let shop: TestShop;
let settings: Record<string, string>;
/** The function at an address, as the cloud's HTTP access puts it there. */
let access: { url: string; close: () => void; run: LoadedFunction };

async function openAccess(own: Record<string, string>): Promise<typeof access> {
  const run = await built.load("message-push", own);
  const server = await listen(async (request, response) => {
    const reply = (await run.invoke(await eventOf(request))) as Reply;
    response.writeHead(reply.statusCode).end(reply.body);
  });
  return { ...server, run };
}

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function eventOf(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { searchParams } = new URL(request.url ?? "/", "http://cloud");
  return {
    httpMethod: request.method,
    queryStringParameters: Object.fromEntries(searchParams),
    body: Buffer.concat(chunks).toString("base64"),
    isBase64Encoded: true,
  };
}

beforeAll(async () => {
  shop = await startShop({ env: { CLOUD_FUNCTION_SECRET: SECRET } });
  const { appid, messagePushToken, messagePushAesKey } = shop.wechat.credentials;
  settings = {
    SERVER_URL: shop.url,
    WECHAT_APPID: appid,
    WECHAT_MESSAGE_TOKEN: messagePushToken,
    WECHAT_MESSAGE_AES_KEY: messagePushAesKey,
  };
  access = await openAccess(settings);
});
afterAll(async () => {
  access.close();
  await shop.stop();
});
beforeEach(async () => {
  await WechatEvents.deleteMany({});
});

const control = async <Answer>(path: string, body: object): Promise<Answer> =>
  await shop.wechat.control<Answer>("POST", path, body);

describe("message push through the cloud", () => {
  it.each(["plain", "safe"])(
    "in %s mode: set up by its echo, then an event ends in the shop's inbox",
    async (mode) => {
      const { WECHAT_MESSAGE_AES_KEY: _key, ...plain } = settings;
      const own = await openAccess(mode === "safe" ? settings : plain);
      await control("/message-push", { url: own.url, mode });
      const { tries } = await control<Tries>("/messages", { Event: "debug_demo", debug: "你好" });
      expect(tries).toEqual([{ status: 200, answer: "success" }]);
      const [row, ...others] = await WechatEvents.find().lean();
      expect(others).toEqual([]);
      expect(row).toMatchObject({ name: "debug_demo", outcome: "kept" });
      expect(row?.payload).toContain("你好");
      own.close();
    },
  );

  it("is written on the order when WeChat's trade management speaks of it", async () => {
    await control("/message-push", { url: access.url, mode: "safe" });
    const shopper = await shop.loginShopper();
    const { id } = await shop.placeOrder(shopper);
    await control("/messages", {
      Event: "trade_manage_remind_shipping",
      merchant_id: shop.wechat.credentials.mchid,
      merchant_trade_no: paymentIdOf(id),
      transaction_id: "420",
    });
    const { token } = await shop.loginOwner();
    const { body } = await shop.call("GET", `/v1/staff/orders/${id}`, { token });
    expect(body).toMatchObject({
      wechatTrade: { shippingRemindedAt: expect.stringMatching(/Z$/), moneyReleasedAt: null },
    });
  });

  it("passes a copy on as well, and the shop keeps one", async () => {
    const text = JSON.stringify({ MsgType: "event", Event: "debug_demo", CreateTime: 1 });
    const { appid, messagePushToken: token, messagePushAesKey: aesKey } = shop.wechat.credentials;
    for (let copy = 0; copy < 3; copy += 1) {
      const { query, body } = seal({ appid, token, aesKey }, text);
      const reply = await access.run.invoke({
        httpMethod: "POST",
        queryStringParameters: query,
        body,
      });
      expect(reply).toMatchObject({ statusCode: 200, body: "success" });
    }
    expect(await WechatEvents.countDocuments()).toBe(1);
  });

  it("believes nobody but WeChat, and tells the shop nothing of the others", async () => {
    const { appid, messagePushToken: token, messagePushAesKey: aesKey } = shop.wechat.credentials;
    const text = JSON.stringify({ MsgType: "event", Event: "debug_demo", CreateTime: 2 });
    const sealed = seal({ appid, token, aesKey }, text);
    const foreign = seal({ appid, token: TOKEN, aesKey: AES_KEY }, text);
    const post = (queryStringParameters: object, body: string) => ({
      httpMethod: "POST",
      queryStringParameters,
      body,
    });
    for (const event of [
      { httpMethod: "GET", queryStringParameters: { ...pushQuery(TOKEN), echostr: "1" } },
      { httpMethod: "GET" },
      post(pushQuery(token), text),
      post(foreign.query, foreign.body),
      post({ ...sealed.query, timestamp: "1" }, sealed.body),
      post(sealed.query, sealed.body.replace(/"Encrypt":"./, '"Encrypt":"B')),
    ])
      expect(await access.run.invoke(event)).toMatchObject({ statusCode: 401, body: "" });
    expect(await access.run.invoke({ httpMethod: "PUT" })).toMatchObject({ statusCode: 405 });
    expect(await WechatEvents.countDocuments()).toBe(0);
  });

  it("has WeChat repeat while the shop is away: no success before the shop has it", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const away = await openAccess({ ...settings, SERVER_URL: "http://127.0.0.1:9" });
    await control("/message-push", { url: away.url, mode: "safe" });
    const { tries } = await control<Tries>("/messages", { Event: "debug_demo" });
    expect(tries.map(({ status }) => status)).toEqual([502, 502, 502]);
    away.close();
    const stranger = await openAccess({ ...settings, CLOUD_FUNCTION_SECRET: "x".repeat(40) });
    await control("/message-push", { url: stranger.url, mode: "safe" });
    const refused = await control<Tries>("/messages", { Event: "debug_demo" });
    expect(refused.tries.map(({ status }) => status)).toEqual([502, 502, 502]);
    stranger.close();
    expect(said.mock.calls.map(([line]) => String(line).slice(0, 19))).toEqual([
      ...Array<string>(3).fill("fetch failed"),
      ...Array<string>(3).fill("server refused: 401"),
    ]);
    said.mockRestore();
    expect(await WechatEvents.countDocuments()).toBe(0);
  });
});

describe("message push straight to the shop", () => {
  it.each(["plain", "safe"] as const)(
    "in %s mode ends in the same inbox: the shop needs no cloud for it",
    async (mode) => {
      const { config } = shop.world;
      const messages = {
        token: settings["WECHAT_MESSAGE_TOKEN"] ?? "",
        aesKey: mode === "safe" ? (settings["WECHAT_MESSAGE_AES_KEY"] ?? "") : null,
      };
      const own = { ...config, cloudFunctionSecret: null, wechat: { ...config.wechat, messages } };
      const server = await listen(createApp({ ...shop.world, config: own }).callback());
      await control("/message-push", { url: `${server.url}/v1/wechat/messages`, mode });
      const { tries } = await control<Tries>("/messages", { Event: "debug_demo" });
      expect(tries).toEqual([{ status: 200, answer: "success" }]);
      expect(await WechatEvents.countDocuments({ name: "debug_demo" })).toBe(1);
      server.close();
    },
  );

  it("is told by the local WeChat itself that a receipt was confirmed", async () => {
    await control("/message-push", { url: `${shop.url}/v1/wechat/messages`, mode: "safe" });
    const shopper = await shop.loginShopper();
    const { token } = await shop.loginOwner();
    const { id } = await shop.placeOrder(shopper);
    const { number } = await shop.pay(shopper, id);
    await expect
      .poll(async () => (await shop.call("GET", `/v1/orders/${id}`, shopper)).body["paymentState"])
      .toBe("paid");
    await shop.call("GET", `/v1/orders/${id}`, shopper);
    const { access_token: access } = (await (
      await fetch(`${shop.wechat.url}/cgi-bin/stable_token`, {
        method: "POST",
        body: JSON.stringify({
          grant_type: "client_credential",
          appid: shop.wechat.credentials.appid,
          secret: shop.wechat.credentials.appSecret,
        }),
      })
    ).json()) as { access_token: string };
    await fetch(`${shop.wechat.url}/wxa/sec/order/upload_shipping_info?access_token=${access}`, {
      method: "POST",
      body: JSON.stringify({
        order_key: {
          order_number_type: 1,
          mchid: shop.wechat.credentials.mchid,
          out_trade_no: number,
        },
        logistics_type: 4,
        delivery_mode: 1,
        shipping_list: [{ item_desc: "茶" }],
        upload_time: new Date().toISOString().replace("Z", "+00:00"),
        payer: { openid: shopper.openid },
      }),
    });
    await control(`/orders/${number}/confirm-receipt`, {});
    const { body } = await shop.call("GET", `/v1/staff/orders/${id}`, { token });
    expect(body).toMatchObject({
      wechatTrade: {
        receiptConfirmedAt: expect.stringMatching(/Z$/),
        moneyReleasedAt: expect.stringMatching(/Z$/),
      },
    });
  });
});
