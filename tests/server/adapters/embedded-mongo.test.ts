import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import mongoose, { mongo } from "mongoose";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { type EmbeddedMongo, startEmbeddedMongo } from "@server/adapters/embedded-mongo.ts";
import { MongodInstance } from "@server/adapters/mongod-instance.ts";
import { findMongod } from "@server/adapters/mongod-binary.ts";

const CHILD = fileURLToPath(new URL("embedded-mongo.child.ts", import.meta.url));

let dataDir = "";
let said: string[] = [];
let running: { stop(): Promise<unknown> }[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "nuandian-embedded-"));
  said = [];
  running = [];
});

afterEach(async () => {
  for (const each of running) await each.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedMongo> {
  const embedded = await startEmbeddedMongo({
    dataDir,
    log: (line) => said.push(line),
    env: process.env,
  });
  running.push(embedded);
  return embedded;
}

async function withNotes<T>(
  embedded: EmbeddedMongo,
  use: (notes: mongo.Collection) => Promise<T>,
): Promise<T> {
  const client = new mongo.MongoClient(embedded.uri);
  try {
    return await use(client.db("shop").collection("notes"));
  } finally {
    await client.close();
  }
}

/** Whether a process runs; one that has ended and waits to be collected does not. */
async function isAlive(pid: number | undefined): Promise<boolean> {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")) !== "";
}

describe("the replica set of the test run", () => {
  it("has transactions, aborts and change streams under Mongoose", async () => {
    const connection = await mongoose
      .createConnection(inject("mongoUri"), { dbName: "embedded_mongo_suite" })
      .asPromise();
    const Note = connection.model("Note", new mongoose.Schema({ text: String }));
    await Note.createCollection();
    const stream = Note.watch();
    const seen = stream.next();
    await connection.transaction(async (session) => {
      await Note.create([{ text: "写入" }], { session });
    });
    const aborted = connection.transaction(async (session) => {
      await Note.create([{ text: "作废" }], { session });
      throw new Error("abort");
    });
    await expect(aborted).rejects.toThrow("abort");
    expect(await seen).toMatchObject({ operationType: "insert", fullDocument: { text: "写入" } });
    expect(await Note.countDocuments()).toBe(1);
    await stream.close();
    await connection.dropDatabase();
    await connection.close();
  });
});

describe("an embedded MongoDB", () => {
  it("keeps its data over a restart on another port and leaves no process behind", async () => {
    const first = await start();
    await withNotes(first, async (notes) => await notes.insertOne({ text: "留下" }));
    const pid = first.pid;
    expect(await isAlive(pid)).toBe(true);
    await first.stop();
    await first.stop();
    expect(await isAlive(pid)).toBe(false);
    expect(await processesNaming(String(pid))).toEqual([]);

    const second = await start();
    expect(second.uri).not.toBe(first.uri);
    const found = await withNotes(second, async (notes) => await notes.findOne({}));
    expect(found).toMatchObject({ text: "留下" });
  });

  it("listens on loopback only, without compression, with a journal and a small cache", async () => {
    const embedded = await start();
    const client = new mongo.MongoClient(embedded.uri);
    const admin = client.db("admin");
    const { parsed } = await admin.command({ getCmdLineOpts: 1 });
    expect(parsed.net).toMatchObject({
      bindIp: "127.0.0.1",
      compression: { compressors: "disabled" },
      unixDomainSocket: { enabled: false },
    });
    expect(parsed.storage.wiredTiger.engineConfig.cacheSizeGB).toBeLessThanOrEqual(0.5);
    const status = await admin.command({ serverStatus: 1 });
    expect(status["storageEngine"]).toMatchObject({ name: "wiredTiger", persistent: true });
    const { config } = await admin.command({ replSetGetConfig: 1 });
    expect(config.writeConcernMajorityJournalDefault).toBe(true);
    await client.close();
  });

  it("recovers what a server killed with -9 left running, with its acknowledged writes", async () => {
    const server = spawn(process.execPath, ["--import", "tsx", CHILD, dataDir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(server.stdout, "data");
    const { mongod } = JSON.parse(String(line));
    server.kill("SIGKILL");
    await once(server, "exit");
    expect(await isAlive(mongod)).toBe(true);

    const embedded = await start();
    expect(await isAlive(mongod)).toBe(false);
    expect(said).toContainEqual(expect.stringContaining(`遗留的 mongod（进程 ${mongod}）`));
    const found = await withNotes(embedded, async (notes) => await notes.findOne({}));
    expect(found).toMatchObject({ text: "付款已记账" });
  });

  it("comes back by itself when its mongod is killed with -9, with its acknowledged writes", async () => {
    const embedded = await start();
    await withNotes(embedded, async (notes) => {
      await notes.insertOne({ text: "之前" });
      const killed = embedded.pid;
      if (killed === undefined) throw new Error("mongod has no pid");
      process.kill(killed, "SIGKILL");
      while (!said.includes("MongoDB：已恢复")) await sleep(50);
      expect(embedded.pid).not.toBe(killed);
      await notes.insertOne({ text: "之后" });
      expect(await notes.countDocuments()).toBe(2);
    });
  });

  it("refuses a folder that a living server works on, and does not disturb it", async () => {
    const embedded = await start();
    await expect(start()).rejects.toThrow(
      `正由另一个暖店进程（进程 ${process.pid}）使用，请先停止它`,
    );
    await withNotes(embedded, async (notes) => await notes.insertOne({ text: "照常" }));
  });

  it("refuses a folder that a foreign mongod works on, and leaves that alone", async () => {
    const { path, version } = await findMongod({ log: () => {}, env: process.env });
    const foreign = new MongodInstance({
      binary: { systemBinary: path, version },
      instance: { dbPath: dataDir, ip: "127.0.0.1", port: await freePort() },
      spawn: {},
    });
    running.push(foreign);
    await foreign.start();
    await expect(start()).rejects.toThrow("正由另一个 mongod");
    expect(await isAlive(foreign.mongodProcess?.pid)).toBe(true);
  });

  it("lets one of two that start at once on one folder win, and tells the other", async () => {
    const both = await Promise.allSettled([start(), start()]);
    expect(both.map((each) => each.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const refused = both.find((each) => each.status === "rejected");
    expect(String(refused?.reason)).toContain("正由另一个暖店进程使用");
  });

  it("says that mongod does not start when its folder is damaged", async () => {
    await writeFile(join(dataDir, "storage.bson"), "not a database");
    await expect(start()).rejects.toThrow("MongoDB 启动失败");
  });

  it("starts on a folder whose lock names a process that is something else", async () => {
    await writeFile(join(dataDir, "mongod.lock"), `${process.pid}\n`);
    const embedded = await start();
    expect(await isAlive(embedded.pid)).toBe(true);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The command lines of the processes that name this argument; only Linux can tell. */
async function processesNaming(argument: string): Promise<string[]> {
  if (process.platform !== "linux") return [];
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async (pid) => await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.split("\0").includes(argument));
}
