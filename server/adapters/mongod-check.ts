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
  if (!isSupportedMongo(version)) {
    throw new Error(
      `MONGODB_URI 指向的 MongoDB 版本是 ${version}，本店需要 ${OLDEST_MONGO} 或更高`,
    );
  }
  if (hello["msg"] === "isdbgrid") return { version, topology: "sharded" };
  if (typeof hello["setName"] === "string") return { version, topology: "replica_set" };
  throw new Error(
    "MONGODB_URI 指向的是单机 MongoDB，没有事务；请改用副本集（一个成员也可以）或分片集群",
  );
}

async function inTime<T>(client: mongo.MongoClient, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unreachable(client)), ANSWER_MS);
  });
  try {
    return await Promise.race([answer, limit]);
  } catch (error) {
    throw explain(client, error);
  } finally {
    clearTimeout(timer);
  }
}

function explain(client: mongo.MongoClient, error: unknown): unknown {
  // 18: AuthenticationFailed, 13: Unauthorized
  if (error instanceof mongo.MongoServerError && (error.code === 18 || error.code === 13)) {
    return new Error("MONGODB_URI 中的用户名或密码不对，或该用户没有权限", { cause: error });
  }
  return error instanceof mongo.MongoError ? unreachable(client, error) : error;
}

function unreachable(client: mongo.MongoClient, cause?: unknown): Error {
  const hosts = client.options.hosts.map((host) => host.toString()).join("、");
  return new Error(
    `连不上 MONGODB_URI 指向的 MongoDB（${hosts}）：请检查地址、端口、网络和副本集名称`,
    { cause },
  );
}
