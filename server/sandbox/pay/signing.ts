import { randomBytes, sign } from "node:crypto";
import { PayRefusal } from "../http.ts";
import type { World } from "../world.ts";

/** The headers WeChat Pay puts on what it signs. */
export interface SignatureHeaders {
  readonly "Wechatpay-Timestamp": string;
  readonly "Wechatpay-Nonce": string;
  readonly "Wechatpay-Serial": string;
  readonly "Wechatpay-Signature": string;
  readonly "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048";
}

/** The two keys WeChat Pay signs with. */
export type SigningKey = "public_key" | "certificate";

/**
 * Chooses the key for an answer: the one the `Wechatpay-Serial` request header names, else the mode's.
 *
 * @throws PayRefusal 400 PARAM_ERROR for a serial WeChat does not know.
 */
export function chooseKey(world: World, serial: string): SigningKey {
  const { signing } = world.settings.get();
  if (serial === "") return signing === "certificate" ? "certificate" : "public_key";
  if (serial === world.credentials.wechatPayPublicKeyId) return "public_key";
  if (serial.toUpperCase() === world.credentials.platformSerial && signing !== "public_key_only")
    return "certificate";
  throw new PayRefusal(400, "PARAM_ERROR", "平台证书序列号Wechatpay-Serial错误", {
    field: "Wechatpay-Serial",
    value: serial,
    issue: "平台证书序列号或微信支付公钥ID不存在",
    location: "header",
  });
}

/** Signs a body (possibly empty) as WeChat Pay: `timestamp\nnonce\nbody\n`, SHA256-RSA. */
export function signAsWechat(
  world: World,
  body: string,
  key: SigningKey,
  timestamp = Math.floor(world.clock.wire() / 1000),
): SignatureHeaders {
  const nonce = randomBytes(16).toString("hex");
  const { keys, credentials } = world;
  const signature = sign(
    "RSA-SHA256",
    Buffer.from(`${timestamp}\n${nonce}\n${body}\n`),
    key === "public_key" ? keys.wechatPayPrivate : keys.platformPrivate,
  );
  return {
    "Wechatpay-Timestamp": String(timestamp),
    "Wechatpay-Nonce": nonce,
    "Wechatpay-Serial":
      key === "public_key" ? credentials.wechatPayPublicKeyId : credentials.platformSerial,
    "Wechatpay-Signature": signature.toString("base64"),
    "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
  };
}
