import { X509Certificate } from "node:crypto";
import { PayRefusal } from "../http.ts";
import { rfc3339 } from "../shanghai.ts";
import type { World } from "../world.ts";
import { seal } from "./sealed.ts";

/**
 * Lists the platform certificates, encrypted with the APIv3 key.
 *
 * @throws PayRefusal 404 RESOURCE_NOT_EXISTS for a merchant that has only the WeChat Pay public key.
 */
export function listCertificates({ settings, credentials, keys }: World): { data: object[] } {
  if (settings.get().signing === "public_key_only")
    throw new PayRefusal(
      404,
      "RESOURCE_NOT_EXISTS",
      "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。",
    );
  const certificate = new X509Certificate(credentials.platformCertificatePem);
  return {
    data: [
      {
        serial_no: credentials.platformSerial,
        effective_time: rfc3339(Date.parse(certificate.validFrom)),
        expire_time: rfc3339(Date.parse(certificate.validTo)),
        encrypt_certificate: seal(keys.apiV3, credentials.platformCertificatePem, "certificate"),
      },
    ],
  };
}
