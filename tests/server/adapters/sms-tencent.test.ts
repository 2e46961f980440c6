import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSms } from "@server/adapters/sms-tencent.ts";
import type { Config } from "@server/config.ts";
import { checkTc3, TencentRefusal } from "@server/sandbox/sms/signature.ts";
import { startWechat, wechatConfig, type TestWechat } from "@support/wechat.ts";
import { createTestWorld } from "@support/world.ts";

let wechat: TestWechat;
let config: Config;
const logLines: string[] = [];
const { log } = createTestWorld({ logLines });
const PHONE = "19912345678";

beforeAll(async () => {
  wechat = await startWechat();
  config = wechatConfig(wechat);
});
afterAll(async () => {
  await wechat.stop();
});
beforeEach(async () => {
  await wechat.control("DELETE", "/faults");
});

const changed = (part: Partial<NonNullable<Config["sms"]>>) =>
  createSms({ sms: config.sms === null ? null : { ...config.sms, ...part } }, log);

const count = async () =>
  (await wechat.control<{ messages: unknown[] }>("GET", `/sms/messages?phone=${PHONE}`)).messages
    .length;

describe("sending a code by Tencent Cloud SMS", () => {
  it("is signed to the letter and arrives", async () => {
    await createSms(config, log).sendCode(PHONE, "012345");
    const { messages } = await wechat.control<{ messages: object[] }>("GET", "/sms/messages");
    expect(messages[0]).toMatchObject({ phone: PHONE, parameters: ["012345"] });
    const page = await (await fetch(`${wechat.url}/__sandbox/sms`)).text();
    expect(page).toContain("012345");
    expect(page).toContain('name="viewport"');
  });

  it.each([
    ["another key", { secretKey: "0".repeat(32) }],
    ["an unknown account", { secretId: "AKIDunknown" }],
    ["another application", { appId: "1400000000" }],
    ["another signature of the shop", { signName: "别家" }],
    ["another template", { templateId: "1" }],
  ])("is refused with %s, and nothing is sent", async (_, part) => {
    const before = await count();
    await expect(changed(part).sendCode(PHONE, "012345")).rejects.toMatchObject({
      code: "sms_unavailable",
    });
    expect(await count()).toBe(before);
  });

  it.each([
    ["no answer", { kind: "reset" }],
    ["a broken answer", { kind: "truncated_answer" }],
    ["500", { kind: "status", status: 500 }],
    ["429", { kind: "status", status: 429 }],
  ])("is not tried again by itself after %s", async (_, fault) => {
    await wechat.control("POST", "/faults", { on: "request", path: "/", ...fault });
    const before = await count();
    await expect(createSms(config, log).sendCode(PHONE, "012345")).rejects.toMatchObject({
      code: "sms_unavailable",
      retryAfterSeconds: 5,
    });
    expect((await count()) - before).toBeLessThanOrEqual(1);
  });

  it("leaves no number and no code in the log", () => {
    const text = logLines.join("\n");
    expect(text).not.toContain(PHONE);
    expect(text).not.toContain("012345");
  });
});

describe("the local party's check of TC3-HMAC-SHA256", () => {
  // Computed once with an independent implementation of the published steps.
  const account = {
    secretId: "AKIDEXAMPLE",
    secretKey: "SECRETEXAMPLE",
    appId: "1400000001",
    signName: "暖店",
    templateId: "1000001",
  };
  const at = 1_700_000_000_000;
  const request = () => ({
    method: "POST",
    path: "/",
    query: "",
    body: Buffer.from('{"a":1}'),
    headers: {
      "content-type": "application/json; charset=utf-8",
      host: "sms.tencentcloudapi.com",
      "x-tc-action": "SendSms",
      "x-tc-timestamp": "1700000000",
      authorization:
        "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2023-11-14/sms/tc3_request, SignedHeaders=content-type;host;x-tc-action, Signature=f9dce45024079cb4c24dd34270c809b5b0ccec4586453765ebbea07b6cd7412a",
    } as Record<string, string>,
  });
  const refusal = (given: ReturnType<typeof request>, now = at): string | null => {
    try {
      checkTc3(given, account, now);
      return null;
    } catch (error) {
      if (error instanceof TencentRefusal) return error.code;
      throw error;
    }
  };

  it("accepts what is right", () => {
    expect(refusal(request())).toBeNull();
  });

  it.each([
    ["a changed byte", { body: Buffer.from('{"a":2}') }, {}, "AuthFailure.SignatureFailure"],
    ["another path", { path: "/x" }, {}, "AuthFailure.SignatureFailure"],
    ["another host", {}, { host: "evil.example" }, "AuthFailure.SignatureFailure"],
    ["another action", {}, { "x-tc-action": "Other" }, "AuthFailure.SignatureFailure"],
    ["no authorization", {}, { authorization: "" }, "AuthFailure.InvalidAuthorization"],
    ["no time", {}, { "x-tc-timestamp": "" }, "MissingParameter"],
    ["another day", {}, { "x-tc-timestamp": "1700086400" }, "AuthFailure.SignatureExpire"],
  ])("refuses %s", (_, parts, headers, code) => {
    const given = request();
    expect(refusal({ ...given, ...parts, headers: { ...given.headers, ...headers } })).toBe(code);
  });

  it("refuses what is older than five minutes, and an unknown account", () => {
    expect(refusal(request(), at + 301_000)).toBe("AuthFailure.SignatureExpire");
    const given = request();
    const authorization = (given.headers["authorization"] ?? "").replace("AKIDEXAMPLE", "AKIDX");
    expect(refusal({ ...given, headers: { ...given.headers, authorization } })).toBe(
      "AuthFailure.SecretIdNotFound",
    );
  });
});
