import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AccessTokens } from "@server/adapters/wechat-api-token.ts";
import { createWechatApi } from "@server/adapters/wechat-api.ts";
import type { Config } from "@server/config.ts";
import { createLog } from "@server/kernel/log.ts";
import type { WechatApi } from "@server/world.ts";
import { useDatabase } from "@support/database.ts";
import { startWechat, wechatConfig, type TestWechat } from "@support/wechat.ts";
import { TestClock } from "@support/world.ts";

useDatabase();
let wechat: TestWechat;
let config: Config;
let api: WechatApi;
const logLines: string[] = [];
const log = createLog({ level: "debug", stream: { write: (line) => logLines.push(line) } });
const clock = new TestClock(new Date());

beforeAll(async () => {
  wechat = await startWechat();
  config = wechatConfig(wechat);
});
afterAll(async () => await wechat.stop());
beforeEach(async () => {
  await wechat.control("DELETE", "/faults");
  await AccessTokens.deleteMany({});
  api = createWechatApi(config, log, clock);
  logLines.length = 0;
});

const refusal = (code: string) => expect.objectContaining({ code });
const countOf = (path: string) =>
  logLines.filter((line) => line.includes(`"${path}"`) && line.includes("wechat answered")).length;
const codeFor = async (wish: object) =>
  (await wechat.control<{ code: string }>("POST", "/codes", wish)).code;
const phoneCodeFor = async (phone: string) =>
  (await wechat.control<{ code: string }>("POST", "/phone-codes", { phone })).code;
const TOKEN = "/cgi-bin/stable_token";

describe("log-in codes", () => {
  it("exchanges one once", async () => {
    const code = await codeFor({ openid: "oTestShopper000000000000000A", unionid: "u1" });
    expect(await api.exchangeLoginCode(code)).toEqual({
      openid: "oTestShopper000000000000000A",
      unionid: "u1",
    });
    await expect(api.exchangeLoginCode(code)).rejects.toEqual(refusal("wechat_code_invalid"));
  });

  it("knows blocked users, a busy and an absent WeChat, and too many log-ins", async () => {
    const blocked = await codeFor({ blocked: true });
    await expect(api.exchangeLoginCode(blocked)).rejects.toEqual(refusal("wechat_user_blocked"));
    const faults = [
      [{ kind: "errcode", errcode: -1 }, "wechat_unavailable"],
      [{ kind: "reset" }, "wechat_unavailable"],
      [{ kind: "truncated_answer" }, "wechat_unavailable"],
      [{ kind: "status", status: 502 }, "wechat_unavailable"],
      [{ kind: "errcode", errcode: 45_011 }, "rate_limited"],
    ] as const;
    for (const [fault, code] of faults) {
      await wechat.control("POST", "/faults", { on: "request", path: "/sns/*", ...fault });
      await expect(api.exchangeLoginCode(await codeFor({}))).rejects.toEqual(refusal(code));
    }
  });
});

describe("the access token", () => {
  it("is asked for once by a crowd, shared through the database, and stored encrypted", async () => {
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => phoneCodeFor(`139000000${10 + nth}`)),
    );
    const phones = await Promise.all(codes.map((code) => api.exchangePhoneCode(code)));
    expect(phones[3]).toBe("13900000013");
    expect(countOf(TOKEN)).toBe(1);
    const other = createWechatApi(config, log, clock);
    await other.exchangePhoneCode(await phoneCodeFor("13900000050"));
    expect(countOf(TOKEN)).toBe(1);
    const row = await AccessTokens.findById(config.wechat.appid).lean();
    expect(row?.sealed).toMatch(/^v1\./);
  });

  it.each([40_001, 42_001, 40_014])(
    "is dropped and asked for again on %i, once",
    async (errcode) => {
      await api.makeCode("abc", "pages/home/index");
      await wechat.control("POST", "/faults", {
        on: "request",
        path: "/wxa/*",
        kind: "errcode",
        errcode,
      });
      await api.makeCode("abc", "pages/home/index");
      expect(countOf(TOKEN)).toBe(2);
      await wechat.control("POST", "/faults", {
        on: "request",
        path: "/wxa/*",
        kind: "errcode",
        errcode,
        count: 2,
      });
      await expect(api.makeCode("abc", "pages/home/index")).rejects.toEqual(
        refusal("wechat_unavailable"),
      );
    },
  );

  it("is renewed five minutes before it ends", async () => {
    await api.makeCode("abc", "pages/home/index");
    const row = await AccessTokens.findById(config.wechat.appid).lean();
    const left = (row?.expiresAt.getTime() ?? 0) - clock.now().getTime();
    clock.advance(left - 5 * 60_000 + 1);
    await api.makeCode("abc", "pages/home/index");
    expect(countOf(TOKEN)).toBe(2);
  });
});

describe("phone codes", () => {
  it("refuses a used code and a number from abroad", async () => {
    const code = await phoneCodeFor("13812345678");
    expect(await api.exchangePhoneCode(code)).toBe("13812345678");
    await expect(api.exchangePhoneCode(code)).rejects.toEqual(refusal("wechat_code_invalid"));
    const foreign = await phoneCodeFor("852-61234567");
    await expect(api.exchangePhoneCode(foreign)).rejects.toEqual(refusal("wechat_code_invalid"));
  });
});

describe("texts and pictures", () => {
  it("judges a text by what WeChat says", async () => {
    const openid = "oTestShopper000000000000000B";
    await api.exchangeLoginCode(await codeFor({ openid }));
    expect(await api.checkText(openid, "喜欢羊绒")).toBe("pass");
    expect(await api.checkText(openid, "低俗")).toBe("review");
    expect(await api.checkText(openid, "刷单兼职")).toBe("risky");
    await expect(api.checkText("oNobody", "你好")).rejects.toEqual(refusal("wechat_unavailable"));
  });

  it("gets a code's picture, also after an outage", async () => {
    await wechat.control("POST", "/faults", {
      on: "request",
      path: "/wxa/getwxacodeunlimit",
      kind: "reset",
      count: 2,
    });
    const picture = await api.makeCode("abc", "pages/home/index");
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
  });
});

it("reads the carriers WeChat knows, also those with odd ids", async () => {
  const carriers = await api.listCarriers();
  expect(carriers).toContainEqual({ id: "ZTO", name: "中通快递" });
  expect(carriers).toContainEqual({ id: "(AU)", name: "Interparcel" });
});

it("hands on WeChat's refusal of a shipment", async () => {
  const answer = await api.uploadShipping({
    outTradeNo: "pay_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    openid: "oTestShopper000000000000000A",
    kind: "pickup",
    isSplit: false,
    isAllDelivered: true,
    parcels: [
      {
        trackingNo: null,
        expressCompany: null,
        itemDescription: "围巾×1",
        receiverContactMasked: null,
      },
    ],
  });
  expect(answer).toMatchObject({ refused: 10_060_001 });
});

it("leaves no secret, token or code in the log", async () => {
  await api.exchangeLoginCode(await codeFor({ openid: "oTestShopper000000000000000C" }));
  await api.makeCode("abc", "pages/home/index");
  const text = logLines.join("\n");
  for (const secret of [config.wechat.secret, "oTestShopper", "js_code", "access_token="])
    expect(text).not.toContain(secret);
});
