import { randomBytes } from "node:crypto";
import { readConfig, type Config } from "@server/config.ts";
import { createLog } from "@server/kernel/log.ts";
import type { Sms, WechatApi, WechatPay, World } from "@server/world.ts";

/** A clock that tests set and move; it also stands in for waiting. */
export class TestClock {
  constructor(private at: Date) {}
  now(): Date {
    return new Date(this.at);
  }
  set(at: string | Date): void {
    this.at = new Date(at);
  }
  advance(milliseconds: number): void {
    this.at = new Date(this.at.getTime() + milliseconds);
  }
}

const outside = (name: string): never =>
  new Proxy(
    {},
    {
      get: (_, call) => () => {
        throw new Error(`unexpected outgoing call: ${name}.${String(call)}`);
      },
    },
  ) as never;

/** A world without an outside: any call out fails the test. Parts can be replaced. */
export function createTestWorld(
  parts: Partial<{
    at: string;
    config: Config;
    wechatPay: WechatPay;
    wechat: WechatApi;
    sms: Sms;
    logLines: string[];
  }> = {},
): World & { clock: TestClock } {
  return {
    clock: new TestClock(new Date(parts.at ?? "2026-03-10T02:00:00.000Z")),
    config: parts.config ?? testConfig(),
    log: createLog({ level: "debug", stream: { write: (line) => parts.logLines?.push(line) } }),
    wechatPay: parts.wechatPay ?? outside("wechatPay"),
    wechat: parts.wechat ?? outside("wechat"),
    sms: parts.sms ?? outside("sms"),
  };
}

/** A configuration with random keys, as tests need it. */
export function testConfig(env: Record<string, string> = {}): Config {
  return readConfig({
    NODE_ENV: "test",
    LOG_LEVEL: "debug",
    RATE_LIMIT_PER_MINUTE: "1000000",
    PII_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    PII_DIGEST_KEY: randomBytes(32).toString("base64"),
    ...env,
  });
}
