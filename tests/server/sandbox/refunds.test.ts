import { constants, publicEncrypt } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createStand, isSigned, type Answer, type Stand } from "./stand.ts";

let stand: Stand;
let no: string;
let counter = 0;
beforeAll(async () => {
  stand = await createStand();
});
afterAll(async () => stand.close());
beforeEach(async () => {
  no = `REFUND${String((counter += 1)).padStart(6, "0")}`;
  const { body } = await stand.merchant.prepay(no);
  await stand.pay(body["prepay_id"]);
});

const MINUTE = 60_000;
const outcome = ({ status, body }: Answer) => [status, body["code"]];
const query = async (refundNo: string) =>
  stand.merchant.call("GET", `/v3/refund/domestic/refunds/${refundNo}`);

describe("refund rules", () => {
  it.each<[string, object, string]>([
    ["no order", { out_trade_no: undefined }, "/transaction_id"],
    ["a refund number of 65", { out_refund_no: "R".repeat(65) }, "/out_refund_no"],
    ["a refund number with a space", { out_refund_no: "R 1" }, "/out_refund_no"],
    ["a reason of 81", { reason: "理".repeat(81) }, "/reason"],
    ["an emoji as reason", { reason: "🙏" }, "/reason"],
    ["a null reason", { reason: null }, "/reason"],
    ["a notify_url with a query", { notify_url: "https://a.cn/?x" }, "/notify_url"],
    ["0 fen", { amount: { refund: 0, total: 8800, currency: "CNY" } }, "/amount/refund"],
    ["no currency", { amount: { refund: 1, total: 8800 } }, "/amount/currency"],
    ["a foreign account", { funds_account: "MINE" }, "/funds_account"],
    [
      "sources that do not add up",
      {
        amount: {
          refund: 2,
          total: 8800,
          currency: "CNY",
          from: [{ account: "AVAILABLE", amount: 1 }],
        },
      },
      "/amount/from",
    ],
    [
      "goods without a quantity",
      { goods_detail: [{ merchant_goods_id: "a", unit_price: 1, refund_amount: 1 }] },
      "/goods_detail/0/refund_quantity",
    ],
  ])("refuse %s", async (_name, change, field) => {
    const answer = await stand.merchant.refund(no, `R-${no}`, 100, change);
    expect(answer.body).toMatchObject({ code: "PARAM_ERROR", detail: { field } });
    expect(answer.status).toBe(400);
  });

  it("refuse an unknown order, an unpaid one, and two numbers of different orders", async () => {
    expect(outcome(await stand.merchant.refund("NOSUCH00001", "R0", 1))).toEqual([
      404,
      "RESOURCE_NOT_EXISTS",
    ]);
    await stand.merchant.prepay(`${no}U`);
    expect(outcome(await stand.merchant.refund(`${no}U`, "R0", 1))).toEqual([
      400,
      "INVALID_REQUEST",
    ]);
    const { body } = await stand.merchant.query(no);
    const mixed = await stand.merchant.refund(`${no}U`, "R0", 1, {
      transaction_id: body["transaction_id"],
    });
    expect(outcome(mixed)).toEqual([400, "INVALID_REQUEST"]);
    expect(outcome(await query("R0"))).toEqual([404, "RESOURCE_NOT_EXISTS"]);
  });

  it("refuse another total, and more than is left of the order", async () => {
    const other = await stand.merchant.refund(no, `${no}-1`, 1, {
      amount: { refund: 1, total: 9900, currency: "CNY" },
    });
    expect(outcome(other)).toEqual([400, "INVALID_REQUEST"]);
    expect(outcome(await stand.merchant.refund(no, `${no}-1`, 8801))).toEqual([
      400,
      "INVALID_REQUEST",
    ]);
    expect((await stand.merchant.refund(no, `${no}-1`, 8000)).status).toBe(200);
    await stand.advance(MINUTE);
    expect(outcome(await stand.merchant.refund(no, `${no}-2`, 801))).toEqual([
      400,
      "INVALID_REQUEST",
    ]);
    expect((await stand.merchant.refund(no, `${no}-2`, 800)).status).toBe(200);
  });

  it("keep a minute between refunds of one order", async () => {
    expect((await stand.merchant.refund(no, `${no}-1`, 1)).status).toBe(200);
    await stand.advance(MINUTE - 5_000);
    expect(outcome(await stand.merchant.refund(no, `${no}-2`, 1))).toEqual([
      429,
      "FREQUENCY_LIMITED",
    ]);
    await stand.advance(5_000);
    expect((await stand.merchant.refund(no, `${no}-2`, 1)).status).toBe(200);
  });

  it("allow fifty refunds of one order and no more", async () => {
    for (let part = 1; part <= 50; part += 1) {
      expect((await stand.merchant.refund(no, `${no}-${part}`, 1)).status).toBe(200);
      await stand.advance(MINUTE);
    }
    expect(outcome(await stand.merchant.refund(no, `${no}-51`, 1))).toEqual([
      400,
      "INVALID_REQUEST",
    ]);
  });

  it("end 365 days after payment", async () => {
    const own = await createStand();
    const { body } = await own.merchant.prepay("OLD0000001");
    await own.pay(body["prepay_id"]);
    await own.advance(365 * 86_400_000 - MINUTE);
    expect((await own.merchant.refund("OLD0000001", "R1", 1)).status).toBe(200);
    await own.advance(2 * MINUTE);
    expect(outcome(await own.merchant.refund("OLD0000001", "R2", 1))).toEqual([
      400,
      "INVALID_REQUEST",
    ]);
    await own.close();
  });

  it("need money in the merchant's account", async () => {
    const own = await createStand();
    const { body } = await own.merchant.prepay("POOR000001");
    await own.pay(body["prepay_id"]);
    expect((await own.control("POST", "/withdraw", { fen: 8000 })).body).toEqual({ balance: 800 });
    expect((await own.control("POST", "/withdraw", { fen: 801 })).status).toBe(409);
    expect(outcome(await own.merchant.refund("POOR000001", "R1", 801))).toEqual([
      403,
      "NOT_ENOUGH",
    ]);
    expect((await own.merchant.refund("POOR000001", "R1", 800)).status).toBe(200);
    await own.close();
  });
});

