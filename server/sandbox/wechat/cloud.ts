import { join } from "node:path";
import {
  CloudRefusal,
  loadFunction,
  type LoadedFunction,
} from "../../../cloud-functions/offline/load-function.ts";
import { WeixinRefusal } from "../http.ts";

const ANSWER_MS = 5_000;

/** A cloud environment with functions in it. */
export interface CloudSetup {
  readonly environment: string;
  /** The folder of the bundled functions, one folder each. */
  readonly folder: string;
  /** The settings of the functions, as the console keeps them. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** Answers a call of the open platform by the words of the HTTP API. */
export type HttpApi = Readonly<Record<string, (body: unknown) => object | Buffer>>;

/** The address of the HTTP API behind a cloud call. */
const paths: Readonly<Record<string, string>> = {
  "subscribeMessage.send": "/cgi-bin/message/subscribe/send",
  "wxacode.getUnlimited": "/wxa/getwxacodeunlimit",
  "security.msgSecCheck": "/wxa/msg_sec_check",
  "phonenumber.getPhoneNumber": "/wxa/business/getuserphonenumber",
};

type Fields = Record<string, unknown>;

const rename = (fields: object, name: (old: string) => string): Fields =>
  Object.fromEntries(Object.entries(fields).map(([old, value]) => [name(old), value]));
const snake = (name: string): string => name.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`);
const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, one: string) => one.toUpperCase());

/** Runs the functions of a cloud environment offline; each keeps one instance. */
export function createCloud(
  setup: CloudSetup,
  api: HttpApi,
): (environment: string, name: string, event: unknown) => Promise<string> {
  const instances = new Map<string, Promise<LoadedFunction>>();

  /** A cloud call: other spelling, and refusals are thrown. */
  async function openapi(name: string, input: object): Promise<Fields> {
    const run = api[paths[name] ?? ""];
    if (run === undefined) throw new CloudRefusal(-604_100, `openapi.${name}:fail no such api`);
    try {
      const answer = run(rename(input, snake));
      const said = Buffer.isBuffer(answer)
        ? { contentType: "image/png", buffer: answer }
        : rename(answer, camel);
      return await Promise.resolve({ ...said, errCode: 0, errMsg: `openapi.${name}:ok` });
    } catch (error) {
      if (!(error instanceof WeixinRefusal)) throw error;
      throw new CloudRefusal(error.errcode, `openapi.${name}:fail ${error.message}`);
    }
  }

  return async (environment, name, event) => {
    if (environment !== setup.environment || !/^[a-z][a-z-]{0,59}$/.test(name))
      throw new WeixinRefusal(-501_000, "environment or function not found");
    const instance =
      instances.get(name) ?? loadFunction({ ...setup, folder: join(setup.folder, name), openapi });
    instances.set(name, instance);
    try {
      const loaded = await instance;
      const tooLate = new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error("timeout")), ANSWER_MS).unref();
      });
      return JSON.stringify(await Promise.race([loaded.invoke(event), tooLate]));
    } catch (error) {
      throw new WeixinRefusal(-504_002, `functions execute fail: ${String(error)}`);
    }
  };
}
