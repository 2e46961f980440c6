import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedMongo } from "@server/adapters/embedded-mongo.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The uri of the replica set of this test run, without a database: take a name of your own. */
    mongoUri: string;
  }
}

/**
 * Gives the whole test run one real MongoDB: the one named by TEST_MONGODB_URI, or an embedded
 * replica set in a temporary folder that is stopped and removed after the last test.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  const given = process.env["TEST_MONGODB_URI"];
  if (given !== undefined && given !== "") {
    project.provide("mongoUri", given);
    return;
  }
  const said: string[] = [];
  const dataDir = await mkdtemp(join(tmpdir(), "nuandian-test-mongo-"));
  try {
    const mongo = await startEmbeddedMongo({
      dataDir,
      log: (line) => said.push(line),
      env: process.env,
    });
    project.provide("mongoUri", mongo.uri);
    return async () => {
      await mongo.stop();
      await rm(dataDir, { recursive: true, force: true });
    };
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw new Error(`测试用的 MongoDB 没有启动：\n${said.join("\n")}`, { cause: error });
  }
}
