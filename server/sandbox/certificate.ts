import { sign, type KeyObject } from "node:crypto";

/** What an X.509 certificate of the sandbox says; names are plain common and organisation names. */
export interface CertificateFacts {
  readonly serial: string;
  readonly subject: { readonly commonName: string; readonly organization: string };
  readonly issuer: { readonly commonName: string; readonly organization: string };
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const hex = length.toString(16);
  const size = Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, content]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

const SHA256_WITH_RSA = sequence(objectId("1.2.840.113549.1.1.11"), der(0x05));

function nameOf(name: CertificateFacts["subject"]): Buffer {
  const attribute = (oid: string, text: string): Buffer =>
    der(0x31, sequence(objectId(oid), der(0x0c, Buffer.from(text, "utf8"))));
  return sequence(attribute("2.5.4.10", name.organization), attribute("2.5.4.3", name.commonName));
}

/** RFC 5280 §4.1.2.5: UTCTime up to 2049, GeneralizedTime after. */
function timeOf(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replaceAll(/[-T:]/g, "")}Z`;
  return date.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2), "ascii"))
    : der(0x18, Buffer.from(digits, "ascii"));
}

function extension(oid: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : [];
  return sequence(objectId(oid), ...flag, der(0x04, value));
}

/** Makes an X.509 v3 end-entity certificate, signed with SHA256-RSA by the issuer's key, as PEM. */
export function makeCertificate(facts: CertificateFacts, issuerKey: KeyObject): string {
  const version3 = der(0xa0, der(0x02, Buffer.from([2])));
  const notAnAuthority = extension("2.5.29.19", false, sequence());
  const keyUsage = extension("2.5.29.15", true, der(0x03, Buffer.from([4, 0xf0])));
  const body = sequence(
    version3,
    der(0x02, Buffer.from(facts.serial, "hex")),
    SHA256_WITH_RSA,
    nameOf(facts.issuer),
    sequence(timeOf(facts.notBefore), timeOf(facts.notAfter)),
    nameOf(facts.subject),
    facts.publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(notAnAuthority, keyUsage)),
  );
  const signature = der(0x03, Buffer.from([0]), sign("RSA-SHA256", body, issuerKey));
  const lines = sequence(body, SHA256_WITH_RSA, signature)
    .toString("base64")
    .match(/.{1,64}/g);
  return `-----BEGIN CERTIFICATE-----\n${(lines ?? []).join("\n")}\n-----END CERTIFICATE-----\n`;
}
