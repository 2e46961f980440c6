import { spawn, type ChildProcess } from "node:child_process";
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Credentials } from "@server/sandbox/credentials.ts";
import {
  createMerchant,
  createReceiver,
  createStand,
  meetShopper,
  send,
  type Receiver,
} from "./stand.ts";

const MAIN = fileURLToPath(new URL("../../../server/sandbox/main.ts", import.meta.url));

let dataDir: string;
let receiver: Receiver;
const children = new Set<ChildProcess>();
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "sandbox-restart-"));
  receiver = await createReceiver();
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  await receiver.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", MAIN], {
    env: { ...process.env, NODE_ENV: "test", SANDBOX_PORT: "0", SANDBOX_DATA_DIR: dataDir, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Run>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal, stderr })),
  );
  const ready = new Promise<string>((resolve, reject) => {
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      const line = out.split("\n")[0] ?? "";
      if (!out.includes("\n")) return;
      const said = JSON.parse(line) as { ready: boolean; port: number };
      if (said.ready) resolve(`http://127.0.0.1:${said.port}`);
    });
    void ended.then((run) => reject(new Error(`ended with ${run.code}: ${run.stderr}`)));
  });
  return { child, ready, ended };
}

const credentialsOf = (): Credentials =>
  JSON.parse(readFileSync(join(dataDir, "credentials.json"), "utf8")) as Credentials;
