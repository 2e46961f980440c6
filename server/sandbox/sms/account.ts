import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a shop gets from Tencent Cloud for its texts; written to `sms.json`. */
export interface SmsAccount {
  readonly secretId: string;
  readonly secretKey: string;
  readonly appId: string;
  readonly signName: string;
  readonly templateId: string;
}

/** Reads the account of a data folder, or opens it at the first start. */
export function openSmsAccount(dataDir: string): SmsAccount {
  const file = join(dataDir, "sms.json");
  if (!existsSync(file)) {
    const made: SmsAccount = {
      secretId: `AKID${randomBytes(16).toString("hex")}`,
      secretKey: randomBytes(16).toString("hex"),
      appId: `14${String(randomBytes(4).readUInt32BE() % 100_000_000).padStart(8, "0")}`,
      signName: "暖店",
      templateId: String(1_000_000 + (randomBytes(4).readUInt32BE() % 1_000_000)),
    };
    writeFileSync(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return JSON.parse(readFileSync(file, "utf8")) as SmsAccount;
}
