import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createStand, isSigned, send, type Stand } from "./stand.ts";

let stand: Stand;
beforeAll(async () => {
  stand = await createStand();
});
afterAll(async () => stand.close());
afterEach(async () => stand.control("DELETE", "/faults"));

const JSAPI = "/v3/pay/transactions/jsapi";
const set = async (fault: object): Promise<void> => {
  const answer = await stand.control("POST", "/faults", { on: "request", path: JSAPI, ...fault });
  expect(answer.status).toBe(200);
};
/** An answer, or how the line broke, or that nothing came in time. */
const within = async (ms: number, asked: Promise<{ status: number }>): Promise<number | string> =>
  Promise.race([
    asked.then(
      ({ status }) => status,
      (error: NodeJS.ErrnoException) => error.code ?? error.message,
    ),
    new Promise<string>((resolve) => setTimeout(() => resolve("nothing"), ms)),
  ]);
const state = async (no: string): Promise<unknown> => {
  const { body } = await stand.merchant.query(no);
  return body["trade_state"] ?? body["code"];
};

describe("a fault on a route", () => {
  it.each([
    [429, "FREQUENCY_LIMITED"],
    [500, "SYSTEM_ERROR"],
    [502, "SERVICE_UNAVAILABLE"],
    [503, "SERVICE_UNAVAILABLE"],
  ])("answers %d without doing the work, then is over", async (status, code) => {
    await set({ kind: "status", status });
    const no = `STATUS0${status}`;
    const answer = await stand.merchant.prepay(no);
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
    expect(await state(no)).toBe("ORDER_NOT_EXIST");
    expect((await stand.merchant.prepay(no)).status).toBe(200);
  });

  it("does the work and never answers", async () => {
    await set({ kind: "timeout_after_commit" });
    expect(await within(300, stand.merchant.prepay("NEVER00001"))).toBe("nothing");
    expect(await state("NEVER00001")).toBe("NOTPAY");
  });

  it("does the work and answers late", async () => {
    await set({ kind: "timeout_after_commit", answer_after_ms: 250 });
    const asked = stand.merchant.prepay("LATE000001");
    expect(await within(150, asked)).toBe("nothing");
    expect(await state("LATE000001")).toBe("NOTPAY");
    expect(await within(1_000, asked)).toBe(200);
  });

  it("is slow before it does the work", async () => {
    await set({ kind: "slow", ms: 250 });
    const asked = stand.merchant.prepay("SLOW000001");
    expect(await within(150, asked)).toBe("nothing");
    expect(await state("SLOW000001")).toBe("ORDER_NOT_EXIST");
    expect(await within(1_000, asked)).toBe(200);
  });

  it("resets the line without doing the work", async () => {
    await set({ kind: "reset" });
    expect(await within(1_000, stand.merchant.prepay("RESET00001"))).toBe("ECONNRESET");
    expect(await state("RESET00001")).toBe("ORDER_NOT_EXIST");
  });

  it("cuts the answer after doing the work", async () => {
    await set({ kind: "truncated_answer" });
    expect(await within(1_000, stand.merchant.prepay("CUT0000001"))).toMatch(/ECONNRESET|aborted/);
    expect(await state("CUT0000001")).toBe("NOTPAY");
  });

  it("signs the answer wrongly", async () => {
    await set({ kind: "bad_answer_signature" });
    const answer = await stand.merchant.prepay("BADSIGN001");
    expect(answer.status).toBe(200);
    expect(answer.headers["wechatpay-serial"]).toBe(stand.credentials.wechatPayPublicKeyId);
    expect(isSigned(stand.credentials, answer.headers, answer.raw)).toBe(false);
  });

  it("gives any errcode on the other host's routes", async () => {
    await set({ kind: "errcode", path: "/wxa/*", errcode: 10060004, errmsg: "too early" });
    const url = `${stand.url}/wxa/sec/order/get_order`;
    expect((await send(url, { method: "POST" })).body).toEqual({
      errcode: 10060004,
      errmsg: "too early",
    });
    expect((await send(url, { method: "POST" })).body["errcode"]).toBe(41001);
  });

  it("counts, and meets only its method and path", async () => {
    await set({ kind: "status", status: 503, path: "/v3/*", method: "GET", count: 2 });
    expect((await stand.merchant.prepay("COUNT00001")).status).toBe(200);
    expect((await stand.merchant.query("COUNT00001")).status).toBe(503);
    expect((await stand.merchant.call("GET", "/v3/certificates")).status).toBe(503);
    expect((await stand.merchant.query("COUNT00001")).status).toBe(200);
  });

  it("never meets the control surface, and takes no unknown form", async () => {
    await set({ kind: "status", status: 500, path: "/*" });
    expect((await stand.control("GET", "/health")).status).toBe(200);
    for (const body of [
      {},
      { on: "request", kind: "status" },
      { on: "request", kind: "status", status: 418, path: "/v3/*" },
      { on: "notification", kind: "explode" },
      { on: "notification", kind: "drop", count: 0 },
      { on: "request", kind: "slow", ms: -1, path: "/v3/*" },
      { on: "refund", kind: "abnormal", surprise: true },
    ])
      expect((await stand.control("POST", "/faults", body)).status).toBe(400);
  });
});

