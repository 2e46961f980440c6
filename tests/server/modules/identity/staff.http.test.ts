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

  it("are invited, seen to be invited, and uninvited, as long as nobody has accepted", async () => {
    type Invitation = { invitationId: string; name: string; state: string };
    const invite = async (name: string) =>
      (
        await shop.call<{ invitationId: string; token: string }>("POST", "/v1/staff/invitations", {
          token: owner,
          body: { name, roles: ["guide"], storeIds: null },
        })
      ).body;
    const accept = async (token: string, login: string) =>
      await shop.call("POST", "/v1/staff/invitations/accept", {
        body: { token, login, password: "a long enough phrase" },
      });
    const cancel = async (invitationId: string) =>
      await shop.call<Invitation>("POST", `/v1/staff/invitations/${invitationId}/cancel`, {
        token: owner,
      });
    const invalid = { status: 422, body: { code: "invitation_invalid" } };
    const [kept, wrong, used] = [await invite("小留"), await invite("写错"), await invite("小来")];
    await accept(used.token, "xiaolai");
    expect(await cancel(used.invitationId)).toMatchObject(invalid);
    for (let time = 0; time < 2; time += 1)
      expect(await cancel(wrong.invitationId)).toMatchObject({
        status: 200,
        body: { name: "写错", state: "cancelled" },
      });
    expect(await accept(wrong.token, "xiecuo")).toMatchObject(invalid);
    const list = await shop.call<{ items: Invitation[] }>("GET", "/v1/staff/invitations?limit=3", {
      token: owner,
    });
    const states = new Map(list.body.items.map((one) => [one.invitationId, one.state]));
    expect(states.get(kept.invitationId)).toBe("open");
    expect(states.get(wrong.invitationId)).toBe("cancelled");
    expect(states.get(used.invitationId)).toBe("used");
    expect(JSON.stringify(list.body)).not.toMatch(/token/i);
    await shop.advance(8 * 86_400_000);
    ({ token: owner } = await shop.loginOwner());
    expect(await cancel(kept.invitationId)).toMatchObject(invalid);
    const trail = await shop.call<{ items: { subject: string }[] }>(
      "GET",
      `/v1/staff/audit?subject=${wrong.invitationId}`,
      { token: owner },
    );
    expect(trail.body.items.map((entry) => (entry as { action?: string }).action)).toEqual([
      "staff.invitation_cancelled",
      "staff.invited",
    ]);
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
