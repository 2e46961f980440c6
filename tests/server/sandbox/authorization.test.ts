import { createHash, verify, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStand, isSigned, send, type Stand } from "./stand.ts";

let stand: Stand;
beforeAll(async () => {
  stand = await createStand();
});
afterAll(async () => stand.close());

describe("credentials", () => {
  it("are real X.509 certificates with the serials and key pairs they name", () => {
    const { credentials } = stand;
    for (const [pem, serial] of [
      [credentials.merchantCertificatePem, credentials.merchantSerial],
      [credentials.platformCertificatePem, credentials.platformSerial],
    ] as const) {
      const certificate = new X509Certificate(pem);
      expect(certificate.serialNumber).toBe(serial);
      expect(serial).toMatch(/^[0-9A-F]{40}$/);
      expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now() + 4 * 365 * 86_400_000);
    }
    expect(credentials.apiV3Key).toMatch(/^[0-9A-Za-z]{32}$/);
    expect(credentials.wechatPayPublicKeyId).toMatch(/^PUB_KEY_ID_\d+/);
  });

  it("lie in files only their owner reads, WeChat's private halves apart", () => {
    for (const name of ["credentials.json", "wechat-private.json"])
      expect(statSync(join(stand.dataDir, name)).mode & 0o777).toBe(0o600);
    const shop = readFileSync(join(stand.dataDir, "credentials.json"), "utf8");
    expect(shop.match(/PRIVATE KEY/g)).toHaveLength(2);
  });
});

