import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  commandOf,
  descendantsOf,
  leftOf,
  personalTextsIn,
  pressCtrlC,
  runProgram,
  type Program,
} from "@support/processes.ts";

const OPENING_MS = 180_000;
const running: Program[] = [];
let dataDir: string;

function npm(args: readonly string[], folder = dataDir): Program {
  const program = runProgram("npm", args, { DATA_DIR: folder });
  running.push(program);
  return program;
}

const start = (...args: string[]): Program => npm(["start", "--", "--port", "0", ...args]);

async function open(program = start()): Promise<{ program: Program; url: string; all: number[] }> {
  const [, url = ""] = await program.says(/^ {2}(http:\/\/127\.0\.0\.1:\d+)$/m, OPENING_MS);
  await program.says(/按 Ctrl-C 打烊/);
  return { program, url, all: [program.pid, ...(await descendantsOf(program.pid))] };
}

async function processOf(all: readonly number[], part: RegExp): Promise<number> {
  for (const pid of all) if (part.test(await commandOf(pid))) return pid;
  throw new Error(`no process like ${String(part)}`);
}

const server = /server\/dist\/main\.js/;
const wechat = /sandbox\/main\.ts/;
const mongod = /nuandian-mongod-of-/;
const ourselves = /server\/start\.ts/;

async function countProducts(url: string): Promise<number> {
  const answer = await fetch(`${url}/v1/products?limit=50`);
  const page = (await answer.json()) as { items: unknown[] };
  return page.items.length;
}

type Shown = { paths: Record<string, { post?: { requestBody: { content: Json } } }> };
type Json = { "application/json": { example: unknown } };

/** Runs the script of the page at /docs as a browser does, and gives what it shows. */
async function documentShownAt(url: string): Promise<Shown> {
  const script = await (await fetch(`${url}/docs/start.js`)).text();
  return await new Promise<Shown>((resolve, reject) => {
    const window = {};
    const SwaggerUIBundle = ({ spec }: { spec: Shown }): void => resolve(spec);
    const here = async (path: string) => await fetch(new URL(path, url));
    Promise.resolve(runInNewContext(script, { window, SwaggerUIBundle, fetch: here })).catch(
      reject,
    );
  });
}

const exampleOf = (shown: Shown, path: string): unknown =>
  shown.paths[path]?.post?.requestBody.content["application/json"].example;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "nuandian-start-"));
});

afterEach(async () => {
  for (const { pid, ended } of running.splice(0)) {
    const left = [...(await descendantsOf(pid)), pid];
    for (const one of left)
      try {
        process.kill(one, "SIGKILL");
      } catch {
        // Ended as it should.
      }
    await ended;
  }
});

afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

