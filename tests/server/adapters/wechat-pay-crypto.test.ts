import { createCipheriv, generateKeyPairSync } from "node:crypto";
import { assert, constantFrom, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkSignature,
  openSealed,
  sha1Hex,
  signText,
  verifyText,
} from "@server/adapters/wechat-pay-crypto.ts";

const apiV3Key = Buffer.from("0123456789abcdef0123456789ABCDEF");
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });

const unopened = /unable to authenticate data|too short/;

function seal(plain: string, aad: string, nonce = "abcdefghijkl") {
  const cipher = createCipheriv("aes-256-gcm", apiV3Key, nonce);
  cipher.setAAD(Buffer.from(aad));
  const bytes = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: "AEAD_AES_256_GCM" as const,
    ciphertext: bytes.toString("base64"),
    associated_data: aad,
    nonce,
  };
}

describe("openSealed", () => {
  it("opens a known answer, sealed by another implementation (pyca/cryptography's AESGCM)", () => {
    const ciphertext = "YOZ65B0LECTM//2FfqVgzHU8dubx0Hk4sFjpd23XEYtTxNSQ5i7x1Q==";
    const sealed = { ...seal("", "transaction"), ciphertext };
    expect(openSealed(apiV3Key, sealed)).toBe('{"amount":{"total":100}}');
  });

  it("opens what was sealed, with and without associated data", () => {
    assert(
      property(string({ unit: "grapheme" }), constantFrom("", "transaction"), (text, aad) => {
        expect(openSealed(apiV3Key, seal(text, aad))).toBe(text);
      }),
    );
  });

  it("refuses a change of any single bit of ciphertext or tag", () => {
    const sealed = seal(JSON.stringify({ amount: { total: 100 } }), "transaction");
    const bytes = Buffer.from(sealed.ciphertext, "base64");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const ciphertext = changed.toString("base64");
      expect(() => openSealed(apiV3Key, { ...sealed, ciphertext })).toThrow(unopened);
    }
  });

  const sealed = seal("{}", "transaction");
  it.each([
    ["a zero tag", { ciphertext: Buffer.alloc(18).toString("base64") }],
    ["no tag at all", { ciphertext: Buffer.alloc(3).toString("base64") }],
    ["an empty ciphertext", { ciphertext: "" }],
    ["other associated data", { associated_data: "refund" }],
    ["no associated data", { associated_data: "" }],
    ["another nonce", { nonce: "abcdefghijkm" }],
    ["a short nonce", { nonce: "abc" }],
  ])("refuses %s", (_, change) => {
    expect(() => openSealed(apiV3Key, { ...sealed, ...change })).toThrow(unopened);
  });

  it("refuses another key", () => {
    expect(() => openSealed(Buffer.alloc(32, 7), sealed)).toThrow(unopened);
  });
});

describe("signatures", () => {
  it("verifies its own and only its own", () => {
    const signature = signText(privateKey, "POST\n/v3/x\n1\nn\n{}\n");
    expect(verifyText(publicKey, "POST\n/v3/x\n1\nn\n{}\n", signature)).toBe(true);
    expect(verifyText(publicKey, "POST\n/v3/x\n1\nn\n{ }\n", signature)).toBe(false);
    expect(verifyText(stranger.publicKey, "POST\n/v3/x\n1\nn\n{}\n", signature)).toBe(false);
    for (const broken of ["", "=", "not base64!", signature.slice(0, -4), `${signature}AAAA`])
      expect(verifyText(publicKey, "POST\n/v3/x\n1\nn\n{}\n", broken)).toBe(false);
  });

  const nowMs = Date.parse("2026-03-10T02:00:00Z");
  const now = Math.floor(nowMs / 1000);
  const rawBody = '{"id":"x"}';
  const headersAt = (timestamp: string | number, nonce = "n") => ({
    "wechatpay-timestamp": String(timestamp),
    "wechatpay-nonce": nonce,
    "wechatpay-serial": "PUB_KEY_ID_1",
    "wechatpay-signature": signText(privateKey, `${timestamp}\n${nonce}\n${rawBody}\n`),
  });
  const asked: string[] = [];
  const check = (headers: Record<string, string | undefined>, body = rawBody) =>
    checkSignature({
      headers,
      rawBody: body,
      nowMs,
      keyOf: (serial) => {
        asked.push(serial);
        return serial === "PUB_KEY_ID_1" ? publicKey : undefined;
      },
    });

  it.each([
    ["now", now, null],
    ["299 s old", now - 299, null],
    ["299 s early", now + 299, null],
    ["300 s old", now - 300, "stale"],
    ["300 s early", now + 300, "stale"],
    ["in milliseconds", nowMs, "stale"],
    ["not a number", "1e9", "stale"],
    ["negative", -now, "stale"],
  ])("a message %s", (_, timestamp, fault) => {
    expect(check(headersAt(timestamp))).toBe(fault);
  });

  it.each(["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature"])(
    "refuses a message without %s",
    (name) => {
      expect(check({ ...headersAt(now), [name]: undefined })).toBe("headers_missing");
      expect(check({ ...headersAt(now), [name]: "" })).toBe("headers_missing");
    },
  );

  it.each([
    ["another serial", { "wechatpay-serial": "PUB_KEY_ID_2" }, "serial_unknown"],
    [
      "a serial that is a property of objects",
      { "wechatpay-serial": "__proto__" },
      "serial_unknown",
    ],
    ["another nonce", { "wechatpay-nonce": "m" }, "signature_wrong"],
    [
      "another time within the window",
      { "wechatpay-timestamp": String(now - 1) },
      "signature_wrong",
    ],
    ["WeChat's probe", { "wechatpay-signature": "WECHATPAY/SIGNTEST/AAAA" }, "probe"],
    [
      "a stranger's signature",
      { "wechatpay-signature": signText(stranger.privateKey, `${now}\nn\n${rawBody}\n`) },
      "signature_wrong",
    ],
  ])("refuses %s", (_, change, fault) => {
    expect(check({ ...headersAt(now), ...change })).toBe(fault);
  });

  it("refuses a body that says the same in other bytes", () => {
    expect(check(headersAt(now), '{"id": "x"}')).toBe("signature_wrong");
    expect(check(headersAt(now), "")).toBe("signature_wrong");
  });
});

it("hashes as WeChat Pay publishes hashes", () => {
  expect(sha1Hex(Buffer.from("abc"))).toBe("a9993e364706816aba3e25717850c26c9cd0d89d");
});
