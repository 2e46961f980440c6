import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request, type IncomingMessage } from "node:http";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { randomBytes } from "node:crypto";
import { mongo } from "mongoose";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { buildServer, serverBundle } from "@server/start/build.ts";
import {
  descendantsOf,
  leftOf,
  personalTextsIn,
  runProgram,
  type Program,
} from "@support/processes.ts";
import { startWechat, type TestWechat } from "@support/wechat.ts";

const database = `t_${randomBytes(6).toString("hex")}`;
const running: Program[] = [];
let wechat: TestWechat;

const mongoUri = (): string => inject("mongoUri").replace("/?", `/${database}?`);

function settings(changed: Record<string, string> = {}): Record<string, string> {
  const { credentials } = wechat;
  return {
    NODE_ENV: "development",
    PORT: "0",
    MONGODB_URI: mongoUri(),
    PII_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    PII_DIGEST_KEY: randomBytes(32).toString("base64"),
    WECHAT_BASE_URL: wechat.url,
    WECHAT_APPID: credentials.appid,
    WECHAT_APP_SECRET: credentials.appSecret,
    WECHAT_PAY_BASE_URL: wechat.url,
    WECHAT_PAY_MCHID: credentials.mchid,
    WECHAT_PAY_SERIAL: credentials.merchantSerial,
    WECHAT_PAY_PRIVATE_KEY: credentials.merchantPrivateKeyPem,
    WECHAT_PAY_API_V3_KEY: credentials.apiV3Key,
    WECHAT_PAY_PUBLIC_KEY_ID: credentials.wechatPayPublicKeyId,
    WECHAT_PAY_PUBLIC_KEY: credentials.wechatPayPublicKeyPem,
    WECHAT_PAY_NOTIFY_URL: "http://127.0.0.1:9/notifications",
    ...changed,
  };
}

/** Production, whose WeChat is never called while it opens. */
const production = (): Record<string, string> =>
  settings({
    NODE_ENV: "production",
    RUN_JOBS: "0",
    WECHAT_BASE_URL: "",
    WECHAT_PAY_BASE_URL: "",
    WECHAT_PAY_NOTIFY_URL: "https://shop.example.com/v1/payments/wechat/notifications",
  });

function run(env: Record<string, string>, nodeArgs: string[] = []): Program {
  const program = runProgram(process.execPath, [...nodeArgs, serverBundle], env);
  running.push(program);
  return program;
}

async function open(env = settings()): Promise<{ program: Program; port: number }> {
  const program = run(env);
  const [, port] = await program.says(/"port":(\d+)[^\n]*"msg":"open"/);
  return { program, port: Number(port) };
}

async function get(port: number, path: string, agent?: Agent): Promise<IncomingMessage> {
  const sent = request({ host: "127.0.0.1", port, path, ...(agent && { agent }) });
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.resume();
  await once(answer, "end");
  return answer;
}

/** A request whose last byte is still missing. */
async function hangingRequest(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(
    "POST /v1/quotes HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{",
  );
  await sleep(150);
  return socket;
}

beforeAll(async () => {
  wechat = await startWechat();
  await buildServer();
});

afterEach(async () => {
  for (const { pid, ended } of running.splice(0)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Ended as it should.
    }
    await ended;
  }
});

afterAll(async () => {
  await wechat.stop();
  const client = new mongo.MongoClient(inject("mongoUri"));
  await client.db(database).dropDatabase();
  await client.close();
});

