import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "@server/app.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { paymentIdOf } from "@server/modules/payments/index.ts";
import { receiveEvent } from "@server/modules/wechat-events/index.ts";
import { WechatEvents } from "@server/modules/wechat-events/wechat-event.model.ts";
import { useDatabase } from "@support/database.ts";
import { pushQuery, seal } from "@support/message-push.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();

const TOKEN = "messagetoken";
const AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
let shop: TestShop;
let merchantId: string;
let seconds = 1_800_000_000;

beforeAll(async () => {
  shop = await startShop({
    env: { WECHAT_MESSAGE_TOKEN: TOKEN, WECHAT_MESSAGE_AES_KEY: AES_KEY },
  });
  merchantId = shop.world.config.pay.mchid;
});
afterAll(async () => {
  await shop.stop();
});

const secrets = () => ({
  appid: shop.world.config.wechat.appid,
  token: TOKEN,
  aesKey: AES_KEY,
});
const event = (Event: string, more: object = {}): string => {
  seconds += 1;
  return JSON.stringify({
    ToUserName: "gh_1",
    FromUserName: "oPerson",
    CreateTime: seconds,
    MsgType: "event",
    Event,
    ...more,
  });
};
const address = (query: Record<string, string>): string =>
  `${shop.url}/v1/wechat/messages?${new URLSearchParams(query).toString()}`;

async function push(text: string, given = seal(secrets(), text)) {
  const answer = await fetch(address(given.query), { method: "POST", body: given.body });
  return { status: answer.status, text: await answer.text() };
}

