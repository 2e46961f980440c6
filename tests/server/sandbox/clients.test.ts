import { createHash } from "node:crypto";
import WxPay from "wechatpay-node-v3";
import { Formatter, Rsa, Wechatpay } from "wechatpay-axios-plugin";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReceiver, createStand, openResource, type Receiver, type Stand } from "./stand.ts";

let stand: Stand;
let receiver: Receiver;
beforeAll(async () => {
  [stand, receiver] = await Promise.all([createStand(), createReceiver()]);
});
afterAll(async () => {
  await Promise.all([stand.close(), receiver.close()]);
});

interface Notice {
  event_type: string;
  resource: { ciphertext: string; nonce: string; associated_data: string };
}
const shanghaiDay = async (): Promise<string> =>
  String((await stand.control("GET", "/clock")).body["now"]).slice(0, 10);

describe.each([
  ["public_key", "the WeChat Pay public key"],
  ["certificate", "the platform certificate"],
] as const)("wechatpay-axios-plugin in %s mode", (mode, name) => {
  const client = () => {
    const { credentials } = stand;
    const byKey = mode === "public_key";
    const serial = byKey ? credentials.wechatPayPublicKeyId : credentials.platformSerial;
    const key = byKey ? credentials.wechatPayPublicKeyPem : credentials.platformCertificatePem;
    const pay = new Wechatpay({
      mchid: credentials.mchid,
      serial: credentials.merchantSerial,
      privateKey: credentials.merchantPrivateKeyPem,
      certs: { [serial]: Rsa.from(key, Rsa.KEY_TYPE_PUBLIC) },
      baseURL: stand.url,
    });
    return { pay, serial, key };
  };

  it(`buys, is told, queries, refunds and fetches the bill, all verified with ${name}`, async () => {
    await stand.control("POST", "/mode", { signing: mode });
    const { pay, serial, key } = client();
    const { credentials } = stand;
    const { mchid, appid } = credentials;
    const no = `AXIOS_${mode}`;
    const before = receiver.received.length;

    const prepay = await pay.chain("v3/pay/transactions/jsapi").post({
      ...stand.merchant.order(no, { notify_url: receiver.url, attach: "中文附加" }),
    });
    const prepayId = (prepay.data as { prepay_id: string }).prepay_id;
    const bridge = {
      appId: appid,
      timeStamp: String(Formatter.timestamp()),
      nonceStr: Formatter.nonce(),
      package: `prepay_id=${prepayId}`,
    };
    const paySign = Rsa.sign(
      Formatter.joinedByLineFeed(bridge.appId, bridge.timeStamp, bridge.nonceStr, bridge.package),
      credentials.merchantPrivateKeyPem,
    );
    const paid = await stand.pay(prepayId, "success", { ...bridge, signType: "RSA", paySign });
    expect(paid.body).toMatchObject({ errMsg: "requestPayment:ok" });

    await receiver.until(before + 1);
    const notice = receiver.received[before];
    expect(notice?.headers["wechatpay-serial"]).toBe(serial);
    const intact = Rsa.verify(
      Formatter.response(
        String(notice?.headers["wechatpay-timestamp"]),
        String(notice?.headers["wechatpay-nonce"]),
        notice?.raw.toString() ?? "",
      ),
      String(notice?.headers["wechatpay-signature"]),
      Rsa.from(key, Rsa.KEY_TYPE_PUBLIC),
    );
    expect(intact).toBe(true);
    const said = JSON.parse(notice?.raw.toString() ?? "{}") as Notice;
    expect(openResource(credentials, said.resource)).toMatchObject({ out_trade_no: no });

    const query = await pay.chain("v3/pay/transactions/out-trade-no/{no}").get({
      params: { mchid },
      no,
    });
    const order = query.data as { trade_state: string; transaction_id: string; attach: string };
    expect(order).toMatchObject({ trade_state: "SUCCESS", attach: "中文附加" });
    const byId = await pay.chain("v3/pay/transactions/id/{id}").get({
      params: { mchid },
      id: order.transaction_id,
    });
    expect(byId.data).toEqual(order);

    const refund = await pay.chain("v3/refund/domestic/refunds").post({
      transaction_id: order.transaction_id,
      out_refund_no: `${no}_R`,
      amount: { refund: 88, total: 8800, currency: "CNY" },
    });
    expect(refund.data).toMatchObject({ status: "PROCESSING" });
    await stand.advance(3_000);
    const refunded = await pay.chain("v3/refund/domestic/refunds/{no}").get({ no: `${no}_R` });
    expect(refunded.data).toMatchObject({ status: "SUCCESS" });

    await pay.chain("v3/pay/transactions/jsapi").post({ ...stand.merchant.order(`${no}_2`) });
    const closed = await pay.chain("v3/pay/transactions/out-trade-no/{no}/close").post(
      { mchid },
      {
        no: `${no}_2`,
      },
    );
    expect(closed.status).toBe(204);

    const day = await shanghaiDay();
    await stand.advance(2 * 86_400_000);
    const bill = await pay.chain("v3/bill/tradebill").get({
      params: { bill_date: day, bill_type: "ALL" },
    });
    const { download_url: link, hash_value: hash } = bill.data as Record<string, string>;
    const { pathname, search } = new URL(link ?? "");
    const file = await pay.chain("v3/billdownload/file").get({
      params: Object.fromEntries(new URLSearchParams(search)),
      responseType: "arraybuffer",
    });
    expect(pathname).toBe("/v3/billdownload/file");
    expect(
      createHash("sha1")
        .update(file.data as Buffer)
        .digest("hex"),
    ).toBe(hash);
    const { rows } = Formatter.castCsvBill(file.data as Buffer) as {
      rows: Record<string, string>[];
    };
    expect(rows.find((row) => row["商户订单号"] === no)).toMatchObject({ 订单金额: "88.00" });
  });

  it("notices a wrongly signed answer, and is told what WeChat refuses", async () => {
    await stand.control("POST", "/mode", { signing: mode });
    const { pay } = client();
    await stand.control("POST", "/faults", {
      on: "request",
      path: "/v3/*",
      kind: "bad_answer_signature",
    });
    const order = { ...stand.merchant.order(`AXIOSBAD_${mode}`) };
    await expect(pay.chain("v3/pay/transactions/jsapi").post(order)).rejects.toMatchObject({
      code: "EV3_RES_HEADER_SIGNATURE_DIGEST",
    });
    await expect(
      pay.chain("v3/pay/transactions/jsapi").post({ ...order, out_trade_no: "x" }),
    ).rejects.toMatchObject({ response: { status: 400 } });
  });
});

