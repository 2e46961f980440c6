import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { contract } from "@contract";
import type { Endpoint } from "@server/contract/endpoint.ts";
import { permissionsOf, roles, type Permission } from "@server/contract/permissions.ts";
import { newId } from "@server/kernel/ids.ts";
import { createStore } from "@server/modules/stores/index.ts";
import { Carts } from "@server/modules/orders/cart.model.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { Refunds } from "@server/modules/payments/refund.model.ts";
import { buildMember, buildStaff } from "@support/actors.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";

useDatabase();

const all = Object.entries<Endpoint>(contract).map(([key, endpoint]) => {
  const [method = "", path = ""] = key.split(" ");
  return { key, method: method as "GET", path, endpoint };
});
let shop: TestShop;
const sample = new Date("2026-01-01T00:00:00.000Z");

/** The path with well-formed ids in it, given or made up. */
function fill(path: string, ids: Record<string, string> = {}): string {
  const prefixes: Record<string, string> = {
    orderId: "ord",
    refundId: "ref",
    lineId: "lin",
    shipmentId: "shp",
    sessionId: "ses",
    memberId: "mem",
    staffId: "stf",
    storeId: "sto",
    productId: "prd",
    categoryId: "cat",
    mediaId: "med",
    caseId: "cas",
    invitationId: "inv",
    noteId: "not",
    importId: "imp",
  };
  return path.replace(
    /:(\w+)/g,
    (_, name: string) => ids[name] ?? newId(prefixes[name] ?? "xxx", sample),
  );
}

beforeAll(async () => {
  shop = await startShop();
});
afterAll(async () => {
  await shop.stop();
});

describe("without a session", () => {
  it.each(all.filter(({ endpoint }) => endpoint.auth !== "none" && endpoint.auth !== "optional"))(
    "$key is refused",
    async ({ method, path }) => {
      const answer = await shop.call(method, fill(path), method === "GET" ? {} : { body: {} });
      expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    },
  );
});

describe("with the session of another kind", () => {
  it("a shopper is refused everything that staff do", async () => {
    const { token } = await buildMember(shop.world);
    for (const { key, method, path } of all.filter(({ endpoint }) =>
      endpoint.auth.startsWith("staff"),
    )) {
      const answer = await shop.call(method, fill(path), {
        token,
        ...(method !== "GET" && { body: {} }),
      });
      expect({ key, status: answer.status, code: answer.body["code"] }).toEqual({
        key,
        status: 403,
        code: "forbidden",
      });
    }
  });

  it("staff are refused what only shoppers do", async () => {
    const { token } = await buildStaff(shop.world, { roles: ["owner"] });
    for (const { key, method, path } of all.filter(({ endpoint }) => endpoint.auth === "member")) {
      const answer = await shop.call(method, fill(path), {
        token,
        ...(method !== "GET" && { body: {} }),
      });
      expect({ key, status: answer.status }).toEqual({ key, status: 403 });
    }
  });
});

describe.each(roles)("a %s", (role) => {
  it("may call exactly what the contract says", async () => {
    const { token } = await buildStaff(shop.world, { roles: [role] });
    for (const { key, method, path, endpoint } of all) {
      if (!endpoint.auth.startsWith("staff:")) continue;
      const isAllowed = permissionsOf[role].includes(
        endpoint.auth.slice("staff:".length) as Permission,
      );
      const answer = await shop.call(method, fill(path), {
        token,
        ...(method !== "GET" && { body: { surplus: true } }),
      });
      expect({ key, isRefused: answer.status === 403 }).toEqual({ key, isRefused: !isAllowed });
      expect({ key, isAnswered: answer.status < 500 }).toEqual({ key, isAnswered: true });
    }
  });
});

