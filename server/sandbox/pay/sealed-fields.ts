import { constants, privateDecrypt } from "node:crypto";
import type { World } from "../world.ts";
import { fieldRefusal } from "./rules.ts";
import { chooseKey } from "./signing.ts";

/**
 * Opens the fields a merchant encrypted for WeChat (RSA-OAEP with SHA-1) to see that they can be read.
 *
 * @throws PayRefusal 400 PARAM_ERROR naming the field, or the missing Wechatpay-Serial.
 */
export function checkSealedFields(
  world: World,
  serial: string,
  body: { readonly bank_account?: string | undefined; readonly real_name?: string | undefined },
): void {
  if (serial === "")
    throw fieldRefusal("body", "Wechatpay-Serial", serial, "请求含敏感信息时，此Http头为必填项");
  const { wechatPayPrivate, platformPrivate } = world.keys;
  const key = chooseKey(world, serial) === "public_key" ? wechatPayPrivate : platformPrivate;
  for (const field of ["bank_account", "real_name"] as const) {
    const sealed = Buffer.from(body[field] ?? "", "base64");
    try {
      privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }, sealed);
    } catch {
      throw fieldRefusal("body", `/${field}`, body[field], "敏感信息解密失败");
    }
  }
}
