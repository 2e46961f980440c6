import { join } from "node:path";
import { mongo } from "mongoose";
import { checkMongo } from "./adapters/mongod-check.ts";
import { connectDatabase, disconnectDatabase } from "./kernel/db.ts";
import { claimShopFolder } from "./start/shop-folder.ts";

const DATABASE = "nuandian";

/** The database this process is connected to. */
export type OpenDatabase = {
  readonly uri: string;
  /** Disconnects, then shuts an embedded mongod down cleanly. */
  close(): Promise<void>;
  /** Ends an embedded mongod at once: for the moment when waiting is over; its journal brings it back. */
  kill(): void;
};

/** The folder of the embedded database inside the data folder. */
export const mongoFolder = (dataDir: string): string => join(dataDir, "mongodb");

/**
 * Connects the process to the given MongoDB after making sure that the shop can stand on it, or to an embedded one on
 * the data folder when none is given. A uri that names no database means `nuandian`.
 * @throws Error (Chinese) when the given one is no replica set, too old or away, no mongod is found, or the folder is not ours.
 */
export async function openDatabase(options: {
  mongoUri: string | null;
  dataDir: string;
  log: (line: string) => void;
  env: NodeJS.ProcessEnv;
}): Promise<OpenDatabase> {
  const { mongoUri, dataDir, log, env } = options;
  if (mongoUri !== null) {
    await mustBeFit(mongoUri);
    await connectDatabase(mongoUri, databaseOf(mongoUri));
    return { uri: mongoUri, close: disconnectDatabase, kill: () => undefined };
  }
  await claimShopFolder(dataDir);
  // Loaded only here: a fifth of the time and memory of a process that is given its MongoDB.
  const { startEmbeddedMongo } = await import("./adapters/embedded-mongo.ts");
  const embedded = await startEmbeddedMongo({ dataDir: mongoFolder(dataDir), log, env });
  await connectDatabase(embedded.uri, databaseOf(embedded.uri));
  return {
    uri: embedded.uri,
    async close() {
      await disconnectDatabase();
      await embedded.stop();
    },
    kill() {
      killProcess(embedded.pid);
    },
  };
}

/** Checks a given MongoDB without connecting the process to it. @throws Error with one Chinese sentence. */
export async function mustBeFit(mongoUri: string): Promise<void> {
  let client: mongo.MongoClient;
  try {
    client = new mongo.MongoClient(mongoUri);
  } catch (error) {
    throw new Error(
      "MONGODB_URI 的写法有误，应如 mongodb://主机1,主机2,主机3/nuandian?replicaSet=名称",
      { cause: error },
    );
  }
  try {
    await checkMongo(client);
  } finally {
    await client.close();
  }
}

/** Ends a process at once if it is still there. */
export function killProcess(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

function databaseOf(uri: string): { dbName?: string } {
  return /^mongodb(?:\+srv)?:\/\/[^/]+\/[^?]+/.test(uri) ? {} : { dbName: DATABASE };
}