describe("the address of message push", () => {
  it("gives WeChat its word back, as plain text, and nobody else's", async () => {
    const query = { ...pushQuery(TOKEN), echostr: "<b>12345</b>" };
    const answer = await fetch(address(query));
    expect(answer.headers.get("content-type")).toContain("text/plain");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await answer.text()).toBe("<b>12345</b>");
    const foreign = await fetch(address({ ...pushQuery("other"), echostr: "1" }));
    expect(foreign.status).toBe(401);
    await foreign.text();
  });

  it("is not there for a shop without message push", async () => {
    const { config } = shop.world;
    const without = { ...config, wechat: { ...config.wechat, messages: null } };
    const server = createServer(
      createApp({ ...shop.world, config: without }).callback() as RequestListener,
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/v1/wechat/messages?echostr=1`);
    expect(answer.status).toBe(404);
    await answer.text();
    server.close();
  });

  it("keeps an event once, however often it is pushed, and answers success each time", async () => {
    const text = event("debug_demo", { debug_str: "你好" });
    const before = await WechatEvents.countDocuments();
    for (let copy = 0; copy < 3; copy += 1)
      expect(await push(text)).toEqual({ status: 200, text: "success" });
    await Promise.all([push(text), push(text)]);
    const rows = await WechatEvents.find({ name: "debug_demo" }).lean();
    expect(rows).toMatchObject([{ outcome: "kept", subject: null }]);
    expect(JSON.parse(rows[0]?.payload ?? "")).toMatchObject({ debug_str: "你好" });
    expect(await WechatEvents.countDocuments()).toBe(before + 1);
  });

  it("takes nothing that is plain, altered or sealed by others, and keeps no trace of it", async () => {
    const before = await WechatEvents.countDocuments();
    const text = event("debug_demo");
    const sealed = seal(secrets(), text);
    const foreign = seal({ ...secrets(), token: "other" }, text);
    for (const given of [
      { query: pushQuery(TOKEN), body: text },
      { ...sealed, body: sealed.body.replace(/"Encrypt":"./, '"Encrypt":"A') },
      { ...sealed, query: { ...sealed.query, nonce: "1" } },
      foreign,
    ])
      expect(await push(text, given)).toMatchObject({
        status: 401,
        text: expect.stringContaining("FAIL"),
      });
    expect(await push("no json")).toMatchObject({ status: 400 });
    expect(await push(JSON.stringify({ MsgType: 7 }))).toMatchObject({ status: 400 });
    expect(await WechatEvents.countDocuments()).toBe(before);
  });
});

describe("an event", () => {
  it("with one item or several has a list, and a time as number or text is the same time", async () => {
    const item = { TemplateId: "t", SubscribeStatusString: "accept", PopupScene: "0" };
    const one = event("subscribe_msg_popup_event", { List: item });
    await push(one);
    await push(one.replace(/"CreateTime":(\d+)/, '"CreateTime":"$1"'));
    await push(event("subscribe_msg_popup_event", { List: [item, item] }));
    const rows = await WechatEvents.find({ name: "subscribe_msg_popup_event" })
      .sort({ receivedAt: 1 })
      .lean();
    expect(rows.map(({ payload }) => (JSON.parse(payload) as { List: unknown }).List)).toEqual([
      [item],
      [item, item],
    ]);
  });

  it("about two pictures of the same person in the same second is two events, each with its verdict", async () => {
    const first = event("wxa_media_check", {
      trace_id: "trace-1",
      result: { suggest: "risky", label: 20002 },
    });
    const second = first.replace("trace-1", "trace-2").replace("risky", "pass");
    await push(first);
    await push(second);
    const rows = await WechatEvents.find({ name: "wxa_media_check" }).sort({ subject: 1 }).lean();
    expect(
      rows.map(({ subject, payload }) => [subject, /"suggest":"(\w+)"/.exec(payload)?.[1]]),
    ).toEqual([
      ["trace-1", "risky"],
      ["trace-2", "pass"],
    ]);
  });

  it("with a MsgId too large for JSON's numbers is told from its neighbour by the rest", async () => {
    const before = await WechatEvents.countDocuments({ name: "text" });
    for (const id of ["23637352235060881", "23637352235060882"]) {
      const text = event("x").replace(
        '"MsgType":"event","Event":"x"',
        `"MsgType":"text","MsgId":${id}`,
      );
      await push(text);
      await push(text);
    }
    expect(await WechatEvents.countDocuments({ name: "text" })).toBe(before + 2);
  });

  it("of trade management is written on its order: reminded, confirmed, released, each when it was", async () => {
    const shopper = await shop.loginShopper();
    const { id } = await shop.placeOrder(shopper);
    const trade = {
      merchant_id: merchantId,
      merchant_trade_no: paymentIdOf(id),
      transaction_id: "4",
    };
    await push(event("trade_manage_remind_shipping", { ...trade, msg: "请尽快发货" }));
    const remindedAt = new Date(seconds * 1_000);
    const settled = event("trade_manage_order_settlement", {
      ...trade,
      shipped_time: 1_800_000_100,
      confirm_receive_time: 1_800_000_200,
    });
    await push(settled);
    await push(settled.replace("}", ',"settlement_time":"1800000300"}'));
    const { token } = await shop.loginOwner();
    const seen = await shop.call("GET", `/v1/staff/orders/${id}`, { token });
    expect(seen.body).toMatchObject({
      paymentState: "awaiting_payment",
      wechatTrade: {
        shippingRemindedAt: remindedAt.toISOString(),
        receiptConfirmedAt: "2027-01-15T08:03:20.000Z",
        moneyReleasedAt: "2027-01-15T08:05:00.000Z",
      },
    });
    expect(
      await WechatEvents.countDocuments({ subject: paymentIdOf(id), outcome: "recorded" }),
    ).toBe(3);
  });

  it("about another merchant's or an unknown order is kept as foreign", async () => {
    const shopper = await shop.loginShopper();
    const { id } = await shop.placeOrder(shopper);
    const about = (merchant: string, number: string) =>
      event("trade_manage_remind_shipping", { merchant_id: merchant, merchant_trade_no: number });
    await push(about("1900000000", paymentIdOf(id)));
    await push(about(merchantId, "pay_01JBXG00000000000000000000"));
    await push(about(merchantId, "somebody-elses"));
    expect(await WechatEvents.countDocuments({ outcome: "foreign" })).toBe(3);
    expect((await Orders.findById(id).lean())?.wechatTrade).toBeUndefined();
  });

  it("about somebody who is forgotten is forgotten too, and nobody else's", async () => {
    const shopper = await shop.loginShopper();
    for (const FromUserName of [shopper.openid, "oSomebodyElse"])
      await push(event("debug_forget", { FromUserName }));
    const { token } = shopper;
    expect(
      await shop.call("POST", "/v1/me/erasure", { token, body: { confirm: "delete" } }),
    ).toMatchObject({ status: 204 });
    const rows = await WechatEvents.find({ name: "debug_forget" }).lean();
    expect(rows.map(({ openid }) => openid)).toEqual(["oSomebodyElse"]);
  });

  it("whose handling was cut off is handled by its next copy", async () => {
    const text = event("debug_again");
    await receiveEvent(shop.world, text);
    await WechatEvents.updateOne({ name: "debug_again" }, { $set: { outcome: null } });
    await push(text);
    expect(await WechatEvents.findOne({ name: "debug_again" }).lean()).toMatchObject({
      outcome: "kept",
    });
  });
});
