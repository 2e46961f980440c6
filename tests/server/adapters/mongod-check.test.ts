import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mongo } from "mongoose";
import { afterEach, describe, expect, inject, it } from "vitest";
import { findMongod } from "@server/adapters/mongod-binary.ts";
import { checkMongo } from "@server/adapters/mongod-check.ts";
import { MongodInstance } from "@server/adapters/mongod-instance.ts";
import { isSupportedMongo } from "@server/adapters/mongod-version.ts";

let cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
  cleanups = [];
});

function clientOf(uri: string): mongo.MongoClient {
  const client = new mongo.MongoClient(uri);
  cleanups.push(async () => await client.close());
  return client;
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Something that speaks the protocol like a MongoDB that cannot be had here: old, or sharded. */
async function pretend(hello: mongo.Document, version: string): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    let data = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      data = Buffer.concat([data, chunk]);
      while (data.length >= 16 && data.length >= data.readInt32LE(0)) {
        const length = data.readInt32LE(0);
        socket.write(answer(data.subarray(0, length), { ...hello, ok: 1, version }));
        data = data.subarray(length);
      }
    });
  });
  const port = await portOf(server);
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `mongodb://127.0.0.1:${port}/`;
}

/** One reply to an OP_MSG (2013), or to the OP_QUERY (2004) a driver opens with. */
function answer(request: Buffer, body: mongo.Document): Buffer {
  const isQuery = request.readInt32LE(12) === 2004;
  const document = mongo.BSON.serialize(body);
  const head = Buffer.alloc(isQuery ? 36 : 21);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(request.readInt32LE(4), 8);
  head.writeInt32LE(isQuery ? 1 : 2013, 12);
  if (isQuery) head.writeInt32LE(1, 32);
  return Buffer.concat([head, document]);
}

describe("the check of MONGODB_URI", () => {
  it("accepts a replica set and says its version", async () => {
    const checked = await checkMongo(clientOf(inject("mongoUri")));
    expect(checked.topology).toBe("replica_set");
    expect(isSupportedMongo(checked.version)).toBe(true);
  });

  it("accepts a sharded cluster", async () => {
    const mongos = {
      isWritablePrimary: true,
      msg: "isdbgrid",
      minWireVersion: 0,
      maxWireVersion: 25,
    };
    const checked = await checkMongo(clientOf(await pretend(mongos, "8.0.29")));
    expect(checked).toEqual({ version: "8.0.29", topology: "sharded" });
  });

  it("refuses a standalone", async () => {
    const dbPath = await mkdtemp(join(tmpdir(), "nuandian-standalone-"));
    const { path, version } = await findMongod({ log: () => {}, env: process.env });
    const port = await portOf(createServer().unref());
    const standalone = new MongodInstance({
      binary: { systemBinary: path, version },
      instance: { dbPath, ip: "127.0.0.1", port: port + 1 },
      spawn: {},
    });
    cleanups.push(async () => await rm(dbPath, { recursive: true, force: true }));
    cleanups.push(async () => await standalone.stop());
    await standalone.start();
    await expect(checkMongo(clientOf(`mongodb://127.0.0.1:${port + 1}/`))).rejects.toThrow(
      "MONGODB_URI 指向的是单机 MongoDB，没有事务；请改用副本集（一个成员也可以）或分片集群",
    );
  });

  it.each([
    ["5.0.30", 13],
    ["3.6.23", 6],
  ])("refuses MongoDB %s as too old", async (version, maxWireVersion) => {
    const hello = { isWritablePrimary: true, maxWireVersion, minWireVersion: 0 };
    await expect(checkMongo(clientOf(await pretend(hello, version)))).rejects.toThrow(
      "本店需要 6.0 或更高",
    );
  });

  it("refuses what does not answer, quickly, naming the host but never the password", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    const port = await portOf(silent);
    cleanups.push(async () => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const began = performance.now();
    const hosts = ["127.0.0.1:1", `127.0.0.1:${port}`];
    const refusals = await Promise.all(
      hosts.map(async (host) => {
        const client = clientOf(`mongodb://owner:geheim123@${host}/?replicaSet=rs0`);
        return String(await checkMongo(client).catch((error: unknown) => error));
      }),
    );
    expect(performance.now() - began).toBeLessThan(8_000);
    for (const [index, text] of refusals.entries()) {
      expect(text).toContain(`连不上 MONGODB_URI 指向的 MongoDB（${hosts[index]}）`);
      expect(text).not.toContain("geheim123");
    }
  });
});

it.each([
  ["6.0.0", true],
  ["6.0.5-ent", true],
  ["10.1.0", true],
  ["5.0.30", false],
  ["", false],
])("tells whether MongoDB %j is new enough: %s", (version, supported) => {
  expect(isSupportedMongo(version)).toBe(supported);
});
