import { X509Certificate } from "node:crypto";
import { z } from "zod";
import type { Log } from "../kernel/log.ts";
import { checkSignature, openSealed, sealedResource } from "./wechat-pay-crypto.ts";
import type { PayAnswer } from "./wechat-pay-http.ts";
import type { PayKeys } from "./wechat-pay-keys.ts";

const EVERY_MS = 11 * 3_600_000;
const COOL_DOWN_MS = 10 * 60_000;

const certificateList = z.object({
  data: z.array(z.object({ serial_no: z.string(), encrypt_certificate: sealedResource })),
});

/**
 * Keeps platform certificates fresh, at least every twelve hours, for a merchant without WeChat Pay's public key. Only
 * the clock and our own outgoing calls lead here, never an incoming message, and a failed try is not repeated for ten
 * minutes: so nobody outside can make us call out.
 */
export function createCertificateRefresh(options: {
  readonly list: () => Promise<PayAnswer>;
  readonly keys: PayKeys;
  readonly apiV3Key: Buffer;
  readonly log: Log;
}): () => Promise<void> {
  let freshUntilMs = 0;
  let quietUntilMs = 0;
  let running: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    quietUntilMs = Date.now() + COOL_DOWN_MS;
    try {
      const answer = await options.list();
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      acceptCertificates(answer, options.keys, options.apiV3Key);
      freshUntilMs = Date.now() + EVERY_MS;
    } catch (error) {
      options.log.error({ err: error }, "platform certificates not refreshed");
    }
  };
  return async () => {
    if (running === undefined && Date.now() >= Math.max(freshUntilMs, quietUntilMs))
      running = refresh().finally(() => (running = undefined));
    await running;
  };
}

/**
 * Adds the certificates of WeChat's answer to the store. They are proved twice: only WeChat holds the APIv3 key they
 * are encrypted with, and the answer must be signed by a certificate that we held or that it brings.
 * @throws Error when either proof fails; the store is unchanged then.
 */
export function acceptCertificates(answer: PayAnswer, keys: PayKeys, apiV3Key: Buffer): void {
  const rawBody = answer.bytes.toString("utf8");
  const brought = new Map(
    certificateList
      .parse(JSON.parse(rawBody))
      .data.map(({ serial_no, encrypt_certificate }) => [
        serial_no,
        openSealed(apiV3Key, encrypt_certificate),
      ]),
  );
  const keyOf = (serial: string) => {
    const pem = brought.get(serial);
    return (
      keys.find(serial) ?? (pem === undefined ? undefined : new X509Certificate(pem).publicKey)
    );
  };
  const fault = checkSignature({ headers: answer.headers, rawBody, keyOf, nowMs: Date.now() });
  if (fault !== null) throw new Error(`list of certificates: ${fault}`);
  for (const pem of brought.values()) keys.addCertificates(pem);
}
