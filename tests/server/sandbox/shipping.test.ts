import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createStand, send, type Answer, type Stand } from "./stand.ts";

let stand: Stand;
let no: string;
let transactionId: string;
let counter = 0;
const OPENID = "oShopper0000000000000000001";
const DAY = 86_400_000;

beforeAll(async () => {
  stand = await createStand();
});
afterAll(async () => stand.close());
beforeEach(async () => {
  no = `SHIP${String((counter += 1)).padStart(6, "0")}`;
  const { body } = await stand.merchant.prepay(no);
  transactionId = String((await stand.pay(body["prepay_id"])).body["transaction_id"]);
});

const call = async (name: string, body: unknown): Promise<Answer> => {
  const { appid, appSecret: secret } = stand.credentials;
  const token = await send(`${stand.url}/cgi-bin/stable_token`, {
    method: "POST",
    body: JSON.stringify({ grant_type: "client_credential", appid, secret }),
  });
  return send(
    `${stand.url}/wxa/sec/order/${name}?access_token=${String(token.body["access_token"])}`,
    { method: "POST", body: JSON.stringify(body) },
  );
};
let uploads = 0;
/** Each a second later than the last, whatever the clock does. */
const nextTime = (): string =>
  `${new Date(Date.now() + 28_800_000 + (uploads += 1) * 1_000).toISOString().slice(0, 23)}+08:00`;
const parcel = (change: object = {}) => ({
  tracking_no: "YT0001",
  express_company: "YTO",
  item_desc: "咖啡豆*1",
  ...change,
});
const upload = async (change: object = {}): Promise<unknown> =>
  (
    await call("upload_shipping_info", {
      order_key: { order_number_type: 2, transaction_id: transactionId },
      logistics_type: 1,
      delivery_mode: 1,
      shipping_list: [parcel()],
      upload_time: nextTime(),
      payer: { openid: OPENID },
      ...change,
    })
  ).body["errcode"];
const split = async (all: boolean, ...numbers: string[]): Promise<unknown> =>
  upload({
    delivery_mode: 2,
    is_all_delivered: all,
    shipping_list: numbers.map((number) => parcel({ tracking_no: number })),
  });
const shown = async () =>
  (await call("get_order", { transaction_id: transactionId })).body["order"] as unknown as {
    order_state: number;
    shipping: { finish_shipping: boolean; shipping_list: { tracking_no: string }[] };
  };
const byNumber = () => ({
  order_number_type: 1,
  mchid: stand.credentials.mchid,
  out_trade_no: no,
});

