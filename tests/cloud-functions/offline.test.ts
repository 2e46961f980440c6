import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { functionNames } from "@cloud/build.ts";
import { faultOfCron, readFunctionConfig } from "@cloud/offline/config.ts";
import { loadFunction } from "@cloud/offline/load-function.ts";
import { signCall } from "@server/kernel/signature.ts";
import { SECRET, useCloudFunctions } from "@support/cloud.ts";

const built = useCloudFunctions();
const names = await functionNames();
const none = { permissions: { openapi: [] } };
const timer = (name: string, config: string) => ({ name, type: "timer", config });

describe("a bundled function", () => {
  it("is one of four", () => {
    expect(names).toEqual(["image-process", "message-push", "timer-tick", "wx-gateway"]);
  });

  it.each(names)(
    "%s is what the cloud takes: bundle, manifest and config, small and of Node 18",
    async (name) => {
      const folder = join(built.folder(), name);
      expect((await readdir(folder)).toSorted()).toEqual([
        "config.json",
        "index.js",
        "package.json",
      ]);
      const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
        dependencies: Record<string, string>;
      };
      expect(manifest).toMatchObject({ name, main: "index.js" });
      expect(Object.keys(manifest.dependencies)).toEqual([
        "wx-server-sdk",
        ...(name === "image-process" ? ["sharp"] : []),
      ]);
      expect(manifest.dependencies["wx-server-sdk"]).toBe("~4.0.2");
      const bundle = await readFile(join(folder, "index.js"), "utf8");
      expect(bundle.length).toBeLessThan(20_000);
      expect(bundle).not.toMatch(/mongoose|server\/modules|server\/config/);
      expect(bundle).not.toMatch(
        /\.(toSorted|toReversed|toSpliced|with|findLast)\(|Object\.groupBy/,
      );
      expect(await readFunctionConfig(folder)).toBeDefined();
      expect(await built.load(name)).toHaveProperty("invoke");
    },
  );

  it("ticks once a minute by one trigger; the others have none", async () => {
    const triggers = await Promise.all(
      names.map(async (name) => (await built.load(name)).config.triggers),
    );
    expect(triggers.flat()).toEqual([{ name: "tick", type: "timer", config: "0 * * * * * *" }]);
  });
});

describe("config.json", () => {
  it.each([
    ["no JSON", "{ // a comment\n}", "读不出来"],
    ["no permissions", {}, "permissions"],
    ["an unknown call", { permissions: { openapi: ["wxacode.getUnlimitd"] } }, "openapi[0]"],
    ["a field of its own", { ...none, timeout: 60 }, "timeout"],
    [
      "two triggers",
      { ...none, triggers: [timer("a", "0 * * * * * *"), timer("b", "0 * * * * * *")] },
      "只能有一个",
    ],
    ["six fields of cron", { ...none, triggers: [timer("a", "0 * * * * *")] }, "七个字段"],
    [
      "a name that begins with a digit",
      { ...none, triggers: [timer("1a", "0 * * * * * *")] },
      "字母开头",
    ],
    [
      "another kind of trigger",
      { ...none, triggers: [{ ...timer("a", "0 * * * * * *"), type: "http" }] },
      "timer",
    ],
  ])("with %s is refused", async (_, config, said) => {
    const folder = await built.copy("timer-tick", config);
    await expect(readFunctionConfig(folder)).rejects.toThrow(said);
    await expect(
      loadFunction({
        folder,
        environment: "e",
        settings: {},
        openapi: async () => await Promise.resolve({}),
      }),
    ).rejects.toThrow(said);
  });

  it.each([
    ["0 0 2 * * * *", true],
    ["*/5 * * * * * *", true],
    ["0 0,30 9-18/2 1 1,7 1-5 2026-2030", true],
    ["60 * * * * * *", false],
    ["0 0 24 * * * *", false],
    ["0 0 0 0 * * *", false],
    ["0 0 0 1 13 * *", false],
    ["0 0 0 * * 7 *", false],
    ["0 0 0 * * * 1969", false],
    ["0 0 0 * * MON *", false],
    ["0  0 0 * * * *", false],
    ["0 */0 * * * * *", false],
  ])("takes the cron expression %s: %s", (cron, isRight) => {
    expect(faultOfCron(cron) === null).toBe(isRight);
  });
});

describe("the surroundings of a function", () => {
  const call = () => {
    const body = JSON.stringify({
      call: "wechat.api",
      path: "/wxa/msg_sec_check",
      body: { openid: "o1" },
    });
    return { ...signCall(SECRET, body, new Date()), body };
  };
  const load = async (permissions: string[]) =>
    await loadFunction({
      folder: await built.copy("wx-gateway", { permissions: { openapi: permissions } }),
      environment: "e",
      settings: { CLOUD_FUNCTION_SECRET: SECRET },
      openapi: async (name, input) =>
        await Promise.resolve({ name, input, errCode: 0, errMsg: "ok" }),
    });

  it("let through what the permissions name, and refuse everything else as the cloud does", async () => {
    const may = await load(["security.msgSecCheck"]);
    expect(await may.invoke(call())).toMatchObject({
      errcode: 0,
      name: "security.msgSecCheck",
      input: { openid: "o1" },
    });
    const mayNot = await load(["wxacode.getUnlimited"]);
    expect(await mayNot.invoke(call())).toMatchObject({ errcode: -604101 });
  });

  it("tell who calls by the variables that WeChat sets, anew for each call", async () => {
    const tick = await built.load("timer-tick", { SERVER_URL: "http://127.0.0.1:9" });
    const event = { Type: "Timer", TriggerName: "tick", Time: "2026-03-10T02:00:00Z" };
    await expect(tick.invoke(event, { OPENID: "oSomebody", APPID: "wx1" })).rejects.toThrow(
      "only the timer may call",
    );
    await expect(tick.invoke(event)).rejects.toThrow("fetch failed");
    expect(process.env["WX_CONTEXT_KEYS"]).toBeUndefined();
  });

  it("name the setting that is missing", async () => {
    const tick = await built.load("timer-tick");
    await expect(tick.invoke({ Type: "Timer", Time: "2026-03-10T02:00:00Z" })).rejects.toThrow(
      "SERVER_URL is not set",
    );
  });
});
