import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "@support/database.ts";
import { personalTextsIn } from "@support/processes.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(async () => {
  await shop.stop();
});

describe("what the shop tells those who run it", () => {
  it("counts refusals like answers, by endpoint and status", async () => {
    await shop.call("GET", "/v1/me");
    await shop.call("GET", "/v1/products?limit=abc");
    await shop.call("GET", "/v1/nowhere");
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    const counted = (endpoint: string, status: number) =>
      metrics.includes(
        `nuandian_http_request_seconds_count{endpoint="${endpoint}",status="${status}"}`,
      );
    expect(counted("GET /v1/me", 401)).toBe(true);
    expect(counted("GET /v1/products", 400)).toBe(true);
    expect(counted("other", 404)).toBe(true);
  });

  it("finds a request again by the id that its answer carries, without anything personal", async () => {
    const phone = "13800138000";
    const refused = await shop.call<{ requestId: string }>("POST", "/v1/sessions", {
      body: { code: phone },
    });
    expect(refused.status).toBe(422);
    await shop.call("GET", `/v1/search-for-${phone}`);
    const line = shop.logLines.find(
      (text) => text.includes(refused.body.requestId) && text.includes('"msg":"request"'),
    );
    expect(JSON.parse(line ?? "{}")).toMatchObject({
      method: "POST",
      route: "POST /v1/sessions",
      status: 422,
    });
    expect(personalTextsIn(shop.logLines.join("\n"))).toEqual([]);
  });
});
