import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { connectDatabase, createIndexes, disconnectDatabase } from "@server/kernel/db.ts";
import { JobLeases } from "@server/kernel/jobs.ts";
import { auditChecks } from "@server/audit.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { buildServer, serverBundle } from "@server/start/build.ts";
import { buildMember } from "@support/actors.ts";
import { buildShop, buildStockedSku } from "@support/orders.ts";
import { runProgram, type Program } from "@support/processes.ts";
import { startWechat, wechatEnv, type TestWechat } from "@support/wechat.ts";
import { createTestWorld } from "@support/world.ts";

const dbName = `t_${randomBytes(6).toString("hex")}`;
const world = createTestWorld({ at: new Date().toISOString() });
let wechat: TestWechat;
let storeId = "";
let skuId = "";
const servers: Program[] = [];

type Server = { program: Program; port: number };

async function open(env: Record<string, string> = {}): Promise<Server> {
  const program = runProgram(process.execPath, [serverBundle], {
    NODE_ENV: "development",
    PORT: "0",
    MONGODB_URI: inject("mongoUri").replace("/?", `/${dbName}?`),
    RATE_LIMIT_PER_MINUTE: "1000000",
    PII_ENCRYPTION_KEY: world.config.pii.encryption.toString("base64"),
    PII_DIGEST_KEY: world.config.pii.digest.toString("base64"),
    ...wechatEnv(wechat),
    ...env,
  });
  servers.push(program);
  const [, port] = await program.says(/"port":(\d+)[^\n]*"msg":"open"/);
  return { program, port: Number(port) };
}

beforeAll(async () => {
  wechat = await startWechat();
  await connectDatabase(inject("mongoUri"), { dbName, maxPoolSize: 20 });
  await createIndexes();
  ({ storeId } = await buildShop(world));
  ({ skuId } = await buildStockedSku(world, storeId, { quantity: 10_000 }));
  await buildServer();
});
afterAll(async () => {
  for (const { pid, ended } of servers) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Ended as it should.
    }
    await ended;
  }
  await mongoose.connection.dropDatabase();
  await disconnectDatabase();
  await wechat.stop();
});

describe("two servers on one database", () => {
  it("replace each other under load without one failed order", async () => {
    const live = [await open({ RUN_JOBS: "0" }), await open({ RUN_JOBS: "0" })];
    const failures: string[] = [];
    let placed = 0;
    const run = { isOver: false };
    let turn = 0;
    // A proxy in front: it goes round the servers that take connections and tries the next when one takes none.
    const send = async (
      path: string,
      token: string,
      body: unknown,
    ): Promise<Record<string, unknown>> => {
      for (let attempt = 0; ; attempt += 1) {
        const server = live[(turn += 1) % live.length] as Server;
        try {
          const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
            method: "POST",
            body: JSON.stringify(body),
            headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
          });
          const text = await response.text();
          if (!response.ok) throw new Error(`${response.status} ${text}`);
          return JSON.parse(text) as Record<string, unknown>;
        } catch (error) {
          const code = ((error as { cause?: { code?: string } }).cause ?? {}).code;
          if (code !== "ECONNREFUSED" || attempt > 20) throw error;
          await sleep(20);
        }
      }
    };
    const shopper = async (): Promise<void> => {
      const { token } = await buildMember(world);
      for (let count = 0; !run.isOver && count < 9; count += 1)
        try {
          const body = {
            lines: [{ lineId: newId("lin", new Date()), skuId, quantity: 1 }],
            delivery: { kind: "pickup", storeId },
          };
          const quote = await send("/v1/quotes", token, body);
          await send("/v1/orders", token, {
            ...body,
            orderId: newId("ord", new Date()),
            expectedTotalFen: quote["totalFen"],
            quoteVersion: quote["version"],
          });
          placed += 1;
        } catch (error) {
          failures.push(String((error as Error).cause ?? error));
        }
    };
    const load = (async () => {
      while (!run.isOver) await Promise.all([shopper(), shopper(), shopper(), shopper()]);
    })();
    for (const index of [0, 1]) {
      await sleep(500);
      const leaving = live[index] as Server;
      const [staying] = live.filter((server) => server !== leaving) as [Server];
      // What a deployment does: take it out of the proxy, let it finish, bring up the next.
      live.splice(0, live.length, staying);
      process.kill(leaving.program.pid, "SIGTERM");
      expect(await leaving.program.ended).toBe(0);
      live.push(await open({ RUN_JOBS: "0" }));
      live.reverse();
    }
    await sleep(500);
    run.isOver = true;
    await load;
    expect(failures).toEqual([]);
    expect(placed).toBeGreaterThan(10);
    expect(await Orders.countDocuments()).toBe(placed);
    for (const check of auditChecks)
      expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
  });

  it("do each tick of a job once, and the work of one that was killed in the middle", async () => {
    await Orders.updateMany(
      { paymentState: "awaiting_payment" },
      { $set: { expiresAt: new Date(Date.now() - 1_000) } },
    );
    const waiting = await Orders.countDocuments({ paymentState: "awaiting_payment" });
    expect(waiting).toBeGreaterThan(0);
    const [first] = [await open(), await open()];
    await vi.waitUntil(async () => (await Orders.countDocuments({ paymentState: "closed" })) > 0, {
      timeout: 25_000,
      interval: 5,
    });
    process.kill(first.program.pid, "SIGKILL");
    // A killed run's rows are free again when its lease and its transaction are over; until then nothing is lost.
    await JobLeases.updateMany({ holder: { $ne: null } }, { $set: { leaseUntil: new Date(0) } });
    await vi.waitUntil(
      async () => (await Orders.countDocuments({ paymentState: "awaiting_payment" })) === 0,
      { timeout: 80_000, interval: 100 },
    );
    const before = (await JobLeases.findById("follow-payments").lean())?.fence ?? 0;
    const opened = await open();
    expect(opened.port).toBeGreaterThan(0);
    await sleep(20_000);
    const ticks = ((await JobLeases.findById("follow-payments").lean())?.fence ?? 0) - before;
    // Two processes, a tick every five seconds: four or five in twenty seconds, never eight.
    expect(ticks).toBeGreaterThanOrEqual(3);
    expect(ticks).toBeLessThanOrEqual(6);
    for (const check of auditChecks)
      expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
  }, 180_000);
});