describe("npm start", { timeout: OPENING_MS + 60_000 }, () => {
  it("opens a furnished shop on one address, says so step by step, and goes at Ctrl-C", async () => {
    const { program, url, all } = await open();
    for (const step of ["数据目录", "MongoDB", "本地微信", "商品与会员", "商店", "演示人物"])
      expect(program.printed()).toContain(step);

    const shopWindow = await fetch(url);
    const html = await shopWindow.text();
    expect(html).toContain('id="app"');
    const script = /src="(\/js\/app\.[^"]+)"/.exec(html)?.[1] ?? "";
    expect((await fetch(`${url}${script}`)).headers.get("content-type")).toContain("javascript");
    const welcome = await fetch(`${url}/welcome`);
    expect(welcome.headers.get("content-type")).toContain("text/html");
    const page = await welcome.text();
    for (const text of ["营业中", "店主", "/docs", "/__sandbox/"]) expect(page).toContain(text);
    expect((await fetch(`${url}/docs`)).status).toBe(200);
    const shown = await documentShownAt(url);
    expect(Object.keys(shown.paths).slice(0, 2)).toEqual(["/__sandbox/codes", "/__sandbox/pay"]);
    expect(shown.paths).toHaveProperty(["/v1/orders", "post"]);
    const minted = await fetch(`${url}/__sandbox/codes`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(exampleOf(shown, "/__sandbox/codes")),
    });
    expect(await minted.json()).toEqual({ code: expect.any(String) });
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${url}/__sandbox/health`)).json()).toEqual({ status: "ok" });
    const login = await fetch(`${url}/sns/jscode2session?appid=a&secret=b&js_code=c`);
    expect(await login.json()).toHaveProperty("errcode");
    expect((await fetch(`${url}/v3/certificates`)).status).toBe(401);
    expect(await countProducts(url)).toBe(50);

    expect((await stat(join(dataDir, "development.env"))).mode & 0o777).toBe(0o600);
    expect(all.length).toBeGreaterThanOrEqual(5);
    pressCtrlC(program);
    expect(await leftOf(all, 25_000)).toEqual([]);
    expect(program.printed()).toContain("正在打烊");
    expect(program.printed().trimEnd().split("\n").at(-1)).toBe("已打烊");
    expect(personalTextsIn(await readFile(join(dataDir, "server.log"), "utf8"))).toEqual([]);
  });

  it("opens again on what is there, refuses a second shop on it, and is audited beside it", async () => {
    const before = await readFile(join(dataDir, "development.env"), "utf8");
    const { program, url, all } = await open();
    expect(await readFile(join(dataDir, "development.env"), "utf8")).toBe(before);
    expect(await countProducts(url)).toBe(50);

    for (const args of [[], ["--fresh"]]) {
      const second = start(...args);
      expect(await second.ended).toBe(1);
      expect(second.printed()).toContain(url);
    }
    const audit = npm(["run", "audit"]);
    expect(await audit.ended).toBe(0);
    expect(audit.printed()).toMatch(/核对完毕：\d+ 条规则全部相符/);

    process.kill(program.pid, "SIGINT");
    expect(await leftOf(all, 25_000)).toEqual([]);
  });

  it.each(["SIGTERM", "SIGKILL"] as const)("goes when npm alone gets %s", async (signal) => {
    const { program, all } = await open();
    process.kill(program.pid, signal);
    expect(await leftOf(all, 25_000)).toEqual([]);
  });

  it("is audited when it is closed", async () => {
    const audit = npm(["run", "audit"]);
    expect(await audit.ended).toBe(0);
    expect(audit.printed()).toMatch(/核对完毕：\d+ 条规则全部相符/);
  });

  it("takes the next port when the wanted one is taken, and says so", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const { program, url, all } = await open(npm(["start", "--", "--port", String(port)]));
    expect(program.printed()).toContain(`端口 ${port} 已被占用`);
    expect(Number(new URL(url).port)).toBeGreaterThan(port);
    taken.close();
    pressCtrlC(program);
    expect(await leftOf(all, 25_000)).toEqual([]);
  });

  it("leaves nothing behind even when its parts hang", async () => {
    const { program, all } = await open();
    process.kill(await processOf(all, server), "SIGSTOP");
    process.kill(await processOf(all, wechat), "SIGSTOP");
    pressCtrlC(program);
    expect(await leftOf(all, 40_000)).toEqual([]);
  });

  it("closes the whole shop, saying why, when the server dies", async () => {
    const { program, all } = await open();
    process.kill(await processOf(all, server), "SIGKILL");
    await program.says(/商店意外退出（SIGKILL）/);
    expect(await program.ended).toBe(1);
    expect(await leftOf(all, 25_000)).toEqual([]);
  });

  it("takes its parts along even when it is killed, and opens again", async () => {
    const { all } = await open();
    process.kill(await processOf(all, ourselves), "SIGKILL");
    expect(await leftOf(all, 25_000)).toEqual([]);
    const again = await open();
    expect((await fetch(`${again.url}/readyz`)).status).toBe(200);
    expect(again.all.length).toBeGreaterThanOrEqual(5);
    await processOf(again.all, mongod);
    pressCtrlC(again.program);
    expect(await leftOf(again.all, 25_000)).toEqual([]);
  });

  it("does not touch a folder that is not its own", async () => {
    const foreign = await mkdtemp(join(tmpdir(), "nuandian-foreign-"));
    await writeFile(join(foreign, "thesis.txt"), "years of work");
    const program = npm(["start", "--", "--fresh"], foreign);
    expect(await program.ended).toBe(1);
    expect(program.printed()).toContain("不是暖店的数据目录");
    expect(await readFile(join(foreign, "thesis.txt"), "utf8")).toBe("years of work");
    await rm(foreign, { recursive: true });
  });

  it("explains itself when it does not understand", async () => {
    const program = npm(["start", "--", "--prot", "1"]);
    expect(await program.ended).toBe(2);
    expect(program.printed()).toContain("没有 --prot 这个选项");
    expect(program.printed()).toContain("--fresh");
  });

  it("prints how it is used when asked", async () => {
    for (const flag of ["--help", "-h"]) {
      const program = npm(["start", "--", flag]);
      expect(await program.ended).toBe(0);
      expect(program.printed()).toContain("用法：npm start -- [--fresh");
      expect(program.printed()).not.toContain("！");
    }
  });

  it("begins anew when told to", async () => {
    const before = await readFile(join(dataDir, "development.env"), "utf8");
    const { program, url, all } = await open(start("--fresh"));
    expect(await readFile(join(dataDir, "development.env"), "utf8")).not.toBe(before);
    expect(await countProducts(url)).toBe(50);
    pressCtrlC(program);
    expect(await leftOf(all, 25_000)).toEqual([]);
  });
});
