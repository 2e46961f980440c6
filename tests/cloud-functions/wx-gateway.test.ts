import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoadedFunction } from "@cloud/offline/load-function.ts";
import { createWechatApi } from "@server/adapters/wechat-api.ts";
import { signCall } from "@server/kernel/signature.ts";
import { createTestWorld } from "@support/world.ts";
import { SECRET, useCloudFunctions } from "@support/cloud.ts";
import { useDatabase } from "@support/database.ts";
import { startWechat, wechatConfig, type TestWechat } from "@support/wechat.ts";

useDatabase();
const built = useCloudFunctions();

let wechat: TestWechat;
const openid = "oGatewayShopper00000000000001";

const api = (env: Record<string, string>) => {
  const logLines: string[] = [];
  const { log } = createTestWorld({ logLines });
  const clock = { now: () => new Date() };
  return { logLines, ...createWechatApi(wechatConfig(wechat, env), log, clock) };
};
const gateway = (env = "test-env") =>
  api({ WECHAT_GATEWAY_ENV: env, CLOUD_FUNCTION_SECRET: SECRET });

beforeAll(async () => {
  wechat = await startWechat({
    cloud: {
      environment: "test-env",
      folder: built.folder(),
      settings: { CLOUD_FUNCTION_SECRET: SECRET },
    },
  });
  const { code } = await wechat.control<{ code: string }>("POST", "/codes", { openid });
  await api({}).exchangeLoginCode(code);
});
afterAll(async () => {
  await wechat.stop();
});

const phoneCode = async (): Promise<string> =>
  (await wechat.control<{ code: string }>("POST", "/phone-codes", { phone: "13800000001" })).code;

describe.each([
  ["over HTTP", () => api({}), false],
  ["through the gateway", gateway, true],
] as const)("WeChat %s", (_, make, isGateway) => {
  it("checks texts, exchanges phone codes and makes codes, the same either way", async () => {
    const way = make();
    expect(await way.checkText(openid, "你好")).toBe("pass");
    expect(await way.checkText(openid, "刷单兼职")).toBe("risky");
    expect(await way.exchangePhoneCode(await phoneCode())).toBe("13800000001");
    const code = await way.makeCode("abc", "pages/home/index");
    expect(code.equals(await api({}).makeCode("abc", "pages/home/index"))).toBe(true);
    expect(way.logLines.some((line) => line.includes("invokecloudfunction"))).toBe(isGateway);
    expect(way.logLines.join("")).not.toContain(SECRET);
  });

  it("refuses what WeChat refuses, with the shop's own codes", async () => {
    const way = make();
    const code = await phoneCode();
    await way.exchangePhoneCode(code);
    await expect(way.exchangePhoneCode(code)).rejects.toMatchObject({
      code: "wechat_code_invalid",
    });
    await expect(way.checkText("oStranger", "你好")).rejects.toMatchObject({
      code: "wechat_unavailable",
    });
  });

  it("is tried again after a hiccup, with a signature of its own for each try", async () => {
    await wechat.control("POST", "/faults", {
      on: "request",
      path: isGateway ? "/tcb/*" : "/wxa/*",
      kind: "status",
      status: 502,
    });
    expect(await make().checkText(openid, "你好")).toBe("pass");
    await wechat.control("POST", "/faults", {
      on: "request",
      path: isGateway ? "/tcb/*" : "/wxa/*",
      kind: "truncated_answer",
    });
    expect(await make().checkText(openid, "你好")).toBe("pass");
  });
});

describe("a gateway that is not there", () => {
  it("is WeChat being away, not an error of the shop", async () => {
    await expect(gateway("another-env").checkText(openid, "你好")).rejects.toMatchObject({
      code: "wechat_unavailable",
    });
  });

  it("is not asked by a shop that has other secrets: it refuses", async () => {
    const other = api({ WECHAT_GATEWAY_ENV: "test-env", CLOUD_FUNCTION_SECRET: "x".repeat(32) });
    await expect(other.checkText(openid, "你好")).rejects.toMatchObject({
      code: "wechat_unavailable",
    });
    expect(other.logLines.join("")).toContain("call refused");
  });
});

