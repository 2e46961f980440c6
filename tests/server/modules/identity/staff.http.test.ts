import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
let owner: string;

beforeAll(async () => {
  shop = await startShop();
  ({ token: owner } = await shop.loginOwner());
});
afterAll(async () => {
  await shop.audit();
  await shop.stop();
});

describe("staff over HTTP", () => {
  it("see who they are and who else works here, page by page", async () => {
    for (const login of ["zhou", "wuxin", "zheng"]) {
      const invited = await shop.call<{ token: string }>("POST", "/v1/staff/invitations", {
        token: owner,
        body: { name: `小${login}`, roles: ["guide"], storeIds: [shop.storeId] },
      });
      expect(invited.status).toBe(201);
      const accepted = await shop.call("POST", "/v1/staff/invitations/accept", {
        body: { token: invited.body.token, login, password: "a long enough phrase" },
      });
      expect(accepted.status).toBe(201);
    }
    const me = await shop.call("GET", "/v1/staff/me", { token: owner });
    expect(me).toMatchObject({
      status: 200,
      body: { name: "林店主", roles: ["owner"], login: "lin" },
    });
    type Page = { items: { login: string }[]; nextCursor: string | null };
    const first = await shop.call<Page>("GET", "/v1/staff/people?limit=2", { token: owner });
    const second = await shop.call<Page>(
      "GET",
      `/v1/staff/people?limit=2&cursor=${first.body.nextCursor}`,
      { token: owner },
    );
    const logins = [...first.body.items, ...second.body.items].map(({ login }) => login);
    expect(logins.toSorted((a, b) => a.localeCompare(b))).toEqual([
      "lin",
      "wuxin",
      "zheng",
      "zhou",
    ]);
    expect(second.body.nextCursor).toBeNull();
    expect(JSON.stringify(first.body)).not.toMatch(/passwordHash|openid/);
  });

  it("log in with their password and do only what their role allows", async () => {
    const session = await shop.call<{ token: string }>("POST", "/v1/staff/sessions", {
      body: { login: "wuxin", password: "a long enough phrase" },
    });
    expect(session.status).toBe(201);
    const { token } = session.body;
    expect(await shop.call("GET", "/v1/staff/orders", { token })).toMatchObject({ status: 200 });
    expect(await shop.call("GET", "/v1/staff/people", { token })).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
  });
});
