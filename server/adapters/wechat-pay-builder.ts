import { randomBytes, type KeyObject } from "node:crypto";
import Pay from "wechatpay-node-v3";
import { signText } from "./wechat-pay-crypto.ts";

/**
 * wechatpay-node-v3 as the builder of requests: paths, bodies and headers are its own, while signing uses a key parsed
 * once (it parses PEM on every call), and nonces are 128 random bits (its own are up to 11 characters of Math.random).
 * Its decryption and verification are never used.
 */
export class PayRequestBuilder extends Pay {
  readonly #privateKey: KeyObject;

  constructor(options: {
    readonly appid: string;
    readonly mchid: string;
    readonly serial: string;
    readonly privateKey: KeyObject;
  }) {
    super({
      appid: options.appid,
      mchid: options.mchid,
      serial_no: options.serial,
      publicKey: Buffer.from("the certificate is only read for its serial, which is given"),
      privateKey: Buffer.alloc(0),
      userAgent: "nuandian/0.1",
    });
    this.#privateKey = options.privateKey;
  }

  override sha256WithRsa(data: string): string {
    return signText(this.#privateKey, data);
  }

  protected override buildAuthorization(
    method: string,
    url: string,
    params?: Record<string, unknown>,
  ): string {
    const nonce = randomBytes(16).toString("hex");
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const { pathname, search } = new URL(url);
    const signature = this.getSignature(method, nonce, timestamp, pathname + search, params);
    return this.getAuthorization(nonce, timestamp, signature);
  }

  /** Asks for the list of platform certificates, as it is: encrypted and to be checked by the caller. */
  listCertificates() {
    const url = "https://api.mch.weixin.qq.com/v3/certificates";
    return this.httpService.get(url, this.getHeaders(this.buildAuthorization("GET", url)));
  }

  /** Asks that an abnormal refund go elsewhere; what is sealed in the body is for the key of the serial. */
  redirectRefund(refundId: string, body: Record<string, string>, serial: string) {
    const url = `https://api.mch.weixin.qq.com/v3/refund/domestic/refunds/${refundId}/apply-abnormal-refund`;
    const authorization = this.buildAuthorization("POST", url, body);
    const headers = { "Content-Type": "application/json", "Wechatpay-Serial": serial };
    return this.httpService.post(url, body, this.getHeaders(authorization, headers));
  }
}