describe("upload_shipping_info", () => {
  it.each<[string, () => object, number]>([
    ["a shipping_list that is an object", () => ({ shipping_list: parcel() }), 47001],
    ["no parcel", () => ({ shipping_list: [] }), 268485228],
    [
      "no parcel split",
      () => ({ delivery_mode: 2, is_all_delivered: true, shipping_list: [] }),
      10060014,
    ],
    ["two parcels at once", () => ({ shipping_list: [parcel(), parcel()] }), 268485228],
    [
      "16 parcels split",
      () => ({
        delivery_mode: 2,
        is_all_delivered: true,
        shipping_list: Array.from({ length: 16 }, () => parcel()),
      }),
      10060024,
    ],
    ["split without is_all_delivered", () => ({ delivery_mode: 2 }), 10060007],
    [
      "split pickup",
      () => ({ delivery_mode: 2, is_all_delivered: true, logistics_type: 4 }),
      10060006,
    ],
    ["an unknown logistics type", () => ({ logistics_type: 5 }), 10060005],
    ["an unknown mode", () => ({ delivery_mode: 3 }), 268485224],
    ["no goods named", () => ({ shipping_list: [parcel({ item_desc: "" })] }), 10060008],
    [
      "goods of 121 characters",
      () => ({ shipping_list: [parcel({ item_desc: "豆".repeat(121) })] }),
      10060009,
    ],
    [
      "express without a number",
      () => ({ shipping_list: [parcel({ tracking_no: "" })] }),
      268485226,
    ],
    [
      "express without a company",
      () => ({ shipping_list: [parcel({ express_company: "" })] }),
      268485227,
    ],
    [
      "a company that is not in the list",
      () => ({ shipping_list: [parcel({ express_company: "YTO2" })] }),
      10060014,
    ],
    [
      "a company by its name",
      () => ({ shipping_list: [parcel({ express_company: "圆通" })] }),
      10060014,
    ],
    [
      "SF without a contact",
      () => ({ shipping_list: [parcel({ express_company: "SF" })] }),
      10060014,
    ],
    [
      "SF with a contact in clear",
      () => ({
        shipping_list: [
          parcel({ express_company: "SF", contact: { receiver_contact: "13800138000" } }),
        ],
      }),
      10060014,
    ],
    [
      "a time without milliseconds or zone",
      () => ({ upload_time: "2022-12-15 13:29:35" }),
      268485216,
    ],
    ["another order key", () => ({ order_key: { order_number_type: 3 } }), 268485194],
    ["no transaction id", () => ({ order_key: { order_number_type: 2 } }), 268485195],
    ["no mchid", () => ({ order_key: { ...byNumber(), mchid: "" } }), 268485196],
    ["no out_trade_no", () => ({ order_key: { ...byNumber(), out_trade_no: "" } }), 268485197],
    [
      "an unknown order",
      () => ({ order_key: { ...byNumber(), out_trade_no: "NOSUCH" } }),
      10060001,
    ],
    ["a foreign merchant", () => ({ order_key: { ...byNumber(), mchid: "1900000109" } }), 10060001],
    ["another payer", () => ({ payer: { openid: "oOther" } }), 10060031],
  ])("refuses %s", async (_name, change, errcode) => {
    expect(await upload(change())).toBe(errcode);
    expect((await shown()).order_state).toBe(1);
  });

  it.each<[string, () => object]>([
    ["one parcel by transaction id", () => ({})],
    ["one by the merchant's number", () => ({ order_key: byNumber() })],
    [
      "SF with a masked contact",
      () => ({
        shipping_list: [
          parcel({ express_company: "SF", contact: { receiver_contact: "138****8000" } }),
        ],
      }),
    ],
    [
      "pickup without a number",
      () => ({ logistics_type: 4, shipping_list: [{ item_desc: "豆" }] }),
    ],
    ["a virtual good", () => ({ logistics_type: 3, shipping_list: [{ item_desc: "会员" }] })],
    ["a time without milliseconds", () => ({ upload_time: nextTime().replace(/\.\d+/, "") })],
  ])("takes %s", async (_name, change) => {
    expect(await upload(change())).toBe(0);
    expect((await shown()).order_state).toBe(2);
  });

  it("refuses an unpaid and a wholly refunded order", async () => {
    await stand.merchant.prepay(`${no}U`);
    expect(await upload({ order_key: { ...byNumber(), out_trade_no: `${no}U` } })).toBe(10060001);
    await stand.merchant.refund(no, `${no}-1`, 8800);
    expect(await upload()).toBe(10060004);
    expect((await shown()).order_state).toBe(5);
  });

  it("adds split parcels up until all are sent", async () => {
    expect(await split(false, "A1", "A2")).toBe(0);
    expect(await shown()).toMatchObject({ order_state: 1, shipping: { finish_shipping: false } });
    expect(await split(true, "A3")).toBe(0);
    const order = await shown();
    expect(order).toMatchObject({ order_state: 2, shipping: { finish_shipping: true } });
    expect(order.shipping.shipping_list.map((one) => one.tracking_no)).toEqual(["A1", "A2", "A3"]);
  });

  it("takes a parcel again as the last one, which is no correction; the same again tells nothing", async () => {
    expect(await split(false, "A1", "A2")).toBe(0);
    expect(await split(false, "A2")).toBe(10060023);
    expect(await split(true, "A2")).toBe(0);
    const order = await shown();
    expect(order).toMatchObject({ order_state: 2, shipping: { finish_shipping: true } });
    expect(order.shipping.shipping_list.map((one) => one.tracking_no)).toEqual(["A1", "A2"]);
    expect(await split(true, "A1", "A3")).toBe(0);
    expect(await split(true, "A4")).toBe(10060003);
  });

  it("wants a later time at each upload", async () => {
    const time = nextTime();
    expect(await upload({ upload_time: time, delivery_mode: 2, is_all_delivered: false })).toBe(0);
    expect(await upload({ upload_time: time, delivery_mode: 2, is_all_delivered: true })).toBe(
      10060023,
    );
  });

  it("allows one correction after everything was sent", async () => {
    expect(await upload()).toBe(0);
    expect(await upload({ shipping_list: [parcel({ tracking_no: "YT0002" })] })).toBe(0);
    expect((await shown()).shipping.shipping_list.map((one) => one.tracking_no)).toEqual([
      "YT0002",
    ]);
    expect(await upload()).toBe(10060003);
  });

  it("counts another mode as the correction", async () => {
    expect(await split(false, "A1")).toBe(0);
    expect(await upload()).toBe(0);
    expect((await shown()).shipping.shipping_list).toHaveLength(1);
    expect(await split(true, "A1")).toBe(10060003);
  });
});

