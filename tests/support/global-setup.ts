import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedMongo } from "@server/adapters/embedded-mongo.ts";
import { buildWindow } from "@server/start/window.ts";
import { chromiumPath } from "@support/browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The uri of the replica set of this test run, without a database: take a name of your own. */
    mongoUri: string;
  }
}

/**
 * Builds the shop window where the run has tests of it and its source has changed, and gives the whole run one real
 * MongoDB: the one named by TEST_MONGODB_URI, or an embedded replica set in a temporary folder that is stopped and
 * removed after the last test.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  await prepareWindow(process.argv.slice(2));
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

/** Files that look at the built window; a run of others alone does not wait for it. */
const OF_WINDOW = /journeys|miniprogram|^(\.\/)?tests\/?$/;

async function prepareWindow(given: readonly string[]): Promise<void> {
  const asked = given.filter((one) => /^(\.\/)?tests\b/.test(one) && !one.endsWith(".config.ts"));
  if (asked.length > 0 && !asked.some((pattern) => OF_WINDOW.test(pattern))) return;
  if (chromiumPath === null)
    process.stdout.write(
      "没有找到 Chromium，略过 tests/journeys/weapp 与 tests/journeys/h5；安装：apt-get install -y chromium fonts-wqy-microhei\n",
    );
  for (const kind of ["weapp", "h5"] as const)
    await buildWindow(kind, (line) => process.stdout.write(`${line}\n`));
}
