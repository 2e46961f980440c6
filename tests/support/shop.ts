import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSms } from "@server/adapters/sms-tencent.ts";
import { createWechatApi } from "@server/adapters/wechat-api.ts";
import { createWechatPay } from "@server/adapters/wechat-pay.ts";
import { createApp } from "@server/app.ts";
import { auditChecks } from "@server/audit.ts";
import type { Role } from "@server/contract/permissions.ts";
import type { StaffActor, SystemActor } from "@server/kernel/actor.ts";
import { newId } from "@server/kernel/ids.ts";
import { createLog } from "@server/kernel/log.ts";
import { createOwner } from "@server/modules/identity/index.ts";
import { issueStaffSession } from "@server/modules/identity/issue-session.ts";
import { StaffMembers } from "@server/modules/identity/staff-member.model.ts";
import { adjustStock } from "@server/modules/inventory/index.ts";
import { paymentsJobs } from "@server/modules/payments/index.ts";
import { publishFreightPolicy } from "@server/modules/promotions/index.ts";
import type { CloudSetup } from "@server/sandbox/wechat/cloud.ts";
import { createStore } from "@server/modules/stores/index.ts";
import type { World } from "@server/world.ts";
import { buildProduct, owner } from "@support/catalog.ts";
import { startWechat, wechatConfig, type TestWechat } from "@support/wechat.ts";

const system: SystemActor = { kind: "system", name: "test" };

/** An answer of the shop: its status and its parsed JSON (null when it has no body). */
export type Answer<Body> = { status: number; body: Body };

/** A shopper with a session. */
export type Shopper = { memberId: string; openid: string; token: string };

/** How the shopper behaves at WeChat's cashier. */
export type CashierOutcome = "success" | "cancel" | "fail" | "success_without_notify";

