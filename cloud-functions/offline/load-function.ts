import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import { readFunctionConfig, type FunctionConfig } from "./config.ts";

/** Answers a call of the open platform in WeChat's place; throws `{ errCode, errMsg }` to refuse it. */
export type Openapi = (name: string, input: object) => Promise<Record<string, unknown>>;

/** Who calls a function; the cloud fills it in for calls of the mini-program. */
export type Identity = {
  readonly OPENID?: string;
  readonly APPID?: string;
  readonly UNIONID?: string;
};

/** Where a function stands and what surrounds it. */
export type Surroundings = {
  /** The folder of the bundled function: index.js, package.json, config.json. */
  readonly folder: string;
  /** The name of the cloud environment. */
  readonly environment: string;
  /** The settings that the cloud's console gives the function. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  readonly openapi: Openapi;
};

/** A bundled function, loaded as the cloud loads one instance of it. */
export type LoadedFunction = {
  readonly config: FunctionConfig;
  /** Calls main. */
  invoke(event: unknown, identity?: Identity): Promise<unknown>;
};

const SDK = "wx-server-sdk";

/** A refusal as WeChat's SDK throws it. */
export class CloudRefusal extends Error {
  override readonly name = "CloudRefusal";
  constructor(
    readonly errCode: number,
    readonly errMsg: string,
  ) {
    super(`errCode: ${errCode} | errMsg: ${errMsg}`);
  }
}

/**
 * Loads a bundled function offline: config.json is checked, the SDK is one of ours whose calls are answered by the
 * surroundings, and only those that the permissions name; the environment is the function's own, with what the cloud
 * sets. One instance lives as long as it is kept.
 * @throws Error (Chinese) when config.json is not right.
 */
export async function loadFunction(surroundings: Surroundings): Promise<LoadedFunction> {
  const { folder, environment, settings } = surroundings;
  const config = await readFunctionConfig(folder);
  const file = join(folder, "index.js");
  const env: Record<string, string | undefined> = { ...settings };
  const ownProcess = Object.create(process, { env: { value: env } }) as NodeJS.Process;
  const sdk = makeSdk(config, env, surroundings.openapi);
  const packages = createRequire(import.meta.url);
  const require = (name: string): unknown => (name === SDK ? sdk : packages(name));
  const module: { exports: { main?: unknown } } = { exports: {} };
  compileFunction(
    await readFile(file, "utf8"),
    ["exports", "require", "module", "__filename", "__dirname", "process"],
    { filename: file },
  )(module.exports, require, module, file, folder, ownProcess);
  const { main } = module.exports;
  if (typeof main !== "function") throw new Error(`${file} 没有导出 main`);
  return {
    config,
    async invoke(event, identity = {}) {
      for (const name of Object.keys(env)) if (name.startsWith("WX_")) delete env[name];
      const known = Object.entries(identity).map(([name, value]) => [`WX_${name}`, value] as const);
      Object.assign(env, Object.fromEntries(known), {
        WX_CONTEXT_KEYS: known.map(([name]) => name).join(","),
        TCB_ENV: environment,
        TCB_SOURCE: identity.OPENID === undefined ? "wx_http" : "wx_client",
      });
      // What goes in and out of a cloud function is JSON.
      const plain = JSON.parse(JSON.stringify(event ?? {})) as unknown;
      const answer = await (main as (event: unknown, context: object) => Promise<unknown>)(
        plain,
        {},
      );
      return answer === undefined ? null : (JSON.parse(JSON.stringify(answer)) as unknown);
    },
  };
}

function makeSdk(
  config: FunctionConfig,
  env: Readonly<Record<string, string | undefined>>,
  answer: Openapi,
): object {
  const permitted: readonly string[] = config.permissions.openapi;
  const group = (groupName: string): object =>
    new Proxy(
      {},
      {
        get: (_, method) => async (input: object) => {
          const name = `${groupName}.${String(method)}`;
          if (!permitted.includes(name))
            throw new CloudRefusal(
              -604_101,
              `openapi.${name}:fail function has no permission to call this API`,
            );
          return await answer(name, input);
        },
      },
    );
  return {
    DYNAMIC_CURRENT_ENV: Symbol.for("DYNAMIC_CURRENT_ENV"),
    init: () => undefined,
    openapi: new Proxy({}, { get: (_, groupName) => group(String(groupName)) }),
    getWXContext: () =>
      Object.fromEntries(
        (env["WX_CONTEXT_KEYS"] ?? "")
          .split(",")
          .filter((name) => name !== "")
          .map((name) => [name.replace(/^WX_/, ""), env[name]]),
      ),
  };
}
