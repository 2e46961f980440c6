import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { ShopSettings } from "@server/modules/settings/shop-settings.model.ts";
import { createTestWorld } from "@support/world.ts";
import { useDatabase } from "@support/database.ts";
import { readShop } from "@server/modules/settings/read-shop.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
let owner: string;

beforeAll(async () => {
  shop = await startShop();
  owner = (await shop.loginOwner()).token;
});
afterAll(async () => {
  await shop.stop();
});

const wanted = {
  name: "暖店",
  slogan: "把日子过暖一点",
  servicePhone: "400-820-8787",
  serviceHours: "每天 9:00–21:00",
  hotWords: ["龙井", "礼盒"],
  refundAddress: {
    name: "售后",
    phone: "19900008787",
    province: "浙江省",
    city: "杭州市",
    district: "西湖区",
    detail: "文三路 1 号",
  },
};
const save = async (change: object, token = owner) =>
  await shop.call("PUT", "/v1/staff/shop", { token, body: { ...wanted, ...change } });

describe("the shop's settings", () => {
  it("has a card before anybody set something, which may be kept", async () => {
    const first = await fetch(`${shop.url}/v1/shop`);
    expect(first.headers.get("cache-control")).toBe("public, max-age=60");
    expect(await first.json()).toEqual({
      name: "暖店",
      slogan: "懂您的每一次光临",
      servicePhone: null,
      serviceHours: "每天 09:00–21:00",
      hotWords: [],
      isDemo: true,
    });
  });

  it("is no demo with WeChat itself behind", async () => {
    expect(await readShop(createTestWorld())).toMatchObject({ isDemo: false });
  });

  it("shows everybody what was set, but where goods go back to only to staff", async () => {
    expect(await save({ expectedVersion: 0 })).toMatchObject({
      status: 200,
      body: { ...wanted, version: 1 },
    });
    const { refundAddress: _, ...card } = wanted;
    const answer = await shop.call("GET", "/v1/shop");
    expect(answer.body).toEqual({ ...card, isDemo: true });
    expect((await shop.call("GET", "/v1/staff/shop", { token: owner })).body).toMatchObject(wanted);
    const row = JSON.stringify(await ShopSettings.find().lean());
    const trail = JSON.stringify(await AuditEntries.find({ action: "shop.set" }).lean());
    expect(trail).toContain("hasRefundAddress");
    for (const text of [row, trail]) expect(text).not.toContain("19900008787");
  });

  it("lets the first of two who saw the same version win", async () => {
    const both = await Promise.all([
      save({ expectedVersion: 1, slogan: "甲" }),
      save({ expectedVersion: 1, slogan: "乙" }),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(await save({ expectedVersion: 0 })).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
    const kept = both.find(({ status }) => status === 200)?.body["slogan"];
    expect((await shop.call("GET", "/v1/shop")).body).toMatchObject({ slogan: kept });
  });

  it("is set by staff of the whole shop only, and refuses what no search page can show", async () => {
    const { token } = await shop.loginStaff({ roles: ["manager"], storeIds: [shop.storeId] });
    expect(await save({ expectedVersion: 2 }, token)).toMatchObject({ status: 403 });
    expect(await save({ expectedVersion: 2, hotWords: ["茶", "茶"] })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/hotWords" }] },
    });
    expect(await save({ expectedVersion: 2, servicePhone: "114" })).toMatchObject({ status: 400 });
  });
});
