import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LoadedFunction } from "@cloud/offline/load-function.ts";
import { jobs } from "@server/jobs.ts";
import { lastTick } from "@server/kernel/cron.ts";
import { JobLeases } from "@server/kernel/jobs.ts";
import { InternalCalls } from "@server/kernel/signed-call.ts";
import { signCall } from "@server/kernel/signature.ts";
import { SECRET, useCloudFunctions } from "@support/cloud.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();
const built = useCloudFunctions();

const MINUTE_MS = 60_000;
const names = jobs.map(({ name }) => name);
let shop: TestShop;
let tick: LoadedFunction;

beforeAll(async () => {
  shop = await startShop({ env: { CLOUD_FUNCTION_SECRET: SECRET, RUN_JOBS: "0" } });
  tick = await built.load("timer-tick", { SERVER_URL: shop.url });
});
afterAll(async () => {
  await shop.stop();
});
beforeEach(async () => {
  await JobLeases.deleteMany({});
  await InternalCalls.deleteMany({});
});

const event = (at: Date) => ({ Type: "Timer", TriggerName: "tick", Time: at.toISOString() });
const ran = async (at: Date): Promise<string[]> =>
  ((await tick.invoke(event(at))) as { ran: string[] }).ran;

describe("a tick of the cloud's timer", () => {
  it("has the shop run every job that is due, where no process keeps a clock", async () => {
    const at = new Date();
    expect((await ran(at)).toSorted()).toEqual(names.toSorted());
    const leases = await JobLeases.find({}, { lastError: 1 }).lean();
    expect(leases.filter(({ lastError }) => lastError !== null)).toEqual([]);
  });

  it("runs only what is due since: a job whose newest tick some process has run is left alone", async () => {
    const at = new Date();
    await ran(at);
    const daily = jobs.find(({ cron }) => cron === "15 3 * * *")?.name ?? "";
    const [often] = jobs.filter(({ cron }) => cron.startsWith("*/5 * * * * "));
    await JobLeases.updateOne({ _id: often?.name ?? "" }, { $set: { doneTick: new Date(0) } });
    const second = await ran(new Date(at.getTime() + MINUTE_MS));
    expect(second).toContain(often?.name);
    expect(second).not.toContain(daily);
    await JobLeases.updateOne(
      { _id: daily },
      { $set: { doneTick: new Date(lastTick("15 3 * * *", at).getTime() - 86_400_000) } },
    );
    expect(await ran(new Date(at.getTime() + 2 * MINUTE_MS))).toContain(daily);
  });

  it("that comes again is answered as the first was, and runs nothing", async () => {
    const at = new Date();
    const first = await ran(at);
    await JobLeases.deleteMany({});
    expect(await ran(at)).toEqual(first);
    expect(await JobLeases.countDocuments()).toBe(0);
  });

  it("that comes again while the first is at work is told so", async () => {
    const at = new Date();
    const key = `key:tick:${at.toISOString()}`;
    await InternalCalls.insertMany([{ _id: key, answer: null, at }]);
    await expect(tick.invoke(event(at))).rejects.toThrow("server refused: 409");
  });

  it("is only the timer's: not anybody's of the mini-program, nor without a time", async () => {
    const at = new Date();
    for (const [what, who] of [
      [event(at), { OPENID: "oShopper" }],
      [{ ...event(at), Type: "Other" }, {}],
      [{ Type: "Timer" }, {}],
      [{ Type: "Timer", Time: "soon" }, {}],
    ] as const)
      await expect(tick.invoke(what, who)).rejects.toThrow("only the timer may call");
    expect(await JobLeases.countDocuments()).toBe(0);
  });
});

describe("the shop's door for cloud functions", () => {
  const body = () => JSON.stringify({ call: "jobs.tick", key: `tick:${new Date().toISOString()}` });
  const knock = async (
    text: string,
    signed: { timestamp?: string; nonce?: string; signature?: string },
    path = "/internal/jobs/tick",
  ) => {
    const answer = await fetch(`${shop.url}${path}`, {
      method: "POST",
      body: text,
      headers: {
        "Content-Type": "application/json",
        ...(signed.timestamp !== undefined && { "X-Nuandian-Timestamp": signed.timestamp }),
        ...(signed.nonce !== undefined && { "X-Nuandian-Nonce": signed.nonce }),
        ...(signed.signature !== undefined && { "X-Nuandian-Signature": signed.signature }),
      },
    });
    return { status: answer.status, code: ((await answer.json()) as { code?: string }).code };
  };
  const refused = { status: 401, code: "call_refused" };

  it("opens to a signature over exactly this call, once and within five minutes", async () => {
    const text = body();
    const good = signCall(SECRET, text, new Date());
    const ago = (ms: number) => signCall(SECRET, text, new Date(Date.now() - ms));
    expect(await knock(text, {})).toEqual(refused);
    expect(await knock(`${text} `, good)).toEqual(refused);
    expect(await knock(text, { ...good, nonce: "f".repeat(32) })).toEqual(refused);
    expect(await knock(text, { ...good, timestamp: `${Number(good.timestamp) - 1}` })).toEqual(
      refused,
    );
    expect(await knock(text, { ...good, signature: "0".repeat(64) })).toEqual(refused);
    expect(await knock(text, signCall("x".repeat(40), text, new Date()))).toEqual(refused);
    expect(await knock(text, ago(5 * MINUTE_MS + 2_000))).toEqual(refused);
    expect(await knock(text, ago(-5 * MINUTE_MS - 2_000))).toEqual(refused);
    expect(await JobLeases.countDocuments()).toBe(0);
    expect((await knock(text, good)).status).toBe(200);
    expect(await knock(text, good)).toEqual(refused);
    expect((await knock(text, ago(4 * MINUTE_MS))).status).toBe(200);
  });

  it("lets one of ten in that come with the same signature at the same time", async () => {
    const text = body();
    const good = signCall(SECRET, text, new Date());
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => await knock(text, good)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(9);
  });

  it("takes a call only for what it says it is, and no nonsense", async () => {
    const sign = (text: string) => signCall(SECRET, text, new Date());
    const text = body();
    expect(await knock(text, sign(text), "/internal/wechat/messages")).toMatchObject({
      status: 400,
    });
    expect(await knock("{", sign("{"))).toEqual({ status: 400, code: "bad_json" });
    const large = JSON.stringify({ call: "jobs.tick", key: "x".repeat(100_001) });
    expect(await knock(large, sign(large))).toEqual({ status: 413, code: "body_too_large" });
    for (const key of ["", "short", "a b c d e f", "x".repeat(81)]) {
      const odd = JSON.stringify({ call: "jobs.tick", key });
      expect(await knock(odd, sign(odd))).toMatchObject({ status: 400, code: "malformed" });
    }
  });

  it("keeps what it must remember no longer than it must", () => {
    const [[keys, options] = []] = InternalCalls.schema.indexes();
    expect(keys).toEqual({ at: 1 });
    expect(options?.["expireAfterSeconds"]).toBeGreaterThanOrEqual(600);
  });
});
