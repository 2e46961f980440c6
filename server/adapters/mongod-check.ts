import { mongo } from "mongoose";
import { isSupportedMongo, OLDEST_MONGO } from "./mongod-version.ts";

/** How long a MongoDB may take to answer before it counts as unreachable, in milliseconds. */
const ANSWER_MS = 5_000;

/** What the shop needs to know about the MongoDB it was pointed at. */
export interface CheckedMongo {
  readonly version: string;
  readonly topology: "replica_set" | "sharded";
}

/**
 * Asks the MongoDB behind a client what it is and accepts only one the shop can stand on: a
 * replica set or sharded cluster (transactions, change streams), 6.0 or newer, answering within
 * five seconds whatever the client's own limits are.
 * @throws Error with one Chinese sentence saying what is wrong; it never shows the credentials.
 */
export async function checkMongo(client: mongo.MongoClient): Promise<CheckedMongo> {
  const admin = client.db("admin");
  const [hello, build] = await inTime(
    client,
    Promise.all([admin.command({ hello: 1 }), admin.command({ buildInfo: 1 })]),
  );
  const version = String(build["version"]);
  if (!isSupportedMongo(version)) throw tooOld(` ${version}`);
  if (hello["msg"] === "isdbgrid") return { version, topology: "sharded" };
  if (typeof hello["setName"] === "string") return { version, topology: "replica_set" };
  throw new Error(
    "MONGODB_URI 指向的是单机 MongoDB，没有事务；请改用副本集（一个成员也可以）或分片集群",
  );
}

async function inTime<T>(client: mongo.MongoClient, answer: Promise<T>): Promise<T> {
  // The driver keeps trying and tells only here why it does not get through.
  let failure: Error | undefined;
  const note = (event: mongo.ServerHeartbeatFailedEvent): void => void (failure = event.failure);
  client.on("serverHeartbeatFailed", note);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(explain(client, failure)), ANSWER_MS);
  });
  try {
    return await Promise.race([
      answer.catch((error: unknown) => {
        throw explain(client, error instanceof mongo.MongoServerError ? error : (failure ?? error));
      }),
      limit,
    ]);
  } finally {
    clearTimeout(timer);
    client.off("serverHeartbeatFailed", note);
  }
}

function explain(client: mongo.MongoClient, cause: unknown): Error {
  // 18: AuthenticationFailed, 13: Unauthorized
  if (cause instanceof mongo.MongoServerError && (cause.code === 18 || cause.code === 13)) {
    return new Error("MONGODB_URI 中的用户名或密码不对，或该用户没有权限", { cause });
  }
  if (cause instanceof mongo.MongoCompatibilityError) return tooOld("更早的版本", cause);
  const hosts = client.options.hosts.map((host) => host.toString()).join("、");
  return new Error(
    `连不上 MONGODB_URI 指向的 MongoDB（${hosts}）：请检查地址、端口、网络和副本集名称`,
    { cause },
  );
}

function tooOld(version: string, cause?: unknown): Error {
  return new Error(`MONGODB_URI 指向的 MongoDB 是${version}，本店需要 ${OLDEST_MONGO} 或更高`, {
    cause,
  });
}
