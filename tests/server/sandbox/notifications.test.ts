import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createReceiver,
  createStand,
  isSigned,
  openResource,
  type Received,
  type Receiver,
  type Stand,
} from "./stand.ts";

let stand: Stand;
let receiver: Receiver;
beforeEach(async () => {
  [stand, receiver] = await Promise.all([createStand(), createReceiver()]);
});
afterEach(async () => {
  await Promise.all([stand.close(), receiver.close()]);
});

interface Envelope {
  id: string;
  event_type: string;
  resource_type: string;
  create_time: string;
  summary: string;
  resource: {
    original_type: string;
    algorithm: string;
    ciphertext: string;
    nonce: string;
    associated_data: string;
  };
}
const envelope = (one: Received | undefined): Envelope =>
  JSON.parse(one?.raw.toString() ?? "{}") as Envelope;
const open = (one: Received | undefined) => openResource(stand.credentials, envelope(one).resource);
const at = (index: number): Received => {
  const one = receiver.received[index];
  if (!one) throw new Error(`no notification ${index}`);
  return one;
};

async function paid(no: string, outcome = "success"): Promise<void> {
  const { body } = await stand.merchant.prepay(no, { notify_url: receiver.url });
  expect((await stand.pay(body["prepay_id"], outcome)).status).toBe(200);
}
interface Listed {
  id: string;
  state: string;
  nextAt: string | null;
  attempts: { at: string; status?: number; fault?: string; error?: string; by: string }[];
}
const listed = async (no: string): Promise<Listed> => {
  const { body } = await stand.control("GET", `/notifications?out_trade_no=${no}`);
  const [one] = body["notifications"] as unknown as Listed[];
  if (!one) throw new Error("nothing listed");
  return one;
};
const fault = async (body: object): Promise<void> => {
  expect((await stand.control("POST", "/faults", body)).status).toBe(200);
};

describe("a payment notification", () => {
  it("is encrypted, signed and says what a query says", async () => {
    await paid("NOTE000001");
    await receiver.until(1);
    const one = at(0);
    expect(isSigned(stand.credentials, one.headers, one.raw)).toBe(true);
    expect(one.headers["user-agent"]).toBe("Mozilla/4.0");
    expect(one.headers["content-type"]).toBe("application/json");
    expect(envelope(one)).toMatchObject({
      event_type: "TRANSACTION.SUCCESS",
      resource_type: "encrypt-resource",
      summary: "支付成功",
      resource: { original_type: "transaction", algorithm: "AEAD_AES_256_GCM" },
    });
    expect(envelope(one).resource.nonce).toHaveLength(12);
    expect(open(one)).toEqual((await stand.merchant.query("NOTE000001")).body);
    await expect.poll(async () => (await listed("NOTE000001")).state).toBe("delivered");
  });

  it("is signed by the certificate's key in certificate mode", async () => {
    await stand.control("POST", "/mode", { signing: "certificate" });
    await paid("NOTE000002");
    await receiver.until(1);
    expect(at(0).headers["wechatpay-serial"]).toBe(stand.credentials.platformSerial);
    expect(isSigned(stand.credentials, at(0).headers, at(0).raw)).toBe(true);
  });

  it("is repeated 15 times over 24 h 4 min while nobody takes it, then given up", async () => {
    receiver.answerWith(500);
    await paid("NOTE000003");
    await receiver.until(1);
    await stand.advance(86_400_000);
    expect((await listed("NOTE000003")).attempts).toHaveLength(15);
    await stand.advance(3_600_000);
    const { attempts, state, nextAt } = await listed("NOTE000003");
    expect(state).toBe("given_up");
    expect(nextAt).toBeNull();
    const times = attempts.map((one) => Date.parse(one.at) / 1000);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    const wanted = [
      15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600,
    ];
    // The listed times are whole seconds.
    gaps.forEach((gap, index) =>
      expect(Math.abs(gap - (wanted[index] ?? 0))).toBeLessThanOrEqual(1),
    );
    expect(gaps).toHaveLength(15);
    const ids = new Set(receiver.received.map((one) => envelope(one).id));
    expect(ids.size).toBe(1);
    const nonces = new Set(receiver.received.map((one) => one.headers["wechatpay-nonce"]));
    expect(nonces.size).toBe(16);
  });

  it.each([
    [200, "delivered"],
    [204, "delivered"],
    [202, "waiting"],
    [301, "waiting"],
    [401, "waiting"],
    [500, "waiting"],
  ] as const)("answered %d is %s", async (status, state) => {
    receiver.answerWith(status);
    await paid("NOTE000004");
    await receiver.until(1);
    await expect.poll(async () => (await listed("NOTE000004")).attempts).toHaveLength(1);
    expect((await listed("NOTE000004")).state).toBe(state);
  });

  it("comes again after 15 s when the first got no answer within 5 s", async () => {
    receiver.answerWith("never");
    await paid("NOTE000005");
    await receiver.until(1);
    const began = Date.now();
    await expect
      .poll(async () => (await listed("NOTE000005")).attempts, { timeout: 8_000 })
      .toHaveLength(1);
    expect(Date.now() - began).toBeGreaterThan(4_000);
    expect((await listed("NOTE000005")).attempts[0]?.error).toContain("5 seconds");
    receiver.answerWith(204);
    await stand.advance(15_000);
    expect((await listed("NOTE000005")).state).toBe("delivered");
  });

  it("goes on when nobody listens at the notify_url", async () => {
    const { body } = await stand.merchant.prepay("NOTE000006", {
      notify_url: "http://127.0.0.1:1/notify",
    });
    await stand.pay(body["prepay_id"]);
    await expect.poll(async () => (await listed("NOTE000006")).attempts).toHaveLength(1);
    expect((await listed("NOTE000006")).attempts[0]?.error).toContain("ECONNREFUSED");
  });

  it("is held when paid without notifying, and can be sent by hand", async () => {
    await paid("NOTE000007", "success_without_notify");
    await stand.advance(86_400_000);
    const held = await listed("NOTE000007");
    expect(held.state).toBe("held");
    expect(receiver.received).toHaveLength(0);
    const sent = await stand.control("POST", `/notifications/${held.id}/send`);
    expect(sent.body).toMatchObject({ status: 204, by: "hand" });
    expect(open(at(0))["out_trade_no"]).toBe("NOTE000007");
    expect((await listed("NOTE000007")).state).toBe("delivered");
    const spoiled = await stand.control("POST", `/notifications/${held.id}/send`, {
      fault: "bad_signature",
    });
    expect(spoiled.body).toMatchObject({ fault: "bad_signature" });
    expect(isSigned(stand.credentials, at(1).headers, at(1).raw)).toBe(false);
    expect((await stand.control("POST", "/notifications/none/send")).status).toBe(404);
  });
});

