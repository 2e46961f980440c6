import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoOwner, demoStaff } from "@server/seed/demo-people.ts";
import { descendantsOf, leftOf, pressCtrlC, runProgram } from "@support/processes.ts";

/** A login as the shop window keeps it. */
export type Login = {
  readonly token: string;
  readonly expiresAt: string;
  readonly personId: string;
};

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** The demo shop as `npm start` opens it, on a port of its own. */
export type DemoShop = {
  readonly url: string;
  /** Asks the shop, or the local WeChat under `/__sandbox`. A refusal fails the test. */
  ask<Answer = Record<string, unknown>>(
    method: Method,
    path: string,
    options?: { token?: string; body?: unknown },
  ): Promise<Answer>;
  /** Somebody at WeChat who has never been here, logged in. */
  meetShopper(openid?: string): Promise<Login & { openid: string }>;
  /** One of the shop's people, logged in. */
  logInStaff(who: "owner" | "staff"): Promise<Login>;
  stop(): Promise<void>;
};

const OPENING_MS = 300_000;
let people = 0;

/** Starts a seeded shop with its own data folder and waits until it is open. */
export async function openDemoShop(): Promise<DemoShop> {
  const dataDir = await mkdtemp(join(tmpdir(), "nuandian-journeys-"));
  const program = runProgram("npm", ["start", "--", "--port", "0"], { DATA_DIR: dataDir });
  const [, url = ""] = await program.says(/^ {2}(http:\/\/127\.0\.0\.1:\d+)$/m, OPENING_MS);
  await program.says(/按 Ctrl-C 打烊/, OPENING_MS);
  const all = [program.pid, ...(await descendantsOf(program.pid))];
  const shop = connect(url);
  return {
    ...shop,
    async stop() {
      pressCtrlC(program);
      await leftOf(all, 30_000);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A shop that is open already, at its address. */
export function connect(url: string): Omit<DemoShop, "stop"> {
  const ask: DemoShop["ask"] = async <Answer>(
    method: Method,
    path: string,
    { token, body }: { token?: string; body?: unknown } = {},
  ) => {
    const response = await fetch(`${url}${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? null : JSON.parse(text)) as Answer;
  };
  return {
    url,
    ask,
    async meetShopper(given) {
      people += 1;
      const openid = given ?? `oJourney${Date.now().toString(36)}${people}`.padEnd(28, "0");
      const { code } = await ask<{ code: string }>("POST", "/__sandbox/codes", {
        body: { openid },
      });
      const login = await ask<{ token: string; expiresAt: string; memberId: string }>(
        "POST",
        "/v1/sessions",
        { body: { code } },
      );
      return { openid, token: login.token, expiresAt: login.expiresAt, personId: login.memberId };
    },
    async logInStaff(who) {
      const { login, password } = who === "owner" ? demoOwner : demoStaff;
      const given = await ask<{ token: string; expiresAt: string; staffId: string }>(
        "POST",
        "/v1/staff/sessions",
        { body: { login, password } },
      );
      return { token: given.token, expiresAt: given.expiresAt, personId: given.staffId };
    },
  };
}