describe("the server process", () => {
  it("refuses to open in production without its indexes, until the deploy step has made them", async () => {
    const early = run(production());
    expect(await early.ended).toBe(1);
    expect(early.printed()).toContain("npm run indexes");
    expect(early.printed()).not.toContain("    at ");

    const deploy = runProgram("npm", ["run", "--silent", "indexes"], { MONGODB_URI: mongoUri() });
    await deploy.says(/已建立 \d+ 个索引/);
    expect(await deploy.ended).toBe(0);
    const { port } = await open(production());
    expect((await get(port, "/readyz")).statusCode).toBe(200);
  });

  it("answers in production with the headers that browsers keep to", async () => {
    const { port } = await open(production());
    const answer = await get(port, "/readyz");
    expect(answer.headers["strict-transport-security"]).toBeDefined();
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  it("answers what is under way when told to stop, and leaves with 0", async () => {
    const { program, port } = await open();
    const socket = await hangingRequest(port);
    let answered = "";
    socket.setEncoding("utf8").on("data", (text: string) => (answered += text));
    process.kill(program.pid, "SIGTERM");
    await program.says(/"msg":"stopping"/);
    await sleep(300);
    socket.write("}");
    expect(await program.ended).toBe(0);
    expect(answered).toMatch(/^HTTP\/1\.1 400 [\s\S]*connection: close/i);
    expect(program.printed()).toContain('"msg":"stopped"');
  });

  it("still answers on connections that are open while it empties itself, but takes no new ones", async () => {
    const { program, port } = await open();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await get(port, "/healthz", agent)).headers.connection).toBe("keep-alive");
    process.kill(program.pid, "SIGTERM");
    await program.says(/"msg":"stopping"/);
    const late = await get(port, "/readyz", agent);
    expect(late.statusCode).toBe(503);
    expect(late.headers.connection).toBe("close");
    await expect(get(port, "/healthz")).rejects.toThrow("ECONNREFUSED");
    expect(await program.ended).toBe(0);
  });

  it("leaves at a second signal even while a request hangs", async () => {
    const { program, port } = await open();
    await hangingRequest(port);
    process.kill(program.pid, "SIGINT");
    await program.says(/"msg":"stopping"/);
    await sleep(1_100);
    process.kill(program.pid, "SIGINT");
    expect(await program.ended).toBe(1);
  });

  it("takes Ctrl-C and npm's echo of it as one", async () => {
    const { program } = await open();
    process.kill(program.pid, "SIGINT");
    await program.says(/"msg":"stopping"/);
    try {
      process.kill(program.pid, "SIGINT");
    } catch {
      // It was quicker.
    }
    expect(await program.ended).toBe(0);
  });

  it("brings a database of its own when none is given, and takes it along", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "nuandian-main-"));
    const { program, port } = await open(settings({ MONGODB_URI: "", DATA_DIR: dataDir }));
    expect((await get(port, "/readyz")).statusCode).toBe(200);
    const below = await descendantsOf(program.pid);
    expect(below.length).toBeGreaterThan(0);
    process.kill(program.pid, "SIGTERM");
    expect(await program.ended).toBe(0);
    expect(await leftOf(below)).toEqual([]);
    await rm(dataDir, { recursive: true, force: true });
  });

  it("says what went wrong and leaves with 1 when something was thrown that nobody caught", async () => {
    const thrown = "process.on('SIGUSR2',()=>Promise.reject(new Error('lost 13812345678')))";
    const program = run(settings(), ["--import", `data:text/javascript,${thrown}`]);
    await program.says(/"msg":"open"/);
    process.kill(program.pid, "SIGUSR2");
    expect(await program.ended).toBe(1);
    expect(program.printed()).toContain("lost 1**********");
    expect(personalTextsIn(program.printed())).toEqual([]);
  });

  it.each<[why: string, changed: Record<string, string>, says: RegExp]>([
    [
      "a MongoDB that is not there",
      { MONGODB_URI: "mongodb://127.0.0.1:9/?replicaSet=none" },
      /连不上 MONGODB_URI/,
    ],
    ["a MONGODB_URI that is none", { MONGODB_URI: "localhost" }, /MONGODB_URI 的写法有误/],
    ["no WeChat Pay", { WECHAT_PAY_PRIVATE_KEY: "" }, /npm start/],
    ["a setting that is wrong", { PORT: "many" }, /PORT/],
  ])("refuses %s in one sentence", async (_why, changed, says) => {
    const program = run(settings(changed));
    expect(await program.ended).toBe(1);
    expect(program.printed()).toMatch(says);
    expect(program.printed()).not.toContain("    at ");
  });

  it("says so when its port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const program = run(settings({ PORT: String(port) }));
    expect(await program.ended).toBe(1);
    expect(program.printed()).toContain(`127.0.0.1:${port}`);
    taken.close();
  });
});