describe("Authorization", () => {
  const path = "/v3/pay/transactions/out-trade-no/NOSUCH0001?mchid=";
  const get = async (authorization: string | undefined, headers: Record<string, string> = {}) =>
    send(`${stand.url}${path}${stand.credentials.mchid}`, {
      headers: {
        Accept: "application/json",
        "User-Agent": "independent/1.0",
        ...(authorization === undefined ? {} : { Authorization: authorization }),
        ...headers,
      },
    });
  const sign = (change: object = {}, url = `${path}${stand.credentials.mchid}`) =>
    stand.merchant.authorization("GET", url, "", change);
  const ago = (seconds: number) => String(Math.floor(Date.now() / 1000) - seconds);

  it("lets an honest request through to its business answer", async () => {
    const answer = await get(sign());
    expect(answer.status).toBe(404);
    expect(answer.body["code"]).toBe("ORDER_NOT_EXIST");
    expect(answer.headers["request-id"]).toMatch(/^[0-9A-F]{40}$/);
  });

  it.each([
    ["none at all", () => undefined, undefined],
    ["another scheme", () => sign({ scheme: "WECHATPAY2-SM2-WITH-SM3" }), "scheme"],
    ["no scheme", () => sign().split(" ")[1], "scheme"],
    ["a foreign merchant", () => sign({ mchid: "1900000109" }), "mchid"],
    ["a foreign serial", () => sign({ serial_no: "7".repeat(40) }), "serial_no"],
    ["an empty nonce", () => sign({ nonce_str: "" }), "nonce_str"],
    ["a time 301 s old", () => sign({ timestamp: ago(301) }), "timestamp"],
    ["a time 302 s ahead", () => sign({ timestamp: ago(-302) }), "timestamp"],
    ["a time in milliseconds", () => sign({ timestamp: String(Date.now()) }), "timestamp"],
    ["a signature of another path", () => sign({}, "/v3/certificates"), "signature"],
    ["a signature without the query", () => sign({}, path.split("?")[0]), "signature"],
    ["a signature that is no base64", () => sign({ signature: "****" }), "signature"],
    ["a field twice", () => `${sign()},mchid="${stand.credentials.mchid}"`, undefined],
    ["a field without quotes", () => sign().replace(/mchid="(\d+)"/, "mchid=$1"), undefined],
    ["a missing field", () => sign().replace(/nonce_str="[^"]+",/, ""), "nonce_str"],
  ])("refuses %s with 401 SIGN_ERROR", async (_name, authorization, field) => {
    const answer = await get(authorization());
    expect(answer.status).toBe(401);
    expect(answer.body["code"]).toBe("SIGN_ERROR");
    expect((answer.body["detail"] as { field?: string } | undefined)?.field).toBe(field);
  });

  it.each([
    ["299 s old", 299],
    ["298 s ahead", -298],
  ])("accepts a clock %s", async (_name, seconds) => {
    expect((await get(sign({ timestamp: ago(seconds) }))).status).toBe(404);
  });

  it("refuses the same request a second time", async () => {
    const authorization = sign();
    expect((await get(authorization)).status).toBe(404);
    const replayed = await get(authorization);
    expect(replayed.status).toBe(401);
    expect(replayed.body["detail"]).toMatchObject({ field: "nonce_str" });
  });

  it("says what it signed over when the signature does not match", async () => {
    const answer = await get(sign({}, "/v3/other"));
    expect(answer.body["detail"]).toMatchObject({
      detail: { issue: "sign not match" },
      location: "authorization",
      sign_information: { method: "GET", url: `${path}${stand.credentials.mchid}` },
    });
  });

  it.each([
    ["one byte of the body changed", (text: string) => text.replace("8800", "8801")],
    ["a space added", (text: string) => `${text} `],
    ["the body cut", (text: string) => text.slice(0, -1)],
    ["the body missing", () => ""],
  ])("refuses a POST with %s", async (_name, change) => {
    const body = JSON.stringify(stand.merchant.order("TAMPER0001"));
    const url = "/v3/pay/transactions/jsapi";
    const answer = await stand.merchant.call("POST", url, change(body), {
      Authorization: stand.merchant.authorization("POST", url, body),
    });
    expect(answer.status).toBe(401);
  });

  it("covers the path as received, with characters a URL parser would encode", async () => {
    const answer = await stand.merchant.query("A|B*C-D_01");
    expect(answer.status).toBe(404);
    const encoded = await stand.merchant.query("A%7CB%2AC-D_01");
    expect(encoded.status).toBe(404);
  });

  it.each([
    ["Accept", { Accept: "" }],
    ["User-Agent", { "User-Agent": "" }],
    ["Accept with JSON", { Accept: "text/html" }],
  ])("wants the header %s", async (_name, headers) => {
    const answer = await get(sign(), headers);
    expect(answer.status).toBe(400);
    expect(answer.body["code"]).toBe("PARAM_ERROR");
  });
});

describe("signed answers", () => {
  it("verify against the public key, and not once a byte is changed", async () => {
    const answer = await stand.merchant.prepay("SIGNED0001");
    expect(answer.status).toBe(200);
    expect(answer.headers["wechatpay-serial"]).toBe(stand.credentials.wechatPayPublicKeyId);
    expect(answer.headers["wechatpay-signature-type"]).toBe("WECHATPAY2-SHA256-RSA2048");
    expect(isSigned(stand.credentials, answer.headers, answer.raw)).toBe(true);
    const changed = Buffer.from(answer.raw.toString().replace("wx", "wy"));
    expect(isSigned(stand.credentials, answer.headers, changed)).toBe(false);
  });

  it("cover an empty 204 too", async () => {
    const answer = await stand.merchant.close("SIGNED0001");
    expect(answer.status).toBe(204);
    expect(answer.raw).toHaveLength(0);
    expect(isSigned(stand.credentials, answer.headers, answer.raw)).toBe(true);
  });

  it("follow the Wechatpay-Serial header, and the mode without it", async () => {
    const { credentials, merchant, control } = stand;
    const serialOf = async (headers: Record<string, string>) => {
      const answer = await merchant.call("GET", "/v3/certificates", undefined, headers);
      const honest = answer.status !== 200 || isSigned(credentials, answer.headers, answer.raw);
      expect(honest).toBe(true);
      return answer.headers["wechatpay-serial"] ?? answer.body["code"];
    };
    const byCertificate = { "Wechatpay-Serial": credentials.platformSerial };
    const byKey = { "Wechatpay-Serial": credentials.wechatPayPublicKeyId };
    expect(await serialOf(byCertificate)).toBe(credentials.platformSerial);
    expect(await serialOf({})).toBe(credentials.wechatPayPublicKeyId);
    await control("POST", "/mode", { signing: "certificate" });
    expect(await serialOf({})).toBe(credentials.platformSerial);
    expect(await serialOf(byKey)).toBe(credentials.wechatPayPublicKeyId);
    expect(await serialOf({ "Wechatpay-Serial": "PUB_KEY_ID_9" })).toBe("PARAM_ERROR");
    await control("POST", "/mode", { signing: "public_key_only" });
    expect(await serialOf({})).toBe("RESOURCE_NOT_EXISTS");
    expect(await serialOf(byCertificate)).toBe("PARAM_ERROR");
    await control("POST", "/mode", { signing: "public_key" });
  });
});

describe("SHA256-RSA known answer", () => {
  it("is the signature other implementations make of the same bytes", async () => {
    // PKCS#1 v1.5 is deterministic: recover the padded digest with the public key and compare it.
    const { publicDecrypt } = await import("node:crypto");
    const answer = await stand.merchant.prepay("KNOWN00001");
    const message = `${String(answer.headers["wechatpay-timestamp"])}\n${String(answer.headers["wechatpay-nonce"])}\n${answer.raw.toString()}\n`;
    const signature = Buffer.from(String(answer.headers["wechatpay-signature"]), "base64");
    const digestInfo = publicDecrypt(stand.credentials.wechatPayPublicKeyPem, signature);
    const sha256Prefix = "3031300d060960864801650304020105000420";
    expect(digestInfo.toString("hex")).toBe(
      sha256Prefix + createHash("sha256").update(message).digest("hex"),
    );
    expect(
      verify("sha256", Buffer.from(message), stand.credentials.wechatPayPublicKeyPem, signature),
    ).toBe(true);
  });
});