describe("the control surface", () => {
  it("moves the clock forth and back, and by one way at a time", async () => {
    const before = await stand.control("GET", "/clock");
    expect(before.body).toMatchObject({ offsetMs: 0, signatures: "real" });
    const moved = await stand.control("POST", "/clock", { offsetMs: 3_600_000 });
    expect(moved.body["offsetMs"]).toBe(3_600_000);
    const set = await stand.control("POST", "/clock", { now: "2030-01-01T00:00:00+08:00" });
    expect(set.body["now"]).toBe("2030-01-01T00:00:00+08:00");
    expect((await stand.control("POST", "/clock", { offsetMs: 0 })).body["offsetMs"]).toBe(0);
    for (const body of [
      { offsetMs: 1, advanceMs: 1 },
      { advanceMs: -1 },
      { now: "soon" },
      { x: 1 },
    ])
      expect((await stand.control("POST", "/clock", body)).status).toBe(400);
  });

  it("has a front page with orders, notifications and the clock", async () => {
    const { body } = await stand.merchant.prepay("FRONT00001", { description: "<b>豆</b>" });
    const unpaid = (await stand.control("GET", "/")).raw.toString();
    expect(unpaid).toContain("FRONT00001");
    expect(unpaid).toContain("待支付");
    expect(unpaid).toContain("&lt;b&gt;豆");
    expect(unpaid).toContain(`cashier?prepay_id=${String(body["prepay_id"])}`);
    await stand.pay(body["prepay_id"], "success_without_notify");
    const paid = (await stand.control("GET", "")).raw.toString();
    expect(paid).toContain("已支付");
    expect(paid).toContain("TRANSACTION.SUCCESS");
    expect(paid).toContain("不发送");
  });

  it("says what is wrong with a body, and 404 for what is not there", async () => {
    expect((await send(`${stand.url}/__sandbox/pay`, { method: "POST", body: "{" })).status).toBe(
      400,
    );
    expect((await stand.control("POST", "/mode", { signing: "none" })).status).toBe(400);
    expect((await stand.control("GET", "/nothing")).status).toBe(404);
    expect((await send(`${stand.url}/elsewhere`)).status).toBe(404);
    const large = await send(`${stand.url}/__sandbox/pay`, {
      method: "POST",
      body: Buffer.alloc(1_100_000, 0x20),
    });
    expect(large.status).toBe(413);
  });

  it("goes on after a caller breaks off in the middle of a body", async () => {
    const { port } = new URL(stand.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => {
        socket.write(`POST ${JSAPI} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{`, () => {
          socket.destroy();
          resolve();
        });
      });
    });
    expect((await stand.control("GET", "/health")).body).toEqual({ status: "ok" });
  });
});
