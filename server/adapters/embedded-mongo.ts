import { mkdir, realpath } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { mongo } from "mongoose";
import { findMongod } from "./mongod-binary.ts";
import { MongodInstance } from "./mongod-instance.ts";
import { folderInUse, ownedName, stopOrphanMongod } from "./mongod-orphan.ts";
import { superviseMongod } from "./mongod-supervise.ts";

const REPLICA_SET = "nuandian";
const LOOPBACK = "127.0.0.1";

/** After a crash mongod replays its journal before it listens; a big shop needs its time. */
const LAUNCH_MS = 120_000;
const PRIMARY_MS = 60_000;
const LOOK_EVERY_MS = 20;

const ARGUMENTS = [
  // The zlib of older versions leaks memory to anyone who can connect (CVE-2025-14847).
  "--networkMessageCompressors=disabled",
  "--wiredTigerCacheSizeGB=0.4",
  // Megabytes; the default is a twentieth of the disk.
  "--oplogSize=1024",
  "--nounixsocket",
  "--quiet",
  // A lone member has nobody to hand over to: no 15 seconds of grace on a signal.
  "--setParameter=shutdownTimeoutMillisForSignaledShutdown=100",
  // A server killed inside a transaction holds its rows, hot stock among them, no longer than this (default: 60).
  "--setParameter=transactionLifetimeLimitSeconds=15",
];

/** A running one-member replica set; `pid` is that of its mongod at this moment. */
export interface EmbeddedMongo {
  readonly uri: string;
  readonly version: string;
  readonly pid: number | undefined;
  /** Shuts mongod down cleanly and returns when its process is gone; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a real mongod on a fixed data folder as a durable one-member replica set on loopback and
 * returns when it accepts writes. What a killed server or a killed mongod left behind is recovered,
 * and a mongod that dies while running is started again on the same port. The uri names no
 * database.
 * @throws Error (Chinese) when no mongod is found, or the folder is in use by a living process.
 */
export async function startEmbeddedMongo(options: {
  dataDir: string;
  log: (line: string) => void;
  env: NodeJS.ProcessEnv;
  port?: number;
}): Promise<EmbeddedMongo> {
  const { log, env } = options;
  const { path, version } = await findMongod({ log, env });
  await mkdir(options.dataDir, { recursive: true });
  const folder = await realpath(options.dataDir);
  await stopOrphanMongod(folder, log);

  const port = options.port ?? (await freePort());
  const instance = await launch({ path, version, folder, port, env });
  const stop = superviseMongod(instance, log);
  try {
    await becomePrimary(port);
  } catch (error) {
    await stop();
    throw error;
  }
  log(`MongoDB：${version} 已就绪，数据目录 ${folder}`);
  return {
    uri: `mongodb://${LOOPBACK}:${port}/?replicaSet=${REPLICA_SET}`,
    version,
    get pid() {
      return instance.mongodProcess?.pid;
    },
    stop,
  };
}

async function launch(options: {
  path: string;
  version: string;
  folder: string;
  port: number;
  env: NodeJS.ProcessEnv;
}): Promise<MongodInstance> {
  const { path, version, folder, port, env } = options;
  // The library prefers its variable to its option; it must run the binary that was proved.
  if (process.env["MONGOMS_SYSTEM_BINARY"] !== undefined) {
    process.env["MONGOMS_SYSTEM_BINARY"] = path;
  }
  const instance = new MongodInstance({
    binary: { systemBinary: path, version },
    instance: {
      dbPath: folder,
      ip: LOOPBACK,
      port,
      replSet: REPLICA_SET,
      storageEngine: "wiredTiger",
      launchTimeout: LAUNCH_MS,
      args: ARGUMENTS,
    },
    // A group of its own: Ctrl-C reaches us alone, and we stop it after the last write.
    spawn: { detached: true, env, argv0: ownedName(process.pid) },
  });
  try {
    await instance.start();
  } catch (error) {
    if (String(error).includes("DBPathInUse")) throw folderInUse(folder);
    throw new Error(`MongoDB 启动失败：${String(error)}`, { cause: error });
  }
  return instance;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("没有可用的端口");
  return address.port;
}

/** Makes the set of a new folder, or moves that of an old folder to this port, and awaits writes. */
async function becomePrimary(port: number): Promise<void> {
  const client = new mongo.MongoClient(`mongodb://${LOOPBACK}:${port}/?directConnection=true`);
  try {
    const admin = client.db("admin");
    const host = `${LOOPBACK}:${port}`;
    const until = performance.now() + PRIMARY_MS;
    let configured = false;
    while (performance.now() < until) {
      try {
        configured ||= await configure(admin, host);
        const hello = await admin.command({ hello: 1 });
        if (configured && hello["isWritablePrimary"] === true) return;
      } catch (error) {
        // A member that finds its own address missing from its stored set drops every connection.
        if (!(error instanceof mongo.MongoNetworkError)) throw error;
      }
      await sleep(LOOK_EVERY_MS);
    }
    throw new Error(`MongoDB 在 ${PRIMARY_MS / 1000} 秒内没有成为主节点`);
  } finally {
    await client.close();
  }
}

/** Gives false while mongod is still reading its stored configuration: ask again. */
async function configure(admin: mongo.Db, host: string): Promise<boolean> {
  const members = [{ _id: 0, host }];
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0].host === host) return true;
    const moved = { ...config, version: config.version + 1, members };
    await admin.command({ replSetReconfig: moved, force: true });
    return true;
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError) || error.codeName !== "NotYetInitialized") {
      throw error;
    }
  }
  try {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } });
    return true;
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.codeName === "AlreadyInitialized") {
      return false;
    }
    throw error;
  }
}