describe("after shipping", () => {
  it.each([
    [1, 10],
    [2, 2],
    [3, 2],
    [4, 2],
  ])("an order of logistics type %d is done after %d days", async (type, days) => {
    await upload({ logistics_type: type });
    await stand.advance(days * DAY - 3_600_000);
    expect((await shown()).order_state).toBe(2);
    await stand.advance(3_600_000);
    expect((await shown()).order_state).toBe(4);
    expect(await upload()).toBe(10060004);
  });

  it("the shopper confirms receipt, once", async () => {
    const confirm = async () =>
      (await stand.control("POST", `/orders/${no}/confirm-receipt`)).status;
    expect(await confirm()).toBe(409);
    await upload();
    expect(await confirm()).toBe(200);
    expect((await shown()).order_state).toBe(3);
    expect(await confirm()).toBe(409);
    expect(await upload()).toBe(10060004);
    expect((await stand.control("POST", "/orders/none/confirm-receipt")).status).toBe(404);
  });

  it("the shop may ask for confirmation once, of an express parcel under way", async () => {
    const { body } = await stand.control("GET", "/clock");
    const ask = async (change: object = {}) =>
      (
        await call("notify_confirm_receive", {
          merchant_id: stand.credentials.mchid,
          merchant_trade_no: no,
          received_time: Math.floor(Number(body["nowMs"]) / 1000),
          ...change,
        })
      ).body["errcode"];
    expect(await ask()).toBe(10060004);
    await upload();
    expect(await ask({ received_time: 1 })).toBe(10060014);
    expect(await ask({ merchant_trade_no: "NOSUCH" })).toBe(10060001);
    expect(await ask()).toBe(0);
    expect(await ask()).toBe(10060004);
  });
});

describe("get_order_list", () => {
  it("pages newest first and filters by state, payer and time", async () => {
    const own = await call("get_order_list", { openid: "oNobody" });
    expect(own.body).toMatchObject({ errcode: 0, order_list: [], has_more: false });
    await upload();
    const list = async (body: object) => {
      const answer = await call("get_order_list", body);
      const orders = answer.body["order_list"] as unknown as { transaction_id: string }[];
      return { body: answer.body, ids: orders.map((one) => one.transaction_id) };
    };
    expect((await list({ order_state: 2 })).ids).toContain(transactionId);
    expect((await list({ order_state: 1 })).ids).not.toContain(transactionId);
    const everything = await list({});
    const seen: string[] = [];
    let after: unknown;
    for (let more: unknown = true; more;) {
      const page = await list({
        page_size: 7,
        ...(after === undefined ? {} : { last_index: after }),
      });
      seen.push(...page.ids);
      after = page.body["last_index"];
      more = page.body["has_more"];
    }
    expect(seen).toEqual(everything.ids);
    const past = await list({ pay_time_range: { begin_time: 0, end_time: 1 } });
    expect(past.ids).toEqual([]);
    expect((await call("get_order_list", { page_size: 101 })).body["errcode"]).toBe(47001);
  });
});