describe("a refund", () => {
  it("is accepted, then succeeds a few seconds later; the order's state becomes REFUND at once", async () => {
    const accepted = await stand.merchant.refund(no, `${no}-1`, 300, { reason: "七天无理由" });
    expect(accepted.body).toMatchObject({
      out_refund_no: `${no}-1`,
      out_trade_no: no,
      channel: "ORIGINAL",
      user_received_account: "支付用户零钱",
      status: "PROCESSING",
      amount: { total: 8800, refund: 300, payer_total: 8800, payer_refund: 300, currency: "CNY" },
    });
    expect(accepted.body["refund_id"]).toMatch(/^503\d{26}$/);
    expect(accepted.body).not.toHaveProperty("success_time");
    expect(isSigned(stand.credentials, accepted.headers, accepted.raw)).toBe(true);
    expect((await stand.merchant.query(no)).body["trade_state"]).toBe("REFUND");
    expect((await query(`${no}-1`)).body["status"]).toBe("PROCESSING");
    await stand.advance(3_000);
    const done = await query(`${no}-1`);
    expect(done.body["status"]).toBe("SUCCESS");
    expect(done.body["success_time"]).toMatch(/\+08:00$/);
  });

  it("also happens by the time of the wall", async () => {
    await stand.control("POST", "/settings", { refundDelayMs: 50 });
    await stand.merchant.refund(no, `${no}-1`, 300);
    await expect.poll(async () => (await query(`${no}-1`)).body["status"]).toBe("SUCCESS");
    await stand.control("POST", "/settings", { refundDelayMs: 3_000 });
  });

  it("asked for again by its number is the same one, by either number of the order", async () => {
    const { body } = await stand.merchant.query(no);
    const first = await stand.merchant.refund(no, `${no}-1`, 300);
    const again = await stand.merchant.refund(no, `${no}-1`, 300);
    expect(again.body).toEqual(first.body);
    const byId = await stand.merchant.refund(no, `${no}-1`, 300, {
      out_trade_no: undefined,
      transaction_id: body["transaction_id"],
    });
    expect(byId.body).toEqual(first.body);
    expect(outcome(await stand.merchant.refund(no, `${no}-1`, 301))).toEqual([
      400,
      "INVALID_REQUEST",
    ]);
    const reasoned = await stand.merchant.refund(no, `${no}-1`, 300, { reason: "别的" });
    expect(outcome(reasoned)).toEqual([400, "INVALID_REQUEST"]);
    const book = await stand.control("GET", "/book");
    expect(book.body["orders"]).toContainEqual(
      expect.objectContaining({ out_trade_no: no, paid: 8800, refunding: 300 }),
    );
  });

  it("that is closed gives the money and the order's state back", async () => {
    await stand.merchant.refund(no, `${no}-1`, 8800);
    expect((await stand.control("POST", `/refunds/${no}-1`, { status: "CLOSED" })).status).toBe(
      200,
    );
    expect((await query(`${no}-1`)).body["status"]).toBe("CLOSED");
    expect((await stand.merchant.query(no)).body["trade_state"]).toBe("SUCCESS");
    await stand.advance(MINUTE);
    expect((await query(`${no}-1`)).body["status"]).toBe("CLOSED");
    expect((await stand.merchant.refund(no, `${no}-2`, 8800)).status).toBe(200);
    expect((await stand.control("POST", "/refunds/none", { status: "SUCCESS" })).status).toBe(404);
    expect((await stand.control("POST", `/refunds/${no}-1`, { status: "SUCCESS" })).status).toBe(
      409,
    );
  });

  it.each([
    ["abnormal", "ABNORMAL"],
    ["closed", "CLOSED"],
  ])("ends %s when the fault was set", async (kind, status) => {
    await stand.control("POST", "/faults", { on: "refund", kind, out_trade_no: no });
    expect((await stand.merchant.refund(no, `${no}-1`, 1)).body["status"]).toBe("PROCESSING");
    await stand.advance(3_000);
    expect((await query(`${no}-1`)).body["status"]).toBe(status);
  });

  it("is refused for want of money when the fault was set, once", async () => {
    await stand.control("POST", "/faults", { on: "refund", kind: "not_enough", out_trade_no: no });
    expect(outcome(await stand.merchant.refund(no, `${no}-1`, 1))).toEqual([403, "NOT_ENOUGH"]);
    expect((await stand.merchant.refund(no, `${no}-1`, 1)).status).toBe(200);
  });

  it("of twenty at once is accepted once", async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        stand.merchant.refund(no, `${no}-${index}`, 8800),
      ),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe("an abnormal refund", () => {
  const apply = async (refundId: unknown, body: object, headers?: Record<string, string>) =>
    stand.merchant.call(
      "POST",
      `/v3/refund/domestic/refunds/${String(refundId)}/apply-abnormal-refund`,
      body,
      headers,
    );
  const seal = (text: string): string =>
    publicEncrypt(
      { key: stand.credentials.wechatPayPublicKeyPem, padding: constants.RSA_PKCS1_OAEP_PADDING },
      Buffer.from(text),
    ).toString("base64");

  it("goes on to a bank card, with fields encrypted for WeChat", async () => {
    const { body } = await stand.merchant.refund(no, `${no}-1`, 100);
    const refundId = body["refund_id"];
    const mine = { out_refund_no: `${no}-1`, type: "MERCHANT_BANK_CARD" };
    expect(outcome(await apply(refundId, mine))).toEqual([400, "INVALID_REQUEST"]);
    await stand.control("POST", `/refunds/${no}-1`, { status: "ABNORMAL" });
    expect(outcome(await apply("5030000", mine))).toEqual([404, "RESOURCE_NOT_EXISTS"]);
    const theirs = { ...mine, type: "USER_BANK_CARD" };
    expect((await apply(refundId, theirs)).body["code"]).toBe("PARAM_ERROR");
    const full = {
      ...theirs,
      bank_type: "ICBC_DEBIT",
      bank_account: seal("6222"),
      real_name: seal("张三"),
    };
    const byKey = { "Wechatpay-Serial": stand.credentials.wechatPayPublicKeyId };
    expect((await apply(refundId, full)).body["detail"]).toMatchObject({
      field: "Wechatpay-Serial",
    });
    const garbled = await apply(refundId, { ...full, real_name: "AAAA" }, byKey);
    expect(garbled.body["detail"]).toMatchObject({ field: "/real_name" });
    const again = await apply(refundId, full, byKey);
    expect(again.body).toMatchObject({ status: "PROCESSING", channel: "OTHER_BANKCARD" });
    await stand.advance(3_000);
    expect((await query(`${no}-1`)).body).toMatchObject({
      status: "SUCCESS",
      user_received_account: "用户银行卡",
    });
  });
});
