import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createApp } from "@server/app.ts";
import {
  AttemptWindows,
  countAttempt,
  createGateLimits,
  forgetAttempts,
} from "@server/kernel/limits.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld, testConfig } from "@support/world.ts";

useDatabase();
const config = testConfig({ RATE_LIMIT_PER_MINUTE: "60" });
let world = createTestWorld({ config });
const servers: Server[] = [];
const limit = { max: 5, windowMs: 60_000 };
const refusals = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter(
    (result) =>
      result.status === "rejected" && (result.reason as { code: string }).code === "rate_limited",
  ).length;

beforeEach(async () => {
  world = createTestWorld({ config });
  await AttemptWindows.deleteMany({});
});
afterAll(() => {
  for (const server of servers) server.close();
});

describe("counted attempts", () => {
  it("are counted exactly when thirty come at once", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, async () => await countAttempt(world, "x", limit)),
    );
    expect(refusals(results)).toBe(25);
  });

  it("tell how long to wait, and begin anew when the window ends", async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) await countAttempt(world, "x", limit);
    world.clock.advance(50_500);
    await expect(countAttempt(world, "x", limit)).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: 10,
    });
    await expect(countAttempt(world, "y", limit)).resolves.toBeUndefined();
    world.clock.advance(9_500);
    await expect(countAttempt(world, "x", limit)).resolves.toBeUndefined();
  });

  it("are forgotten by the right answer", async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) await countAttempt(world, "x", limit);
    await forgetAttempts(world, "x");
    await expect(countAttempt(world, "x", limit)).resolves.toBeUndefined();
  });
});

describe("the gate", () => {
  it("shares the tight limits between processes, keeps the general one in each", async () => {
    const gates = [createGateLimits(world), createGateLimits(world)];
    const knock = async (kind: "general" | "login", times: number, address: string) =>
      await Promise.allSettled(
        Array.from(
          { length: times },
          async (_, index) => await gates[index % 2]?.limit(kind, address),
        ),
      );
    expect(refusals(await knock("login", 10, "192.0.2.1"))).toBe(4);
    expect(refusals(await knock("login", 6, "192.0.2.2"))).toBe(0);
    expect(refusals(await knock("general", 120, "192.0.2.1"))).toBe(0);
    expect(refusals(await knock("general", 2, "192.0.2.1"))).toBe(2);
    expect(JSON.stringify(await AttemptWindows.find().lean())).not.toContain("192.0.2");
  });

  it("answers 429 with Retry-After over HTTP, whichever process is asked", async () => {
    const urls: string[] = [];
    for (const app of [createApp(world), createApp(world)]) {
      const server = app.listen(0, "127.0.0.1");
      servers.push(server);
      await once(server, "listening");
      urls.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/staff/sessions`);
    }
    const answers: Response[] = [];
    for (let guess = 0; guess < 6; guess += 1)
      answers.push(
        await fetch(urls[guess % 2] ?? "", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ login: `login${guess}`, password: "wrong wrong 1" }),
        }),
      );
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401, 429]);
    expect(answers[5]?.headers.get("retry-after")).toBe("60");
    expect(await answers[5]?.json()).toMatchObject({ code: "rate_limited" });
  });
});