describe("the gateway itself", () => {
  const text = (call: object): string => JSON.stringify(call);
  const ask = { call: "wechat.api", path: "/wxa/msg_sec_check", body: { trace_me: 1 } };
  const signed = (body: string, at = new Date()) => ({ ...signCall(SECRET, body, at), body });
  const refused = { errcode: 401, errmsg: "call refused" };
  let loaded: LoadedFunction;
  const calls: string[] = [];

  beforeAll(async () => {
    loaded = await built.load("wx-gateway", {}, async (name, input) => {
      calls.push(name);
      return await Promise.resolve({ errCode: 0, errMsg: "ok", traceId: "t", given: input });
    });
  });

  it("speaks HTTP's words outside and the SDK's inside, and leaves a template's own fields alone", async () => {
    const data = { character_string1: { value: "A1" } };
    const body = { touser: "o1", template_id: "t1", miniprogram_state: "formal", data };
    const path = "/cgi-bin/message/subscribe/send";
    expect(await loaded.invoke(signed(text({ ...ask, path, body })))).toEqual({
      errcode: 0,
      errmsg: "ok",
      trace_id: "t",
      given: { touser: "o1", templateId: "t1", miniprogramState: "formal", data },
    });
    expect(calls).toEqual(["subscribeMessage.send"]);
  });

  it("serves nobody who cannot sign, and nothing twice, old or altered", async () => {
    calls.length = 0;
    const now = Date.now();
    const once = signed(text(ask));
    expect(await loaded.invoke(once)).toMatchObject({ errcode: 0 });
    const fresh = signed(text(ask));
    for (const event of [
      once,
      {},
      null,
      { path: ask.path, body: ask.body },
      { body: text(ask) },
      { ...fresh, body: text({ ...ask, body: { trace_me: 2 } }) },
      { ...fresh, nonce: "0".repeat(32) },
      { ...fresh, timestamp: String(Number(fresh.timestamp) + 1) },
      { ...fresh, signature: fresh.signature.slice(2) },
      { ...signCall("another secret, as long as ours is", text(ask), new Date()), body: text(ask) },
      signed(text(ask), new Date(now - 301_000)),
      signed(text(ask), new Date(now + 302_000)),
      signed(text({ ...ask, call: "jobs.tick" })),
    ])
      expect(await loaded.invoke(event)).toEqual(refused);
    expect(calls).toEqual(["security.msgSecCheck"]);
    expect(await loaded.invoke(fresh)).toMatchObject({ errcode: 0 });
  });

  it("makes no call but its four", async () => {
    for (const path of ["/wxa/other", "/sns/jscode2session", "__proto__", "toString"])
      expect(await loaded.invoke(signed(text({ ...ask, path })))).toMatchObject({ errcode: 404 });
  });

  it("sends a subscribed message once for each time it was accepted", async () => {
    const cloud = wechat.url;
    const { access_token: token } = (await (
      await fetch(`${cloud}/cgi-bin/stable_token`, {
        method: "POST",
        body: JSON.stringify({
          grant_type: "client_credential",
          appid: wechat.credentials.appid,
          secret: wechat.credentials.appSecret,
        }),
      })
    ).json()) as { access_token: string };
    const send = async (value: string) => {
      const body = { touser: openid, template_id: "tmpl", data: { thing1: { value } } };
      const event = signed(text({ ...ask, path: "/cgi-bin/message/subscribe/send", body }));
      const answer = await fetch(
        `${cloud}/tcb/invokecloudfunction?access_token=${token}&env=test-env&name=wx-gateway`,
        { method: "POST", body: JSON.stringify(event) },
      );
      const { resp_data: data } = (await answer.json()) as { resp_data: string };
      return (JSON.parse(data) as { errcode: number }).errcode;
    };
    expect(await send("已发货")).toBe(43101);
    await wechat.control("POST", "/subscriptions", { openid, template_id: "tmpl" });
    expect(await send("长".repeat(21))).toBe(47003);
    expect(await send("已发货")).toBe(0);
    expect(await send("已发货")).toBe(43101);
  });
});
