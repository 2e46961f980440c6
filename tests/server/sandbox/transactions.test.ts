import { sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStand, send, type Stand } from "./stand.ts";

let stand: Stand;
beforeAll(async () => {
  stand = await createStand();
});
afterAll(async () => stand.close());

let counter = 0;
const nextNo = (): string => `ORDER${String((counter += 1)).padStart(8, "0")}`;
const later = (ms: number): string =>
  `${new Date(Date.now() + ms + 28_800_000).toISOString().slice(0, 19)}+08:00`;

describe("prepay rules", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["no description", { description: undefined }, "/description"],
    ["an empty description", { description: "" }, "/description"],
    ["a description of 128", { description: "长".repeat(128) }, "/description"],
    ["a number of 5", { out_trade_no: "A1234" }, "/out_trade_no"],
    ["a number of 33", { out_trade_no: "A".repeat(33) }, "/out_trade_no"],
    ["a number with a slash", { out_trade_no: "ORDER/0001" }, "/out_trade_no"],
    ["a number with Chinese", { out_trade_no: "订单000001" }, "/out_trade_no"],
    ["attach of 129", { attach: "a".repeat(129) }, "/attach"],
    ["an http notify_url", { notify_url: "http://shop.example.com/n" }, "/notify_url"],
    ["a notify_url with a query", { notify_url: "https://shop.example.com/n?a=1" }, "/notify_url"],
    ["a notify_url of 256", { notify_url: `https://s.cn/${"a".repeat(243)}` }, "/notify_url"],
    ["a notify_url that is none", { notify_url: "shop" }, "/notify_url"],
    ["a total of 0", { amount: { total: 0, currency: "CNY" } }, "/amount/total"],
    ["a negative total", { amount: { total: -1 } }, "/amount/total"],
    ["a fractional total", { amount: { total: 1.5 } }, "/amount/total"],
    ["a total as text", { amount: { total: "100" } }, "/amount/total"],
    ["dollars", { amount: { total: 1, currency: "USD" } }, "/amount/currency"],
    ["no amount", { amount: undefined }, "/amount"],
    ["no payer", { payer: {} }, "/payer/openid"],
    ["a time that is none", { time_expire: "2026-01-01 10:00:00" }, "/time_expire"],
    ["a time without offset", { time_expire: "2026-01-01T10:00:00" }, "/time_expire"],
    ["a time in 91 days", { time_expire: later(91 * 86_400_000) }, "/time_expire"],
    ["a null", { attach: null }, "/attach"],
    ["a nested null", { scene_info: { payer_client_ip: null } }, "/scene_info/payer_client_ip"],
    ["an emoji", { description: "咖啡☕️🎁" }, "/description"],
    [
      "an emoji deep inside",
      { detail: { goods_detail: [{ goods_name: "🎁" }] } },
      "/detail/goods_detail/0/goods_name",
    ],
    [
      "goods without a quantity",
      { detail: { goods_detail: [{ merchant_goods_id: "a", unit_price: 1 }] } },
      "/detail/goods_detail/0/quantity",
    ],
    ["a foreign mchid", { mchid: "1900000109" }, "/mchid"],
    ["goods_tag of 33", { goods_tag: "g".repeat(33) }, "/goods_tag"],
    ["support_fapiao as text", { support_fapiao: "true" }, "/support_fapiao"],
  ])("refuse %s", async (_name, change, field) => {
    const answer = await stand.merchant.prepay(nextNo(), change);
    expect(answer.status).toBe(400);
    expect(answer.body["code"]).toBe("PARAM_ERROR");
    expect(answer.body["detail"]).toMatchObject({ field, location: "body" });
    expect(answer.body["detail"]).toHaveProperty("issue");
    expect(answer.body["detail"]).toHaveProperty("value");
  });

  it.each<[string, Record<string, unknown>]>([
    ["the longest description", { description: "长".repeat(127) }],
    ["every character of a number", { out_trade_no: "aZ09_-|*" }],
    ["a local notify_url", { notify_url: "http://127.0.0.1:3000/notify" }],
    ["localhost", { notify_url: "http://localhost:3000/notify" }],
    ["three-byte characters", { description: "暖店€" }],
    ["a time already past, moved to a minute from now", { time_expire: later(-60_000) }],
    ["no currency", { amount: { total: 1 } }],
    [
      "a whole order",
      {
        time_expire: later(600_000),
        attach: "",
        goods_tag: "WXG",
        support_fapiao: true,
        detail: {
          cost_price: 8800,
          invoice_id: "i",
          goods_detail: [
            {
              merchant_goods_id: "a1",
              wechatpay_goods_id: "1001",
              goods_name: "豆",
              quantity: 1,
              unit_price: 8800,
            },
          ],
        },
        scene_info: {
          payer_client_ip: "14.23.150.211",
          device_id: "013467007045764",
          store_info: { id: "0001", name: "总店", area_code: "440305", address: "科技园" },
        },
        settle_info: { profit_sharing: false },
      },
    ],
  ])("take %s", async (_name, change) => {
    const answer = await stand.merchant.prepay(nextNo(), change);
    expect(answer.body).toMatchObject({ prepay_id: expect.stringMatching(/^wx\d{14}\w{20}$/) });
    expect(answer.status).toBe(200);
  });

  it("refuse a foreign appid, broken JSON, a bare value, wrong UTF-8 and another content type", async () => {
    const url = "/v3/pay/transactions/jsapi";
    const foreign = await stand.merchant.prepay(nextNo(), { appid: "wxforeign" });
    expect(foreign.body["code"]).toBe("APPID_MCHID_NOT_MATCH");
    for (const body of ["{", "[]", "1", Buffer.from([0x22, 0xff, 0x22])])
      expect((await stand.merchant.call("POST", url, body)).body["code"]).toBe("PARAM_ERROR");
    const form = await stand.merchant.call("POST", url, stand.merchant.order(nextNo()), {
      "Content-Type": "application/x-www-form-urlencoded",
    });
    expect(form.status).toBe(400);
  });
});

