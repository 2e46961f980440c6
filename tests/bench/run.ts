/**
 * `npm run bench`: what the shop does a second, beside a baseline in the same run. Figures are for comparing within
 * one run only; nothing here passes or fails. Servers, database and load share the machine.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose, { mongo } from "mongoose";
import { startEmbeddedMongo } from "@server/adapters/embedded-mongo.ts";
import { connectDatabase, createIndexes, rawCollection } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { openStock } from "@server/modules/inventory/index.ts";
import { issueMemberSession } from "@server/modules/identity/index.ts";
import { Products } from "@server/modules/catalog/products/product.model.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { publishPolicy, starterPolicy } from "@server/modules/tiers/index.ts";
import type { Credentials } from "@server/sandbox/credentials.ts";
import { buildServer, serverBundle } from "@server/start/build.ts";
import { buildProduct, skuInput } from "@support/catalog.ts";
import { buildShop, buildStockedSku } from "@support/orders.ts";
import { createTestWorld } from "@support/world.ts";
import { createBareOrders } from "./bare-orders.ts";
import { call } from "./call.ts";
import { runLoad, type Load } from "./load.ts";
import { run } from "./processes.ts";
import { benchValue } from "./value.ts";

type Line = { workload: string; ours: Load; baseline: Load | null; note?: string };

const seconds = Number(process.env["BENCH_SECONDS"] ?? "5");
const folder = await mkdtemp(join(tmpdir(), "nuandian-bench-"));
const mongod = await startEmbeddedMongo({
  dataDir: folder,
  log: () => undefined,
  env: process.env,
});
const lines: Line[] = [];
const stops: (() => Promise<void>)[] = [];
const system = { kind: "system", name: "bench" } as const;
const world = createTestWorld({ at: new Date().toISOString() });
const dbName = "bench";

try {
  console.log("准备数据……");
  await connectDatabase(mongod.uri, { dbName });
  await createIndexes();
  const { storeId } = await buildShop(world);
  await publishPolicy(world, system, { expectedVersion: 0, draft: starterPolicy, reason: "bench" });
  const skus = await Promise.all(
    Array.from(
      { length: 20 },
      async () => (await buildStockedSku(world, storeId, { quantity: 1_000_000 })).skuId,
    ),
  );
  await growCatalog(storeId, 1_000);

  const sandbox = await run(["--import", "tsx", "server/sandbox/main.ts"], {
    SANDBOX_PORT: "0",
    SANDBOX_DATA_DIR: join(folder, "wechat"),
  });
  stops.push(sandbox.stop);
  const wechat = `http://127.0.0.1:${sandbox.port}`;
  const credentials = JSON.parse(
    await readFile(join(folder, "wechat", "credentials.json"), "utf8"),
  ) as Credentials;
  await buildServer();
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const server = await run(["--enable-source-maps", serverBundle], {
    NODE_ENV: "development",
    PORT: String(port),
    LOG_LEVEL: "warn",
    MONGODB_URI: withDatabase(mongod.uri, dbName),
    RATE_LIMIT_PER_MINUTE: "100000000",
    RUN_JOBS: "0",
    WECHAT_BASE_URL: wechat,
    WECHAT_PAY_BASE_URL: wechat,
    WECHAT_APPID: credentials.appid,
    WECHAT_APP_SECRET: credentials.appSecret,
    WECHAT_PAY_MCHID: credentials.mchid,
    WECHAT_PAY_SERIAL: credentials.merchantSerial,
    WECHAT_PAY_PRIVATE_KEY: credentials.merchantPrivateKeyPem,
    WECHAT_PAY_API_V3_KEY: credentials.apiV3Key,
    WECHAT_PAY_PUBLIC_KEY_ID: credentials.wechatPayPublicKeyId,
    WECHAT_PAY_PUBLIC_KEY: credentials.wechatPayPublicKeyPem,
    WECHAT_PAY_NOTIFY_URL: `http://127.0.0.1:${port}/v1/payments/wechat/notifications`,
  });
  stops.push(server.stop);
  const shop = `http://127.0.0.1:${server.port}`;
  const idleMb = await server.residentMb();
  const baseline = await run(["--import", "tsx", "tests/bench/baseline-server.ts"], {
    MONGODB_URI: mongod.uri,
    BENCH_DB: dbName,
    BENCH_STORE: storeId,
  });
  stops.push(baseline.stop);
  const bare = `http://127.0.0.1:${baseline.port}`;

  const load = { concurrency: 8, seconds };
  const against = async (workload: string, ours: string, theirs: string): Promise<void> => {
    const mine = await runLoad(load, async () => void (await call(ours)));
    const other = await runLoad(load, async () => void (await call(theirs)));
    report({ workload, ours: mine, baseline: other });
  };
  const productId = (await Products.findOne({}, { _id: 1 }).lean())?._id ?? "";
  await against(
    "商品列表 20 / 1 000",
    `${shop}/v1/products?limit=20&sort=newest`,
    `${bare}/products`,
  );
  await against("商品详情", `${shop}/v1/products/${productId}`, `${bare}/products/${productId}`);
  const small = lines[0]?.ours.perSecond ?? Number.NaN;
  await growCatalog(storeId, 100_000);
  await against(
    "商品列表 20 / 100 000",
    `${shop}/v1/products?limit=20&sort=newest`,
    `${bare}/products`,
  );
  const grown = (lines[2]?.ours.perSecond ?? Number.NaN) / small;

  const shoppers = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const memberId = newId("mem", new Date());
      const openid = `o${memberId.slice(-27)}`;
      const { token } = await issueMemberSession(world, { memberId, openid, userAgent: "bench" });
      // WeChat lets only people pay whom it has seen.
      await call(`${wechat}/__sandbox/codes`, { method: "POST", body: { openid } });
      return { openid, token };
    }),
  );
  const delivery = { kind: "pickup", storeId };
  const quote = async (turn: number) => {
    const { token, openid } = shoppers[turn % shoppers.length] ?? { token: "", openid: "" };
    const body = {
      lines: [{ lineId: newId("lin", new Date()), skuId: skus[turn % skus.length], quantity: 1 }],
      delivery,
    };
    const answer = await call<{ totalFen: number; version: string }>(`${shop}/v1/quotes`, {
      method: "POST",
      token,
      body,
    });
    return { token, openid, body, answer };
  };
  let turn = 0;
  report({
    workload: "试算",
    ours: await runLoad(load, async () => void (await quote((turn += 1)))),
    baseline: null,
  });
  const flow = async (): Promise<void> => {
    const { token, openid, body, answer } = await quote((turn += 1));
    const orderId = newId("ord", new Date());
    await call(`${shop}/v1/orders`, {
      method: "POST",
      token,
      body: { ...body, orderId, expectedTotalFen: answer.totalFen, quoteVersion: answer.version },
    });
    const started = await call<{ parameters: { package: string } }>(
      `${shop}/v1/orders/${orderId}/payment`,
      { method: "POST", token },
    );
    await call(`${wechat}/__sandbox/pay`, {
      method: "POST",
      body: {
        prepay_id: started.parameters.package.slice("prepay_id=".length),
        outcome: "success",
        openid,
      },
    });
  };
  const before = await Orders.countDocuments({ paymentState: "paid" });
  const flowStarted = performance.now();
  const flows = await runLoad({ ...load, warmupSeconds: 0 }, flow);
  while (
    (await Orders.countDocuments({ paymentState: "awaiting_payment" })) > 0 &&
    performance.now() - flowStarted < 120_000
  )
    await new Promise((resolve) => setTimeout(resolve, 50));
  const settled = (await Orders.countDocuments({ paymentState: "paid" })) - before;
  flows.perSecond = settled / ((performance.now() - flowStarted) / 1_000);
  const sample = (await rawCollection(Orders).findOne({})) ?? { _id: "" };
  const client = await new mongo.MongoClient(mongod.uri, { maxPoolSize: 50 }).connect();
  stops.push(async () => await client.close());
  const bareOrder = await createBareOrders(client, "bench_bare", sample);
  let bareTurn = 0;
  const theirs = await runLoad(
    { ...load, warmupSeconds: 0 },
    async () => await bareOrder((bareTurn += 1)),
  );
  report({
    workload: "试算→下单→预支付→通知→入账",
    ours: flows,
    baseline: theirs,
    note: `${settled} 单入账`,
  });

  const value = await benchValue(
    world,
    mongod.uri,
    {
      seconds,
      concurrency: load.concurrency,
      accounts: Number(process.env["BENCH_ACCOUNTS"] ?? "100000"),
      members: Number(process.env["BENCH_MEMBERS"] ?? "1000000"),
    },
    report,
  );
  const summary = {
    ...value,
    node: process.version,
    mongod: mongod.version,
    seconds,
    listOf100kTo1k: grown,
    readyMs: server.readyMs,
    idleMb,
    loadedMb: await server.residentMb(),
    workloads: lines.map(({ workload, ours, baseline: base, note }) => ({
      workload,
      ours,
      baseline: base,
      ratio: base === null ? null : ours.perSecond / base.perSecond,
      note,
    })),
  };
  console.log(
    `\n十万商品列表为一千时的 ${grown.toFixed(2)} 倍速；启动到可用 ${server.readyMs.toFixed(0)} 毫秒；空闲内存 ${idleMb.toFixed(0)} MB，压测后 ${summary.loadedMb.toFixed(0)} MB`,
  );
  await mkdir(".data", { recursive: true });
  await writeFile(join(".data", "bench.json"), `${JSON.stringify(summary, null, 2)}\n`);
  console.log("已写入 .data/bench.json");
} finally {
  for (const stop of stops.toReversed()) await stop();
  await mongoose.disconnect();
  await mongod.stop();
  await rm(folder, { recursive: true, force: true });
}

function report(line: Line): void {
  lines.push(line);
  const figure = (value: Load | null): string =>
    value === null
      ? "—"
      : `${value.perSecond.toFixed(0)}/s  p50 ${value.p50.toFixed(1)}  p99 ${value.p99.toFixed(1)} ms${value.failures > 0 ? `  失败 ${value.failures}` : ""}`;
  const ratio =
    line.baseline === null ? "—" : (line.ours.perSecond / line.baseline.perSecond).toFixed(2);
  console.log(
    `${line.workload}｜暖店 ${figure(line.ours)}｜基线 ${figure(line.baseline)}｜比 ${ratio}${line.note === undefined ? "" : `｜${line.note}`}`,
  );
}

function withDatabase(uri: string, name: string): string {
  const url = new URL(uri);
  url.pathname = `/${name}`;
  return url.toString();
}

/** Fills the catalogue up to so many products: copies of a real one with ids, prices and days of their own. */
async function growCatalog(storeId: string, count: number): Promise<void> {
  const model = await buildProduct(world, {
    skus: [skuInput({ code: newId("code", new Date()) })],
  });
  const row = await Products.findById(model.productId).lean();
  if (row === null) throw new Error("the product was just made");
  const have = await Products.countDocuments();
  for (let begin = have; begin < count; begin += 2_000) {
    const batch = Array.from({ length: Math.min(2_000, count - begin) }, (_, index) => {
      const at = new Date(Date.UTC(2024, 0, 1) + (begin + index) * 60_000);
      return {
        ...row,
        _id: newId("prd", at),
        soldCount: (begin + index) % 997,
        priceFromFen: 500 + ((begin + index) % 9_000),
        publishedAt: at,
        skus: row.skus.map((sku) => ({ ...sku, skuId: newId("sku", at), code: newId("code", at) })),
      };
    });
    await rawCollection(Products).insertMany(batch);
    if (begin === have)
      await openStock(world, system, {
        storeId,
        items: batch
          .slice(0, 100)
          .map((product) => ({ skuId: product.skus[0]?.skuId ?? "", quantity: 100 })),
        reason: "bench",
      });
  }
}
