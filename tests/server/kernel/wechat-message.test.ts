import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { answerEcho, ForeignMessage, openMessage } from "@server/kernel/wechat-message.ts";
import { pushQuery, seal } from "@support/message-push.ts";

const secrets = {
  appid: "wx0123456789abcdef",
  token: "AAAAA",
  aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
};
const plain = { ...secrets, aesKey: null };
const text = JSON.stringify({ MsgType: "event", Event: "测试", CreateTime: 1 });

describe("a message of WeChat", () => {
  it("asks whether the address is ours, with WeChat's own example", () => {
    const query = {
      signature: "f464b24fc39322e44b38aa78f5edd27bd1441696",
      timestamp: "1714036504",
      nonce: "1514711492",
      echostr: "4375120948345356249",
    };
    expect(answerEcho(secrets, query)).toBe("4375120948345356249");
    for (const wrong of [
      { ...query, signature: query.signature.replace("f", "e") },
      { ...query, signature: query.signature.slice(1) },
      { ...query, nonce: "1514711493" },
      { echostr: "x" },
      { echostr: "x", signature: createHash("sha1").update("AAAAA").digest("hex") },
    ])
      expect(() => answerEcho(secrets, wrong)).toThrow(ForeignMessage);
    expect(() => answerEcho({ ...secrets, token: "AAAAB" }, query)).toThrow(ForeignMessage);
  });

  it("in plain mode is believed by its signature", () => {
    expect(openMessage(plain, pushQuery(plain.token), text)).toBe(text);
    expect(() => openMessage(plain, pushQuery("other"), text)).toThrow(ForeignMessage);
  });

  it("in safe mode is opened, whatever its length", () => {
    for (const length of [0, 1, 11, 12, 31, 32, 33, 5_000]) {
      const message = JSON.stringify({ MsgType: "event", Content: "暖".repeat(length) });
      const sealed = seal(secrets, message);
      expect(openMessage(secrets, sealed.query, sealed.body)).toBe(message);
    }
  });

  it("in safe mode is not believed when plain, altered, of another key or another mini-program", () => {
    const sealed = seal(secrets, text);
    const { Encrypt } = JSON.parse(sealed.body) as { Encrypt: string };
    const altered = Buffer.from(Encrypt, "base64");
    altered.writeUInt8((altered.at(-5) ?? 0) ^ 1, altered.length - 5);
    const body = JSON.stringify({ Encrypt: altered.toString("base64") });
    const again = pushQuery(secrets.token, altered.toString("base64"));
    const foreign = seal({ ...secrets, appid: "wxffffffffffffffff" }, text);
    const otherKey = { ...secrets, aesKey: randomBytes(33).toString("hex").slice(0, 43) };
    const cases: [query: Record<string, string>, body: string][] = [
      [pushQuery(secrets.token), text],
      [sealed.query, text],
      [sealed.query, "{"],
      [sealed.query, body],
      [again, body],
      [foreign.query, foreign.body],
      [pushQuery(secrets.token, ""), JSON.stringify({ Encrypt: "" })],
      [pushQuery(secrets.token, "AAAA"), JSON.stringify({ Encrypt: "AAAA" })],
    ];
    for (const [query, given] of cases)
      expect(() => openMessage(secrets, query, given)).toThrow(ForeignMessage);
    expect(() => openMessage(otherKey, sealed.query, sealed.body)).toThrow(ForeignMessage);
  });
});