const control = async (url: string, method: string, path: string, body?: object) =>
  send(`${url}/__sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

describe("a sandbox killed with kill -9", () => {
  it("comes back with its orders, refunds, clock, mode, tokens and what it still had to tell", async () => {
    receiver.answerWith(500);
    const first = start();
    const url = await first.ready;
    const accounts = credentialsOf();
    const merchant = createMerchant(url, accounts);
    await meetShopper(url);
    await control(url, "POST", "/clock", { offsetMs: 3_600_000 });
    await control(url, "POST", "/mode", { signing: "certificate" });
    const told = { notify_url: receiver.url };
    const paid = await merchant.prepay("PAID000001", told);
    const open = await merchant.prepay("OPEN000001", told);
    await merchant.prepay("CLOSED0001", told);
    await merchant.close("CLOSED0001");
    await control(url, "POST", "/pay", { prepay_id: paid.body["prepay_id"], outcome: "success" });
    await receiver.until(1);
    await control(url, "POST", "/settings", { refundDelayMs: 60_000 });
    const refund = await merchant.refund("PAID000001", "R1", 800, told);
    expect(refund.body["status"]).toBe("PROCESSING");
    const before = await merchant.query("PAID000001");
    const token = await send(`${url}/cgi-bin/stable_token`, {
      method: "POST",
      body: JSON.stringify({
        grant_type: "client_credential",
        appid: accounts.appid,
        secret: accounts.appSecret,
      }),
    });
    const { body: code } = await control(url, "POST", "/codes", { openid: "oBefore" });
    first.child.kill("SIGKILL");
    expect((await first.ended).signal).toBe("SIGKILL");
    // A line the kill cut in the middle.
    appendFileSync(join(dataDir, "journal.jsonl"), '["transactions","TORN');

    receiver.answerWith(204);
    const second = start();
    const again = await second.ready;
    expect(credentialsOf()).toEqual(accounts);
    const later = createMerchant(again, accounts);
    const after = await later.query("PAID000001");
    expect(after.body).toEqual(before.body);
    expect(after.headers["wechatpay-serial"]).toBe(accounts.platformSerial);
    expect((await later.query("CLOSED0001")).body["trade_state"]).toBe("CLOSED");
    expect((await later.query("OPEN000001")).body["trade_state"]).toBe("NOTPAY");
    expect((await control(again, "GET", "/clock")).body["offsetMs"]).toBe(3_600_000);
    expect((await later.refund("PAID000001", "R1", 800, told)).body).toEqual(refund.body);
    const same = await send(
      `${again}/wxa/sec/order/get_order_list?access_token=${String(token.body["access_token"])}`,
      { method: "POST", body: "{}" },
    );
    expect(same.body["errcode"]).toBe(0);
    const login = await send(
      `${again}/sns/jscode2session?appid=${accounts.appid}&secret=${accounts.appSecret}&js_code=${String(code["code"])}`,
    );
    expect(login.body["openid"]).toBe("oBefore");
    await control(again, "POST", "/clock", { advanceMs: 60_000 });
    const types = receiver.received.map(
      ({ raw }) => (JSON.parse(raw.toString()) as { event_type: string }).event_type,
    );
    expect(types).toEqual(["TRANSACTION.SUCCESS", "TRANSACTION.SUCCESS", "REFUND.SUCCESS"]);
    const pay = await control(again, "POST", "/pay", {
      prepay_id: open.body["prepay_id"],
      outcome: "success",
    });
    expect(pay.body["trade_state"]).toBe("SUCCESS");
    expect((await control(again, "GET", "/book")).body).toMatchObject({
      paid: 17600,
      refunded: 800,
      refunding: 0,
    });
  });

  it("has every prepay it answered, however often it is killed under load", async () => {
    const answered: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const run = start();
      const merchant = createMerchant(await run.ready, credentialsOf());
      await meetShopper(await run.ready);
      const all = Array.from({ length: 40 }, async (_, index) => {
        const no = `LOAD${round}x${String(index).padStart(4, "0")}`;
        const { status } = await merchant.prepay(no);
        if (status === 200) answered.push(no);
        if (index === 20) run.child.kill("SIGKILL");
      });
      await Promise.allSettled(all);
      await run.ended;
    }
    const last = start();
    const merchant = createMerchant(await last.ready, credentialsOf());
    expect(answered.length).toBeGreaterThan(0);
    for (const no of answered)
      expect((await merchant.query(no)).body["trade_state"]).toBe("NOTPAY");
  });
});

describe("the process", () => {
  it("stops cleanly on SIGTERM and SIGINT, with connections open", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const run = start();
      const url = await run.ready;
      await control(url, "POST", "/faults", {
        on: "request",
        path: "/v3/*",
        kind: "timeout_after_commit",
      });
      const hanging = send(`${url}/v3/certificates`).catch((error: NodeJS.ErrnoException) => error);
      await control(url, "GET", "/health");
      run.child.kill(signal);
      expect(await run.ended).toMatchObject({ code: 0, signal: null, stderr: "" });
      expect(await hanging).toBeInstanceOf(Error);
    }
  });

  it("hands out links under its public address", async () => {
    const run = start({ SANDBOX_PUBLIC_URL: "http://127.0.0.1:3000/" });
    const url = await run.ready;
    const merchant = createMerchant(url, credentialsOf());
    await meetShopper(url);
    const { body } = await merchant.prepay("PUBLIC0001");
    await control(url, "POST", "/pay", { prepay_id: body["prepay_id"], outcome: "success" });
    const day = String((await control(url, "GET", "/clock")).body["now"]).slice(0, 10);
    await control(url, "POST", "/clock", { advanceMs: 2 * 86_400_000 });
    const bill = await merchant.call("GET", `/v3/bill/tradebill?bill_date=${day}`);
    expect(bill.body["download_url"]).toMatch(
      /^http:\/\/127\.0\.0\.1:3000\/v3\/billdownload\/file\?token=/,
    );
  });

  it.each([
    ["NODE_ENV=production", { NODE_ENV: "production" }, /refuses to run with NODE_ENV=production/],
    ["no folder", { SANDBOX_DATA_DIR: "" }, /SANDBOX_DATA_DIR is not set/],
    ["a port that is none", { SANDBOX_PORT: "http" }, /SANDBOX_PORT is no port/],
  ])("refuses to start with %s", async (_name, env, message) => {
    const run = start(env);
    await expect(run.ready).rejects.toThrow(message);
    expect((await run.ended).code).toBe(1);
  });

  it("refuses a journal broken in the middle rather than losing what follows", async () => {
    writeFileSync(join(dataDir, "journal.jsonl"), '["a","b"\n["a","c",1]\n');
    const run = start();
    await expect(run.ready).rejects.toThrow(/broken line/);
  });
});

describe("the journal", () => {
  it("is written back at start without what was overtaken", async () => {
    const stand = await createStand({ dataDir });
    const { body } = await stand.merchant.prepay("JOURNAL001");
    for (let time = 0; time < 20; time += 1)
      await stand.control("POST", "/clock", { advanceMs: 1_000 });
    await stand.stop();
    const file = join(dataDir, "journal.jsonl");
    const before = statSync(file).size;
    const again = await createStand({ dataDir });
    expect(statSync(file).size).toBeLessThan(before);
    expect((await again.pay(body["prepay_id"])).status).toBe(200);
    await again.stop();
  });
});