describe("a spoiled notification", () => {
  const spoiled = async (kind: string): Promise<Received> => {
    await fault({ on: "notification", kind });
    await paid("SPOIL00001");
    await receiver.until(1);
    return at(0);
  };
  const signed = (one: Received): boolean => isSigned(stand.credentials, one.headers, one.raw);

  it("with a wrong amount is otherwise perfect", async () => {
    const one = await spoiled("wrong_amount");
    expect(signed(one)).toBe(true);
    expect(open(one)["amount"]).toMatchObject({ total: 8801, payer_total: 8801 });
  });
  it("of a foreign merchant", async () => {
    const one = await spoiled("foreign_mchid");
    expect(signed(one)).toBe(true);
    expect(open(one)["mchid"]).toBe("1900000109");
  });
  it("of a foreign app", async () => {
    const one = await spoiled("foreign_appid");
    expect(signed(one)).toBe(true);
    expect(open(one)["appid"]).not.toBe(stand.credentials.appid);
  });
  it("with a bad signature", async () => {
    expect(signed(await spoiled("bad_signature"))).toBe(false);
  });
  it("with an old time, rightly signed", async () => {
    const one = await spoiled("old_timestamp");
    expect(signed(one)).toBe(true);
    const age = Date.now() / 1000 - Number(one.headers["wechatpay-timestamp"]);
    expect(age).toBeGreaterThan(3_500);
  });
  it("with an unknown serial", async () => {
    const one = await spoiled("unknown_serial");
    expect(one.headers["wechatpay-serial"]).toMatch(/^[0-9A-F]{40}$/);
    expect(one.headers["wechatpay-serial"]).not.toBe(stand.credentials.platformSerial);
  });
  it("with a tampered ciphertext under a right signature", async () => {
    const one = await spoiled("tampered_ciphertext");
    expect(signed(one)).toBe(true);
    expect(() => open(one)).toThrow(/authenticate/);
  });
  it("cut in half", async () => {
    const one = await spoiled("truncated");
    expect(signed(one)).toBe(false);
    expect(() => envelope(one)).toThrow(SyntaxError);
  });
  it("as probe traffic", async () => {
    const one = await spoiled("signtest");
    expect(one.headers["wechatpay-signature"]).toMatch(/^WECHATPAY\/SIGNTEST\//);
    expect(signed(one)).toBe(false);
  });

  it.each(["wrong_amount", "bad_signature", "signtest", "drop"])(
    "(%s) is followed by the genuine one on the schedule, even when it was acknowledged",
    async (kind) => {
      await fault({ on: "notification", kind });
      await paid("SPOIL00002");
      await expect.poll(async () => (await listed("SPOIL00002")).attempts).toHaveLength(1);
      const before = await listed("SPOIL00002");
      expect(before).toMatchObject({ state: "waiting", attempts: [{ fault: kind }] });
      await stand.advance(15_000);
      expect((await listed("SPOIL00002")).state).toBe("delivered");
      const last = receiver.received.at(-1);
      expect(last && signed(last)).toBe(true);
      expect(open(last)["amount"]).toMatchObject({ total: 8800 });
      expect(receiver.received).toHaveLength(kind === "drop" ? 1 : 2);
    },
  );
});

describe("deliveries out of the ordinary", () => {
  it("come several times at once with one id", async () => {
    await fault({ on: "notification", kind: "duplicate", copies: 49 });
    await paid("MANY000001");
    await receiver.until(50);
    expect(new Set(receiver.received.map((one) => envelope(one).id)).size).toBe(1);
    expect(
      receiver.received.every((one) => isSigned(stand.credentials, one.headers, one.raw)),
    ).toBe(true);
    await expect.poll(async () => (await listed("MANY000001")).attempts).toHaveLength(50);
    await stand.advance(86_400_000);
    expect(receiver.received).toHaveLength(50);
  });

  it("come late", async () => {
    await fault({ on: "notification", kind: "delay", ms: 86_400_000 });
    await paid("LATE000001");
    await stand.advance(86_300_000);
    expect(receiver.received).toHaveLength(0);
    await stand.advance(200_000);
    expect(receiver.received).toHaveLength(1);
  });

  it("come in the wrong order: the refund's before the payment's", async () => {
    await fault({ on: "notification", kind: "reorder" });
    await paid("WRONG00001");
    expect((await listed("WRONG00001")).state).toBe("behind_refund");
    await stand.merchant.refund("WRONG00001", "R1", 8800, { notify_url: receiver.url });
    await stand.advance(10_000);
    await receiver.until(2);
    expect(receiver.received.map((one) => envelope(one).event_type)).toEqual([
      "REFUND.SUCCESS",
      "TRANSACTION.SUCCESS",
    ]);
    // The payment's message still says what was true when it was made.
    expect(open(at(1))["trade_state"]).toBe("SUCCESS");
  });

  it("are spoiled as often as asked and only for what was asked", async () => {
    await fault({ on: "notification", kind: "drop", count: 2, out_trade_no: "COUNT00001" });
    await fault({ on: "notification", kind: "drop", event: "REFUND" });
    await paid("OTHER00001");
    await receiver.until(1);
    await paid("COUNT00001");
    await stand.advance(15_000);
    expect(receiver.received).toHaveLength(1);
    const left = await stand.control("GET", "/faults");
    expect(left.body["faults"]).toMatchObject([{ event: "REFUND", count: 1 }]);
    await stand.advance(15_000);
    expect(receiver.received).toHaveLength(2);
    expect((await stand.control("DELETE", "/faults")).status).toBe(204);
    expect((await stand.control("GET", "/faults")).body["faults"]).toEqual([]);
  });

  it("follow signatures in moved time when asked to", async () => {
    await stand.control("POST", "/clock", { advanceMs: 86_400_000, signatures: "moved" });
    const answer = await stand.merchant.prepay("MOVED00001");
    expect(answer.status).toBe(401);
    await stand.control("POST", "/clock", { signatures: "real" });
    expect((await stand.merchant.prepay("MOVED00001")).status).toBe(200);
  });
});

describe("a refund notification", () => {
  it.each([
    ["SUCCESS", "退款成功"],
    ["ABNORMAL", "退款异常"],
    ["CLOSED", "退款关闭"],
  ])("tells of REFUND.%s", async (status, summary) => {
    await paid("REFUND0001");
    await stand.merchant.refund("REFUND0001", "R1", 8800, { notify_url: receiver.url });
    await stand.control("POST", "/refunds/R1", { status });
    await receiver.until(2);
    const one = receiver.received.find(({ raw }) => raw.includes(`REFUND.${status}`));
    expect(envelope(one)).toMatchObject({ summary, resource: { original_type: "refund" } });
    const said = open(one);
    expect(said).toMatchObject({
      mchid: stand.credentials.mchid,
      out_trade_no: "REFUND0001",
      out_refund_no: "R1",
      refund_status: status,
      amount: { total: 8800, refund: 8800, payer_total: 8800, payer_refund: 8800 },
    });
    expect(said).not.toHaveProperty("status");
    expect(said).not.toHaveProperty("funds_account");
    expect("success_time" in said).toBe(status === "SUCCESS");
  });
});
