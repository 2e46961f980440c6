import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createWechatPay } from "@server/adapters/wechat-pay.ts";
import { shanghaiDay } from "@server/kernel/calendar.ts";
import { createLog } from "@server/kernel/log.ts";
import type { WechatPay } from "@server/world.ts";
import { startWechat, wechatConfig, type TestWechat } from "@support/wechat.ts";

type Posted = { headers: Record<string, string | undefined>; body: string };

let wechat: TestWechat;
let pay: WechatPay;
let notifyUrl: string;
let stopListener: () => Promise<void>;
const posted: Posted[] = [];
const logLines: string[] = [];
const log = createLog({ level: "debug", stream: { write: (line) => logLines.push(line) } });

beforeAll(async () => {
  wechat = await startWechat();
  const listener = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      posted.push({ headers: request.headers as Posted["headers"], body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  notifyUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/n`;
  stopListener = () => new Promise((resolve) => listener.close(() => resolve()));
  pay = createWechatPay(wechatConfig(wechat, { WECHAT_PAY_NOTIFY_URL: notifyUrl }), log);
  await wechat.control("POST", "/codes", { openid: order().openid });
});
afterAll(async () => {
  await wechat.stop();
  await stopListener();
});
beforeEach(async () => {
  await wechat.control("DELETE", "/faults");
  await wechat.control("POST", "/mode", { signing: "public_key" });
  posted.length = 0;
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

let numbers = 0;
function order(change: Partial<Parameters<WechatPay["prepay"]>[0]> = {}) {
  numbers += 1;
  return {
    outTradeNo: `pay_TEST${String(numbers).padStart(22, "0")}`,
    description: "羊绒围巾🧣 深灰",
    totalFen: 12_800,
    openid: "oTestShopper000000000000000A",
    expiresAt: new Date(Date.now() + 30 * 60_000),
    ...change,
  };
}

async function prepaid(given = order()) {
  const answer = await pay.prepay(given);
  if (!("prepayId" in answer)) throw new Error("not prepaid");
  return { given, ...answer };
}

async function paid(outcome = "success_without_notify", given = order()) {
  const { prepayId, parameters } = await prepaid(given);
  await wechat.control("POST", "/pay", { prepay_id: prepayId, outcome, ...parameters });
  return given;
}

const refusal = (code: string) => expect.objectContaining({ code });

async function notification(): Promise<Posted> {
  await expect.poll(() => posted.length).toBeGreaterThan(0);
  return posted[0] as Posted;
}

describe("paying", () => {
  it("prepays, with parameters WeChat's app accepts, again and again with the same number", async () => {
    const { given, prepayId, parameters } = await prepaid();
    const again = await prepaid(given);
    expect(again.prepayId).not.toBe(prepayId);
    await wechat.control("POST", "/pay", { prepay_id: prepayId, outcome: "cancel", ...parameters });
    expect(await pay.queryTransaction(given.outTradeNo)).toMatchObject({
      tradeState: "NOTPAY",
      transactionId: null,
      openid: null,
      paidAt: null,
    });
  });

  it("tells a paid order in full", async () => {
    const given = await paid();
    expect(await pay.queryTransaction(given.outTradeNo)).toEqual({
      appid: wechat.credentials.appid,
      mchid: wechat.credentials.mchid,
      outTradeNo: given.outTradeNo,
      transactionId: expect.stringMatching(/^42\d+$/),
      tradeState: "SUCCESS",
      totalFen: 12_800,
      currency: "CNY",
      openid: given.openid,
      paidAt: expect.any(Date),
    });
    expect(await pay.prepay(given)).toEqual({ alreadyPaid: true });
    expect(await pay.close(given.outTradeNo)).toBe("paid");
  });

  it("closes, twice if need be, and what WeChat never knew", async () => {
    const { given } = await prepaid();
    expect(await pay.close(given.outTradeNo)).toBe("closed");
    expect(await pay.close(given.outTradeNo)).toBe("closed");
    expect(await pay.prepay(given)).toEqual({ closed: true });
    expect(await pay.close(order().outTradeNo)).toBe("closed");
    expect(await pay.queryTransaction(order().outTradeNo)).toBeNull();
  });

  it("does not pass a refusal of its parameters off as success", async () => {
    await expect(pay.prepay(order({ totalFen: 0 }))).rejects.toEqual(
      refusal("payment_unavailable"),
    );
  });
});

describe("refunds", () => {
  it("refunds once per number, and finds it again", async () => {
    const given = await paid();
    const input = {
      outTradeNo: given.outTradeNo,
      outRefundNo: `ref_${given.outTradeNo.slice(4)}`,
      refundFen: 2_800,
      totalFen: 12_800,
      reason: "尺寸不合适😢",
    };
    const first = await pay.refund(input);
    expect(first).toMatchObject({ status: "PROCESSING", refundFen: 2_800, totalFen: 12_800 });
    expect(await pay.refund(input)).toEqual(first);
    expect(await pay.queryRefund(input.outRefundNo)).toEqual(first);
    expect(await pay.refund({ ...input, refundFen: 2_900 })).toMatchObject({
      refused: "INVALID_REQUEST",
    });
    // The minute's rule answers 429: whether it went through is unknown, so it is no refusal.
    await expect(pay.refund({ ...input, outRefundNo: `${input.outRefundNo}b` })).rejects.toEqual(
      refusal("payment_unavailable"),
    );
    expect(await pay.queryRefund(`${input.outRefundNo}b`)).toBeNull();
  });

  it("says why WeChat will not", async () => {
    const given = await paid();
    await wechat.control("POST", "/faults", { on: "refund", kind: "not_enough" });
    const answer = await pay.refund({
      outTradeNo: given.outTradeNo,
      outRefundNo: `ref_${given.outTradeNo.slice(4)}`,
      refundFen: 1,
      totalFen: 12_800,
      reason: "",
    });
    expect(answer).toMatchObject({ refused: "NOT_ENOUGH" });
  });
});

describe("notifications", () => {
  it("opens one signed with the public key and one signed with a certificate", async () => {
    for (const signing of ["public_key", "certificate"]) {
      posted.length = 0;
      await wechat.control("POST", "/mode", { signing });
      const given = await paid("success");
      const { headers, body } = await notification();
      expect(pay.openNotification(headers, body)).toMatchObject({
        kind: "transaction",
        transaction: { outTradeNo: given.outTradeNo, totalFen: 12_800, tradeState: "SUCCESS" },
      });
    }
  });

  it("opens the end of a refund", async () => {
    const given = await paid();
    const outRefundNo = `ref_${given.outTradeNo.slice(4)}`;
    await pay.refund({
      outTradeNo: given.outTradeNo,
      outRefundNo,
      refundFen: 1,
      totalFen: 12_800,
      reason: "x",
    });
    await wechat.control("POST", `/refunds/${outRefundNo}`, { status: "SUCCESS" });
    const { headers, body } = await notification();
    expect(pay.openNotification(headers, body)).toMatchObject({
      kind: "refund",
      refund: { outRefundNo, status: "SUCCESS", refundFen: 1, mchid: wechat.credentials.mchid },
    });
  });

  it.each([
    "bad_signature",
    "old_timestamp",
    "unknown_serial",
    "tampered_ciphertext",
    "truncated",
    "signtest",
  ])("refuses %s without calling out, and says so in the log", async (kind) => {
    await wechat.control("POST", "/faults", { on: "notification", kind });
    await paid("success");
    const { headers, body } = await notification();
    logLines.length = 0;
    expect(() => pay.openNotification(headers, body)).toThrow(refusal("notification_invalid"));
    expect(logLines.filter((line) => line.includes("notification refused"))).toHaveLength(1);
    expect(logLines.some((line) => line.includes("wechat pay answered"))).toBe(false);
  });

  it("refuses the old XML of a hand-made refund and other nonsense cleanly", () => {
    const xml = "<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>";
    for (const body of [xml, "", "null", "[]", "{}"])
      expect(() => pay.openNotification({}, body)).toThrow(refusal("notification_invalid"));
  });

  it("does not open what was sealed for another merchant's key", async () => {
    await paid("success");
    const { headers, body } = await notification();
    const other = createWechatPay(
      wechatConfig(wechat, { WECHAT_PAY_API_V3_KEY: "another-key-of-thirty-two-bytes!" }),
      log,
    );
    expect(() => other.openNotification(headers, body)).toThrow(refusal("notification_invalid"));
  });
});

describe.each([
  ["the public key", {}],
  ["the newest certificate", { WECHAT_PAY_PUBLIC_KEY_ID: "", WECHAT_PAY_PUBLIC_KEY: "" }],
])("an abnormal refund with %s", (_, keys) => {
  it("goes to a bank card whose number and name only WeChat can read", async () => {
    if (Object.keys(keys).length > 0)
      await wechat.control("POST", "/mode", { signing: "certificate" });
    const shop = createWechatPay(
      wechatConfig(wechat, { WECHAT_PAY_NOTIFY_URL: notifyUrl, ...keys }),
      log,
    );
    const { outTradeNo } = await paid();
    const outRefundNo = outTradeNo.replace("pay_", "ref_");
    await wechat.control("POST", "/faults", { on: "refund", kind: "abnormal" });
    await shop.refund({ outTradeNo, outRefundNo, refundFen: 100, totalFen: 12_800, reason: "退" });
    await wechat.control("POST", "/clock", { advanceMs: 5_000 });
    const abnormal = await shop.queryRefund(outRefundNo);
    expect(abnormal).toMatchObject({ status: "ABNORMAL" });
    const wish = {
      refundId: abnormal?.refundId ?? "",
      outRefundNo,
      destination: "user_card",
      bankType: "ICBC_DEBIT",
      bankAccount: "6222020200112233445",
      realName: "苏晚晴",
    } as const;
    logLines.length = 0;
    expect(await shop.redirectRefund(wish)).toMatchObject({ status: "PROCESSING" });
    expect(await shop.redirectRefund(wish)).toMatchObject({ refused: "INVALID_REQUEST" });
    expect(logLines.join("\n")).not.toMatch(/6222020|苏晚晴/);
  });
});

describe("certificates", () => {
  it("fetches what it lacks only on its own calls, and then believes both sides", async () => {
    await wechat.control("POST", "/mode", { signing: "certificate" });
    const bare = createWechatPay(
      wechatConfig(wechat, {
        WECHAT_PAY_PUBLIC_KEY_ID: "",
        WECHAT_PAY_PUBLIC_KEY: "",
        WECHAT_PAY_PLATFORM_CERTIFICATES: "",
        WECHAT_PAY_NOTIFY_URL: notifyUrl,
      }),
      log,
    );
    await paid("success");
    const { headers, body } = await notification();
    logLines.length = 0;
    for (let nth = 0; nth < 20; nth += 1)
      expect(() => bare.openNotification(headers, body)).toThrow(refusal("notification_invalid"));
    expect(logLines.some((line) => line.includes("/v3/certificates"))).toBe(false);
    await bare.queryTransaction(order().outTradeNo);
    await bare.queryTransaction(order().outTradeNo);
    expect(logLines.filter((line) => line.includes("/v3/certificates"))).toHaveLength(1);
    expect(bare.openNotification(headers, body)).toMatchObject({ kind: "transaction" });
  });
});

describe("when WeChat Pay is ill (R6)", () => {
  const path = "/v3/pay/transactions/jsapi";
  it.each([
    ["a 500", { kind: "status", status: 500 }],
    ["a reset", { kind: "reset" }],
    ["half an answer", { kind: "truncated_answer" }],
    ["a forged answer", { kind: "bad_answer_signature" }],
  ])("gets over %s twice with the same number", async (_, fault) => {
    await wechat.control("POST", "/faults", { on: "request", path, count: 2, ...fault });
    const { given } = await prepaid();
    expect(await pay.queryTransaction(given.outTradeNo)).toMatchObject({ tradeState: "NOTPAY" });
  });

  it("waits for one slow answer and asks again after five seconds", async () => {
    await wechat.control("POST", "/faults", { on: "request", path, kind: "slow", ms: 6_000 });
    const startedAt = Date.now();
    await prepaid();
    expect(Date.now() - startedAt).toBeLessThan(8_000);
  });

  it("is refused for now by 429, without asking again", async () => {
    await wechat.control("POST", "/faults", {
      on: "request",
      path,
      kind: "status",
      status: 429,
      count: 2,
    });
    await expect(pay.prepay(order())).rejects.toEqual(refusal("payment_unavailable"));
    const { faults } = await wechat.control<{ faults: { count: number }[] }>("GET", "/faults");
    expect(faults[0]?.count).toBe(1);
  });

  it("stops asking after six outages, refuses the crowd at once, and comes back", async () => {
    const shop = createWechatPay(wechatConfig(wechat), log);
    await wechat.control("POST", "/faults", { on: "request", path, kind: "reset", count: 1_000 });
    for (let nth = 0; nth < 2; nth += 1)
      await expect(shop.prepay(order())).rejects.toEqual(refusal("payment_unavailable"));
    const startedAt = Date.now();
    const crowd = await Promise.allSettled(Array.from({ length: 500 }, () => shop.prepay(order())));
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(crowd.every(({ status }) => status === "rejected")).toBe(true);
    const { faults } = await wechat.control<{ faults: { count: number }[] }>("GET", "/faults");
    expect(faults[0]?.count).toBe(994);
    await wechat.control("DELETE", "/faults");
    await expect
      .poll(
        () =>
          shop.prepay(order()).then(
            () => "up",
            () => "down",
          ),
        { timeout: 8_000, interval: 500 },
      )
      .toBe("up");
  });
});

describe("bills", () => {
  it("fetches, checks and reads yesterday's bill; knows a day without trade and one too early", async () => {
    await paid();
    const { nowMs } = await wechat.control<{ nowMs: number }>("GET", "/clock");
    const day = new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(await pay.tradeBill(day)).toBe("creating");
    await wechat.control("POST", "/clock", { advanceMs: 36 * 3_600_000 });
    const rows = await pay.tradeBill(day);
    expect(rows).toContainEqual(
      expect.objectContaining({ kind: "payment", amountFen: 12_800, status: "SUCCESS" }),
    );
    await wechat.control("POST", "/faults", {
      on: "request",
      path: "/v3/billdownload/*",
      kind: "truncated_answer",
      count: 3,
    });
    await expect(pay.tradeBill(day)).rejects.toEqual(refusal("payment_unavailable"));
    const dayBefore = new Date(nowMs - 20 * 86_400_000).toISOString().slice(0, 10);
    expect(await pay.tradeBill(dayBefore)).toBe("none");
  });
});

it("refuses a bill that was changed on its way, by its hash", async () => {
  await paid();
  const { nowMs } = await wechat.control<{ nowMs: number }>("GET", "/clock");
  const day = shanghaiDay(new Date(nowMs));
  await wechat.control("POST", "/clock", { advanceMs: 36 * 3_600_000 });
  const change = (file: Buffer) =>
    gzipSync(gunzipSync(file).toString("utf8").replaceAll("128.00", "127.00"));
  const proxy = createServer((request, response) => {
    void fetch(`${wechat.url}${request.url}`, {
      headers: request.headers as Record<string, string>,
    }).then(async (answer) => {
      const bytes = Buffer.from(await answer.arrayBuffer());
      const isBill = request.url?.startsWith("/v3/billdownload/") === true;
      const { "content-length": _, ...headers } = Object.fromEntries(answer.headers);
      response.writeHead(answer.status, headers).end(isBill ? change(bytes) : bytes);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const env = { WECHAT_PAY_BASE_URL: `http://127.0.0.1:${port}` };
  const victim = createWechatPay(wechatConfig(wechat, env), log);
  await expect(victim.tradeBill(day)).rejects.toEqual(refusal("payment_unavailable"));
  expect(await pay.tradeBill(day)).not.toBe("none");
  await new Promise((resolve) => proxy.close(resolve));
});

it("leaves no openid and no key in the log", () => {
  const text = logLines.join("\n");
  expect(text).not.toContain("oTestShopper");
  expect(text).not.toContain(wechat.credentials.apiV3Key);
});
