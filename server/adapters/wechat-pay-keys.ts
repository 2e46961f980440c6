import { createPublicKey, X509Certificate, type KeyObject } from "node:crypto";

/** The public keys WeChat Pay may sign with, by serial: its public key and its platform certificates side by side. */
export type PayKeys = {
  /** The key of a serial, when we hold it and it has not expired; never looks anywhere else. */
  find(serial: string): KeyObject | undefined;
  /** The key that seals what only WeChat may read, with its serial: its public key, else its newest certificate. */
  sealing(): { readonly serial: string; readonly key: KeyObject } | undefined;
  /** Adds the certificates of a PEM bundle. */
  addCertificates(pem: string): void;
};

/**
 * Opens the key store from what the merchant configured. Both kinds are valid at once, because during WeChat's change
 * from certificates to a public key messages arrive signed with either.
 */
export function openPayKeys(configured: {
  readonly publicKeyId: string | null;
  readonly publicKeyPem: string | null;
  readonly platformCertificatesPem: string;
}): PayKeys {
  const keys = new Map<string, { key: KeyObject; validUntilMs: number }>();
  const store: PayKeys = {
    find(serial) {
      const held = keys.get(serial);
      return held !== undefined && Date.now() < held.validUntilMs ? held.key : undefined;
    },
    sealing() {
      const [newest] = [...keys]
        .filter(([, held]) => Date.now() < held.validUntilMs)
        .toSorted(([, a], [, b]) => b.validUntilMs - a.validUntilMs);
      return newest === undefined ? undefined : { serial: newest[0], key: newest[1].key };
    },
    addCertificates(pem) {
      const bundle = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
      for (const [text] of pem.matchAll(bundle)) {
        const certificate = new X509Certificate(text);
        keys.set(certificate.serialNumber, {
          key: certificate.publicKey,
          validUntilMs: Date.parse(certificate.validTo),
        });
      }
    },
  };
  if (configured.publicKeyId !== null && configured.publicKeyPem !== null)
    keys.set(configured.publicKeyId, {
      key: createPublicKey(configured.publicKeyPem),
      validUntilMs: Number.POSITIVE_INFINITY,
    });
  store.addCertificates(configured.platformCertificatesPem);
  return store;
}
