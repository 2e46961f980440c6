import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { Orders } from "@server/modules/orders/order.model.ts";
import { paymentIdOf, Payments } from "@server/modules/payments/payment.model.ts";
import { Purchases } from "@server/modules/purchases/purchase.model.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";
import { wechatEnv } from "@support/wechat.ts";

// R2: the real server process, killed between each pair of steps of a payment and started again, ends with the order
// paid once. The shop in this process only sets the scene and looks at the database.
useDatabase();
let shop: TestShop;
let port: number;
let dataDir: string;
let server: ChildProcess | undefined;

/** How long MongoDB keeps the rows of a transaction whose client is gone; 60 by default, too long for a test. */
async function setTransactionLifetime(seconds: number): Promise<void> {
  const admin = mongoose.connection.getClient().db("admin");
  await admin.command({ setParameter: 1, transactionLifetimeLimitSeconds: seconds });
}

beforeAll(async () => {
  await setTransactionLifetime(8);
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  port = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
  dataDir = await mkdtemp(join(tmpdir(), "nuandian-crash-"));
  shop = await startShop({ env: { WECHAT_PAY_NOTIFY_URL: notifyUrl() } });
});
afterEach(async () => {
  await stopServer();
  await shop.audit();
});
afterAll(async () => {
  await setTransactionLifetime(60);
  await shop.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const notifyUrl = () => `http://127.0.0.1:${port}/v1/payments/wechat/notifications`;

async function startServer(failpoint: string): Promise<ChildProcess> {
  const uri = new URL(inject("mongoUri"));
  uri.pathname = `/${mongoose.connection.name}`;
  const { encryption, digest } = shop.world.config.pii;
  const child = fork("server/main.ts", {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "test",
      LOG_LEVEL: "error",
      PORT: String(port),
      DATA_DIR: dataDir,
      MONGODB_URI: uri.href,
      RATE_LIMIT_PER_MINUTE: "1000000",
      RUN_JOBS: "0",
      PII_ENCRYPTION_KEY: encryption.toString("base64"),
      PII_DIGEST_KEY: digest.toString("base64"),
      ...wechatEnv(shop.wechat),
      WECHAT_PAY_NOTIFY_URL: notifyUrl(),
      FAILPOINT: failpoint,
    },
  });
  await once(child, "message");
  server = child;
  return child;
}

async function stopServer(): Promise<void> {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
  server.kill("SIGKILL");
  await once(server, "exit");
}

/** Does something that kills the server, and waits for its end. */
async function killedBy(child: ChildProcess, work: () => Promise<unknown>): Promise<void> {
  const ended = once(child, "exit");
  await work().catch(() => undefined);
  const [, signal] = (await ended) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
}

type Started = { paid: boolean; parameters: { package: string } };
async function startPayment(shopper: Shopper, orderId: string): Promise<Started> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/orders/${orderId}/payment`, {
    method: "POST",
    headers: { Authorization: `Bearer ${shopper.token}` },
  });
  return (await response.json()) as Started;
}
async function payAtCashier(started: Started): Promise<void> {
  await shop.wechat.control("POST", "/pay", {
    prepay_id: started.parameters.package.slice("prepay_id=".length),
    outcome: "success",
    ...started.parameters,
  });
}
async function ordered(): Promise<{ shopper: Shopper; orderId: string }> {
  const shopper = await shop.loginShopper();
  return { shopper, orderId: (await shop.placeOrder(shopper)).id };
}
const orderStateOf = async (orderId: string) =>
  (await Orders.findById(orderId).lean())?.paymentState;

async function statesOf(number: string): Promise<string[]> {
  const path = `/notifications?out_trade_no=${number}`;
  const { notifications } = await shop.wechat.control<{ notifications: { state: string }[] }>(
    "GET",
    path,
  );
  return notifications.map(({ state }) => state);
}

async function expectPaidOnce(orderId: string): Promise<void> {
  await expect.poll(async () => await orderStateOf(orderId), { timeout: 30_000 }).toBe("paid");
  const payment = await Payments.findById(paymentIdOf(orderId)).lean();
  expect(payment?.history.map(({ to }) => to)).toEqual(["pending", "settled"]);
  expect(await Purchases.countDocuments({ externalId: orderId })).toBe(1);
}

describe("a server killed with kill -9 (R2)", () => {
  it.each(["before-prepay-save", "after-prepay"])(
    "at %s: the phone asks again and pays once",
    async (failpoint) => {
      const { shopper, orderId } = await ordered();
      const first = await startServer(failpoint);
      await killedBy(first, async () => await startPayment(shopper, orderId));
      expect(await orderStateOf(orderId)).toBe("awaiting_payment");
      await startServer("");
      await payAtCashier(await startPayment(shopper, orderId));
      await expectPaidOnce(orderId);
    },
  );

  it.each([
    ["inside-settle", "awaiting_payment"],
    ["after-settle-commit", "paid"],
  ])(
    "at %s: WeChat tells it again",
    async (failpoint, stateAfterCrash) => {
      const { shopper, orderId } = await ordered();
      const first = await startServer(failpoint);
      const started = await startPayment(shopper, orderId);
      await killedBy(first, async () => await payAtCashier(started));
      expect(await orderStateOf(orderId)).toBe(stateAfterCrash);
      await startServer("");
      await shop.advance(16_000);
      await expectPaidOnce(orderId);
      // The rows that the dead process held may have kept one repeat waiting for longer than WeChat does.
      await shop.advance(31_000);
      await expect.poll(async () => await statesOf(paymentIdOf(orderId))).toEqual(["delivered"]);
    },
    60_000,
  );
});