describe("wechatpay-node-v3 with its host rewritten", () => {
  const client = (): WxPay => {
    const { credentials } = stand;
    const pay = new WxPay({
      appid: credentials.appid,
      mchid: credentials.mchid,
      publicKey: Buffer.from(credentials.merchantCertificatePem),
      privateKey: Buffer.from(credentials.merchantPrivateKeyPem),
      key: credentials.apiV3Key,
    });
    const call = async (method: string, url: string, headers: object, body?: object) => {
      const local = url.replace("https://api.mch.weixin.qq.com", stand.url);
      const response = await fetch(local, {
        method,
        headers: headers as Record<string, string>,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const data: unknown = text === "" ? undefined : JSON.parse(text);
      return response.ok
        ? { status: response.status, data }
        : { status: response.status, error: data };
    };
    pay.createHttp({
      get: async (url: string, headers: object) => call("GET", url, headers),
      post: async (url: string, body: object, headers: object) => call("POST", url, headers, body),
    } as never);
    return pay;
  };

  it("reads its serial from our certificate and the platform certificates from the list", async () => {
    await stand.control("POST", "/mode", { signing: "certificate" });
    const { credentials } = stand;
    const pay = client();
    const certificates = await pay.get_certificates(credentials.apiV3Key);
    expect(certificates).toHaveLength(1);
    expect(certificates[0]).toMatchObject({ serial_no: credentials.platformSerial });
    expect((certificates[0] as { publicKey?: string }).publicKey).toContain("BEGIN PUBLIC KEY");
  });

  it("buys with its own pay parameters, queries, refunds, closes, and verifies what it is told", async () => {
    await stand.control("POST", "/mode", { signing: "certificate" });
    const pay = client();
    const { mchid, appid } = stand.credentials;
    const before = receiver.received.length;
    const prepay = await pay.transactions_jsapi({
      ...(stand.merchant.order("NODEV30001", { notify_url: receiver.url }) as never as object),
    } as never);
    expect(prepay.status).toBe(200);
    const bridge = prepay.data as Record<string, string>;
    expect(bridge["appId"]).toBe(appid);
    const prepayId = (bridge["package"] ?? "").replace("prepay_id=", "");
    expect((await stand.pay(prepayId, "success", bridge)).body["trade_state"]).toBe("SUCCESS");

    await receiver.until(before + 1);
    const notice = receiver.received[before];
    const said = JSON.parse(notice?.raw.toString() ?? "{}") as Notice;
    const verified = await pay.verifySign({
      timestamp: String(notice?.headers["wechatpay-timestamp"]),
      nonce: String(notice?.headers["wechatpay-nonce"]),
      body: notice?.raw.toString() ?? "",
      serial: String(notice?.headers["wechatpay-serial"]),
      signature: String(notice?.headers["wechatpay-signature"]),
    });
    expect(verified).toBe(true);
    const { ciphertext, associated_data: data, nonce } = said.resource;
    expect(pay.decipher_gcm(ciphertext, data, nonce)).toMatchObject({ out_trade_no: "NODEV30001" });

    const order = await pay.query({ out_trade_no: "NODEV30001" });
    expect(order.data).toMatchObject({ trade_state: "SUCCESS", mchid });
    const refund = await pay.refunds({
      out_trade_no: "NODEV30001",
      out_refund_no: "NODEV3R1",
      amount: { refund: 100, total: 8800, currency: "CNY" },
    });
    expect(refund.data).toMatchObject({ status: "PROCESSING" });
    expect((await pay.find_refunds("NODEV3R1")).status).toBe(200);
    await pay.transactions_jsapi(stand.merchant.order("NODEV30002") as never);
    expect((await pay.close("NODEV30002")).status).toBe(204);
    const paidOrder = await pay.close("NODEV30001");
    expect(paidOrder).toMatchObject({ status: 400, error: { code: "ORDER_PAID" } });
  });
});