describe("an order", () => {
  it("can be asked for again with the same parameters only", async () => {
    const no = nextNo();
    const first = await stand.merchant.prepay(no);
    const second = await stand.merchant.prepay(no);
    expect(second.status).toBe(200);
    expect(second.body["prepay_id"]).not.toBe(first.body["prepay_id"]);
    const reordered = Object.fromEntries(Object.entries(stand.merchant.order(no)).toReversed());
    expect(
      (await stand.merchant.call("POST", "/v3/pay/transactions/jsapi", reordered)).status,
    ).toBe(200);
    const dearer = await stand.merchant.prepay(no, { amount: { total: 8801, currency: "CNY" } });
    expect(dearer.status).toBe(400);
    expect(dearer.body["code"]).toBe("INVALID_REQUEST");
    // The first prepay id lives on beside the second.
    expect((await stand.pay(first.body["prepay_id"])).status).toBe(200);
  });

  it("goes from NOTPAY to SUCCESS, is then paid for good and cannot be closed", async () => {
    const no = nextNo();
    const { body } = await stand.merchant.prepay(no, { attach: "备注" });
    const before = await stand.merchant.query(no);
    expect(before.body).toMatchObject({ trade_state: "NOTPAY", amount: { total: 8800 } });
    expect(before.body).not.toHaveProperty("transaction_id");
    const paid = await stand.pay(body["prepay_id"]);
    expect(paid.body).toMatchObject({ errMsg: "requestPayment:ok", trade_state: "SUCCESS" });
    const after = await stand.merchant.query(no);
    expect(after.body).toMatchObject({
      appid: stand.credentials.appid,
      mchid: stand.credentials.mchid,
      out_trade_no: no,
      trade_type: "JSAPI",
      trade_state: "SUCCESS",
      attach: "备注",
      payer: { openid: "oShopper0000000000000000001" },
      amount: { total: 8800, payer_total: 8800, currency: "CNY", payer_currency: "CNY" },
    });
    expect(after.body["transaction_id"]).toMatch(/^4200\d{24}$/);
    expect(after.body["success_time"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
    const byId = await stand.merchant.call(
      "GET",
      `/v3/pay/transactions/id/${String(after.body["transaction_id"])}?mchid=${stand.credentials.mchid}`,
    );
    expect(byId.body).toEqual(after.body);
    expect((await stand.pay(body["prepay_id"])).body["code"]).toBe("ORDER_PAID");
    expect((await stand.merchant.prepay(no, { attach: "备注" })).body["code"]).toBe("ORDER_PAID");
    const closing = await stand.merchant.close(no);
    expect([closing.status, closing.body["code"]]).toEqual([400, "ORDER_PAID"]);
  });

  it("is refused for a payer who is nobody, or somebody in another mini-program only", async () => {
    const refused = async (openid: string) => {
      const answer = await stand.merchant.prepay(nextNo(), { payer: { openid } });
      return [answer.status, answer.body["code"], answer.body["message"]];
    };
    expect(await refused("oNobody")).toEqual([400, "PARAM_ERROR", "无效的openid"]);
    await stand.control("POST", "/codes", { openid: "oElsewhere", appid: "wxother" });
    expect(await refused("oElsewhere")).toEqual([400, "PARAM_ERROR", "appid和openid不匹配"]);
    await stand.control("POST", "/codes", { openid: "oElsewhere" });
    const taken = await stand.merchant.prepay(nextNo(), { payer: { openid: "oElsewhere" } });
    expect(taken.status).toBe(200);
  });

  it("can be closed, again and again, and is then closed for good", async () => {
    const no = nextNo();
    const { body } = await stand.merchant.prepay(no);
    expect((await stand.merchant.close(no)).status).toBe(204);
    expect((await stand.merchant.close(no)).status).toBe(204);
    expect((await stand.merchant.query(no)).body["trade_state"]).toBe("CLOSED");
    expect((await stand.merchant.prepay(no)).body["code"]).toBe("ORDER_CLOSED");
    expect((await stand.pay(body["prepay_id"])).body["code"]).toBe("ORDER_CLOSED");
  });

  it("is unknown before it is placed, and hidden from another merchant id", async () => {
    const unknown = await stand.merchant.query("NOSUCH00001");
    expect([unknown.status, unknown.body["code"]]).toEqual([404, "ORDER_NOT_EXIST"]);
    expect((await stand.merchant.close("NOSUCH00001")).status).toBe(404);
    const path = "/v3/pay/transactions/out-trade-no/NOSUCH00001";
    for (const query of ["", "?mchid=", "?mchid=1900000109"]) {
      const answer = await stand.merchant.call("GET", `${path}${query}`);
      expect(answer.body).toMatchObject({ code: "PARAM_ERROR", detail: { location: "query" } });
    }
  });

  it("can be paid for two hours by one prepay id, and until its own end", async () => {
    const own = await createStand();
    const late = await own.merchant.prepay("LATE000001");
    const ends = { time_expire: later(600_000) };
    const soon = await own.merchant.prepay("SOON000001", ends);
    await own.advance(601_000);
    expect((await own.pay(soon.body["prepay_id"])).body["code"]).toBe("ORDER_EXPIRED");
    const again = await own.merchant.prepay("SOON000001", ends);
    expect(again.body["message"]).toBe("订单已过支付结束时间，请更换商户订单号");
    await own.advance(2 * 3_600_000);
    expect((await own.pay(late.body["prepay_id"])).body["code"]).toBe("PREPAY_EXPIRED");
    const fresh = await own.merchant.prepay("LATE000001");
    expect((await own.pay(fresh.body["prepay_id"])).status).toBe(200);
    await own.close();
  });

  it("is paid once when six pay at the same time", async () => {
    const { body } = await stand.merchant.prepay(nextNo());
    const all = await Promise.all(
      Array.from({ length: 6 }, async () => stand.pay(body["prepay_id"])),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  it("answers 404 in WeChat's form for what is not there", async () => {
    const answer = await stand.merchant.call("GET", "/v3/no/such/thing");
    expect([answer.status, answer.body["code"]]).toEqual([404, "RESOURCE_NOT_EXISTS"]);
  });
});

describe("the cashier", () => {
  it.each([
    ["cancel", "requestPayment:fail cancel"],
    ["fail", "requestPayment:fail 余额不足"],
  ])("leaves the order unpaid on %s, and payable after it", async (outcome, errMsg) => {
    const no = nextNo();
    const { body } = await stand.merchant.prepay(no);
    const answer = await stand.pay(body["prepay_id"], outcome);
    expect(answer.body).toMatchObject({ errMsg, trade_state: "NOTPAY" });
    expect((await stand.merchant.query(no)).body["trade_state"]).toBe("NOTPAY");
    expect((await stand.pay(body["prepay_id"])).status).toBe(200);
  });

  it("refuses another payer, an unknown prepay id and a wrong outcome", async () => {
    const { body } = await stand.merchant.prepay(nextNo());
    const other = await stand.pay(body["prepay_id"], "success", { openid: "oAnother" });
    expect([other.status, other.body["code"]]).toEqual([403, "OPENID_MISMATCH"]);
    expect((await stand.pay("wxnone")).status).toBe(404);
    expect((await stand.pay(body["prepay_id"], "maybe")).status).toBe(400);
  });

  it("verifies the client's parameters as the WeChat app does", async () => {
    const { credentials } = stand;
    const { body } = await stand.merchant.prepay(nextNo());
    const prepayId = String(body["prepay_id"]);
    const parameters = (change: Record<string, string> = {}) => {
      const plain = {
        appId: credentials.appid,
        timeStamp: String(Math.floor(Date.now() / 1000)),
        nonceStr: "5K8264ILTKCH16CQ2502SI8ZNMTM67VS",
        package: `prepay_id=${prepayId}`,
      };
      const text = `${plain.appId}\n${plain.timeStamp}\n${plain.nonceStr}\n${plain.package}\n`;
      const paySign = sign("RSA-SHA256", Buffer.from(text), credentials.merchantPrivateKeyPem);
      return { ...plain, signType: "RSA", paySign: paySign.toString("base64"), ...change };
    };
    for (const change of [
      { appId: "wxforeign" },
      { timeStamp: "1414561699" },
      { timeStamp: "now" },
      { nonceStr: "other" },
      { package: "prepay_id=wxother" },
      { signType: "MD5" },
      { paySign: "AAAA" },
    ]) {
      const answer = await stand.pay(prepayId, "success", parameters(change));
      expect([answer.status, answer.body["code"]]).toEqual([400, "PAY_SIGN_ERROR"]);
    }
    const part = await stand.pay(prepayId, "success", { paySign: parameters().paySign });
    expect(part.body["code"]).toBe("PAY_SIGN_ERROR");
    expect((await stand.pay(prepayId, "success", parameters())).status).toBe(200);
  });

  it("shows a page with the amount and escapes what the merchant wrote", async () => {
    const { body } = await stand.merchant.prepay(nextNo(), {
      description: '<img src=x onerror="alert(1)">豆',
      amount: { total: 5, currency: "CNY" },
    });
    const path = `${stand.url}/__sandbox/cashier?prepay_id=${String(body["prepay_id"])}`;
    const shown = await send(`${path}&returnUrl=${encodeURIComponent("/pages/order?id=1")}`);
    const html = shown.raw.toString();
    expect(shown.headers["content-type"]).toContain("text/html");
    expect(html).toContain("0.05");
    expect(html).toContain("&lt;img src=x");
    expect(html).not.toContain("<img");
    for (const label of ["支付", "取消", "支付失败", "支付但不通知"]) expect(html).toContain(label);
    expect(html).toContain('returnUrl="/pages/order?id=1"');
    const bad = await send(`${path}&returnUrl=${encodeURIComponent("javascript:alert(1)")}`);
    expect(bad.raw.toString()).toContain("returnUrl=null");
    expect(bad.raw.toString()).not.toContain("javascript:");
    const script = await send(`${path}&x=${encodeURIComponent("</script><script>alert(1)")}`);
    expect(script.raw.toString()).not.toContain("</script><script>alert");
    expect((await send(`${stand.url}/__sandbox/cashier?prepay_id=none`)).status).toBe(404);
  });
});