describe("another shopper's things", () => {
  let victim: Shopper;
  let ids: Record<string, string>;

  beforeAll(async () => {
    victim = await shop.loginShopper();
    const order = await shop.placeOrder(victim);
    await shop.pay(victim, order.id);
    await vi.waitUntil(
      async () => (await Orders.findById(order.id).lean())?.paymentState === "paid",
      { timeout: 10_000 },
    );
    const [line] = (await Orders.findById(order.id).lean())?.lines ?? [];
    const wish = { lines: [{ lineId: line?.lineId ?? "", quantity: 1 }] };
    const preview = await shop.call<{ version: string }>(
      "POST",
      `/v1/orders/${order.id}/refunds/preview`,
      { token: victim.token, body: wish },
    );
    const refundId = newId("ref", sample);
    const asked = await shop.call("POST", `/v1/orders/${order.id}/refunds`, {
      token: victim.token,
      body: { refundId, ...wish, reason: "不想要了", previewVersion: preview.body.version },
    });
    expect(asked).toMatchObject({ status: 201, body: { state: "requested" } });
    const lineId = newId("lin", sample);
    await shop.call("POST", "/v1/cart/lines", {
      token: victim.token,
      body: { lineId, skuId: shop.skuId, quantity: 1 },
    });
    const sessions = await shop.call<{ items: { id: string }[] }>("GET", "/v1/sessions", {
      token: victim.token,
    });
    ids = { orderId: order.id, refundId, lineId, sessionId: sessions.body.items[0]?.id ?? "" };
  });

  const state = async () =>
    JSON.stringify([
      await Orders.find({ memberId: victim.memberId }).lean(),
      await Refunds.find({ memberId: victim.memberId }).lean(),
      await Carts.find({ _id: `member:${victim.memberId}` }).lean(),
    ]);

  it("cannot be seen or changed through any endpoint with an id in it", async () => {
    const stranger = await buildMember(shop.world);
    const before = await state();
    const bodies = [
      {},
      { quantity: 9 },
      { lines: [{ lineId: ids["lineId"], quantity: 1 }] },
      { kind: "personal", title: "我", email: "a@b.cn" },
    ];
    for (const { key, method, path, endpoint } of all.filter(
      ({ path, endpoint }) => path.includes(":") && ["member", "optional"].includes(endpoint.auth),
    ))
      for (const body of endpoint.body === undefined ? [undefined] : bodies) {
        const answer = await shop.call(method, fill(path, ids), {
          token: stranger.token,
          ...(body !== undefined && { body }),
        });
        if (key === "DELETE /v1/cart/lines/:lineId")
          expect(answer.body).toMatchObject({ lines: [] });
        else
          expect({ key, status: answer.status >= 400 && answer.status < 500 }).toEqual({
            key,
            status: true,
          });
      }
    expect(await state()).toBe(before);
    const stillThere = await shop.call("GET", "/v1/sessions", { token: victim.token });
    expect(stillThere.status).toBe(200);
  });

  it("cannot be seen or changed by staff of another store", async () => {
    const other = await createStore(
      shop.world,
      { kind: "system", name: "test" },
      {
        name: "别处的店",
        kind: "franchise",
        isPickup: true,
        province: "江苏省",
        city: "苏州市",
        district: "姑苏区",
        detail: "观前街 1 号",
        hours: "9:00–21:00",
        phone: null,
      },
    );
    const { token } = await buildStaff(shop.world, { roles: ["manager"], storeIds: [other._id] });
    const before = await state();
    for (const { key, method, path, endpoint } of all.filter(({ path }) =>
      /^\/v1\/staff\/(orders|refunds)\/:/.test(path),
    )) {
      const bodies =
        endpoint.body === undefined
          ? [undefined]
          : [
              { note: "x" },
              { reason: "x" },
              { pickupCode: "00000000" },
              { hasGoodsBack: false, previewVersion: "x" },
              { lines: [] },
            ];
      for (const body of bodies) {
        const answer = await shop.call(method, fill(path, ids), {
          token,
          ...(body !== undefined && { body }),
        });
        expect({ key, status: answer.status }).not.toEqual({ key, status: 200 });
        expect({ key, isClient: answer.status >= 400 && answer.status < 500 }).toEqual({
          key,
          isClient: true,
        });
      }
    }
    for (const list of ["/v1/staff/orders", "/v1/staff/refunds", "/v1/staff/shipments"]) {
      const answer = await shop.call("GET", list, { token });
      expect({ list, body: answer.body }).toMatchObject({ list, body: { items: [] } });
    }
    expect(await state()).toBe(before);
  });
});