/** A whole shop in this process: the HTTP application on a port, the real adapters, and a local WeChat. */
export type TestShop = {
  readonly world: World;
  readonly wechat: TestWechat;
  readonly url: string;
  readonly owner: StaffActor;
  readonly storeId: string;
  /** The one SKU of the one product, at ¥20.00. */
  readonly skuId: string;
  readonly logLines: string[];
  /** Calls the shop's API. */
  call<Body = Record<string, unknown>>(
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
    path: string,
    options?: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer<Body>>;
  /** Logs a new shopper in with a code of the local WeChat. */
  loginShopper(): Promise<Shopper>;
  /** A session of the owner. */
  loginOwner(): Promise<{ token: string }>;
  /** A session of a new member of staff. */
  loginStaff(post: { roles: Role[]; storeIds: string[] | null }): Promise<{ token: string }>;
  /** Quotes and places an order of the SKU for pickup; fails the test when refused. */
  placeOrder(shopper: Shopper, quantity?: number): Promise<{ id: string; totalFen: number }>;
  /** Starts the payment and does this at the cashier; the number at WeChat comes back. */
  pay(shopper: Shopper, orderId: string, outcome?: CashierOutcome): Promise<{ number: string }>;
  /** Moves the shop's clock and WeChat's together. */
  advance(milliseconds: number): Promise<void>;
  /** Runs a job of payments once, without its clock. */
  runJob(name: string): Promise<Record<string, number>>;
  /** Recounts every invariant that is known. @throws Error naming what is violated. */
  audit(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts a shop with one product in stock; the test file must have called `useDatabase()` before. */
export async function startShop(
  options: { env?: Record<string, string>; stock?: number; cloud?: CloudSetup } = {},
): Promise<TestShop> {
  const wechat = await startWechat(options.cloud === undefined ? {} : { cloud: options.cloud });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = wechatConfig(wechat, {
    WECHAT_PAY_NOTIFY_URL: `${url}/v1/payments/wechat/notifications`,
    ...options.env,
  });
  const logLines: string[] = [];
  const log = createLog({ level: "debug", stream: { write: (line) => logLines.push(line) } });
  let offsetMs = 0;
  let ownerId: string | undefined;
  const clock = { now: () => new Date(Date.now() + offsetMs) };
  const world: World = {
    clock,
    config,
    log,
    wechatPay: createWechatPay(config, log),
    wechat: createWechatApi(config, log, clock),
    sms: createSms(config, log),
  };
  const serve = createApp(world).callback();
  server.on("request", (request, response) => void serve(request, response));

  const store = await createStore(world, system, {
    name: "暖店总店",
    kind: "direct",
    isPickup: true,
    province: "浙江省",
    city: "杭州市",
    district: "西湖区",
    detail: "文三路 1 号",
    hours: "9:00-21:00",
    phone: null,
  });
  await publishFreightPolicy(world, system, {
    expectedVersion: 0,
    storeId: store._id,
    rules: [
      {
        provinces: [],
        isServed: true,
        firstGrams: 1_000,
        firstFen: 800,
        stepGrams: 1_000,
        stepFen: 200,
        freeFromFen: null,
      },
    ],
    reason: "开店",
  });
  const product = await buildProduct(world);
  const skuId = product.skus[0]?.skuId ?? "";
  await adjustStock(world, system, {
    adjustmentId: newId("adj", clock.now()),
    storeId: store._id,
    skuId,
    delta: options.stock ?? 1_000,
    reason: "首批到货",
  });

  const call: TestShop["call"] = async <Body>(
    method: string,
    path: string,
    given: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const response = await fetch(`${url}${path}`, {
      method,
      body: given.body === undefined ? null : JSON.stringify(given.body),
      headers: {
        ...(given.body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(given.token === undefined ? {} : { Authorization: `Bearer ${given.token}` }),
        ...given.headers,
      },
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as Body };
  };
  const expectStatus = <Body>(answer: Answer<Body>, status: number): Body => {
    if (answer.status === status) return answer.body;
    throw new Error(`expected ${status}, got ${answer.status} ${JSON.stringify(answer.body)}`);
  };

  return {
    world,
    wechat,
    url,
    owner,
    storeId: store._id,
    skuId,
    logLines,
    call,
    async loginShopper() {
      const openid = `oTest${newId("mem", clock.now()).slice(-23)}`;
      const { code } = await wechat.control<{ code: string }>("POST", "/codes", { openid });
      const { memberId, token } = expectStatus(
        await call<{ memberId: string; token: string }>("POST", "/v1/sessions", { body: { code } }),
        201,
      );
      return { memberId, openid, token };
    },
    async loginOwner() {
      ownerId ??= (
        await createOwner(world, { name: "林店主", login: "lin", password: "correct horse 9" })
      ).staffId;
      return await issueStaffSession(world, { staffId: ownerId, userAgent: "test" });
    },
    async loginStaff(post) {
      const staffId = newId("stf", clock.now());
      await StaffMembers.create([
        {
          _id: staffId,
          name: "店员",
          login: staffId.toLowerCase(),
          createdAt: clock.now(),
          ...post,
        },
      ]);
      return await issueStaffSession(world, { staffId, userAgent: "test" });
    },
    async placeOrder(shopper, quantity = 1) {
      const { token } = shopper;
      const lines = [{ lineId: newId("lin", clock.now()), skuId, quantity }];
      const delivery = { kind: "pickup", storeId: store._id };
      const quote = expectStatus(
        await call<{ totalFen: number; version: string }>("POST", "/v1/quotes", {
          token,
          body: { lines, delivery },
        }),
        200,
      );
      return expectStatus(
        await call<{ id: string; totalFen: number }>("POST", "/v1/orders", {
          token,
          body: {
            orderId: newId("ord", clock.now()),
            lines,
            delivery,
            expectedTotalFen: quote.totalFen,
            quoteVersion: quote.version,
          },
        }),
        201,
      );
    },
    async pay(shopper, orderId, outcome = "success") {
      const path = `/v1/orders/${orderId}/payment`;
      const started = expectStatus(
        await call<{ parameters: { package: string } }>("POST", path, { token: shopper.token }),
        200,
      );
      const { parameters } = started;
      const paid = await wechat.control<{ out_trade_no: string }>("POST", "/pay", {
        prepay_id: parameters.package.slice("prepay_id=".length),
        outcome,
        openid: shopper.openid,
        ...parameters,
      });
      return { number: paid.out_trade_no };
    },
    async advance(milliseconds) {
      offsetMs += milliseconds;
      await wechat.control("POST", "/clock", { advanceMs: milliseconds });
    },
    async runJob(name) {
      const job = paymentsJobs.find((one) => one.name === name);
      if (job === undefined) throw new Error(`no job ${name}`);
      return await job.run(world);
    },
    async audit() {
      const results = [];
      for (const check of auditChecks) results.push(...(await check.run()).violations);
      if (results.length > 0) throw new Error(`invariants violated:\n${results.join("\n")}`);
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await wechat.stop();
    },
  };
}
