import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { Scenes } from "@server/modules/scenes/scene.model.ts";
import { buildStaff } from "@support/actors.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();

let shop: TestShop;
let token: string;
beforeAll(async () => {
  shop = await startShop();
  ({ token } = await shop.loginOwner());
});
afterAll(async () => {
  await shop.stop();
});

const at = new Date("2026-01-01T00:00:00.000Z");
const make = async (page: string, id: string | null, by = token) =>
  await shop.call<{ scene: string; path: string; code: string }>("POST", "/v1/staff/scenes", {
    token: by,
    body: { page, id },
  });

describe("scenes", () => {
  it.each([
    ["home", null],
    ["product", newId("prd", at)],
    ["campaign", newId("cmp", at)],
    ["coupon", newId("tpl", at)],
    ["coupon", "a".repeat(43)],
    ["coupon_gift", "b".repeat(43)],
    ["tier", null],
    ["points_mall", null],
    ["points_mall_item", newId("pmi", at)],
  ])("lead to %s %s and back, the same every time", async (page, id) => {
    const made = await make(page, id);
    expect(made.status).toBe(200);
    const { scene, path } = made.body;
    expect(scene).toMatch(/^[0-9A-Za-z]{10}$/);
    expect(path).toBe(`pages/home/index?scene=${scene}`);
    expect((await make(page, id)).body).toEqual(made.body);
    expect(await shop.call("GET", `/v1/scenes/${scene}`)).toEqual({
      status: 200,
      body: { page, id },
    });
  });

  it("are made once when many ask at once, with one entry in the audit trail", async () => {
    const id = newId("prd", at);
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => await make("product", id)),
    );
    expect(new Set(answers.map(({ body }) => body.scene)).size).toBe(1);
    const scene = answers[0]?.body.scene ?? "";
    expect(await Scenes.countDocuments({ _id: scene })).toBe(1);
    expect(await AuditEntries.countDocuments({ subject: scene })).toBe(1);
    await shop.audit();
  });

  it("differ for different targets", async () => {
    const scenes = await Promise.all(
      Array.from({ length: 20 }, async () => (await make("product", newId("prd", at))).body.scene),
    );
    expect(new Set(scenes).size).toBe(20);
  });

  it("have a picture, and an unknown one has none", async () => {
    const { scene } = (await make("tier", null)).body;
    const answer = await fetch(`${shop.url}/v1/scenes/${scene}/code`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("image/png");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=86400");
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    for (const path of ["/v1/scenes/unknown000", "/v1/scenes/unknown000/code"])
      expect(await shop.call("GET", path)).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      });
  });

  it.each([
    ["home", newId("prd", at)],
    ["product", null],
    ["product", newId("tpl", at)],
    ["coupon_gift", newId("tpl", at)],
    ["elsewhere", null],
  ])("are refused for %s %s", async (page, id) => {
    expect((await make(page, id)).status).toBe(400);
  });

  it("are made by who may edit goods or offers, and nobody else", async () => {
    const manager = await buildStaff(shop.world, { roles: ["manager"] });
    expect((await make("home", null, manager.token)).status).toBe(200);
    for (const role of ["guide", "cashier", "service"] as const) {
      const other = await buildStaff(shop.world, { roles: [role] });
      expect(await make("home", null, other.token)).toMatchObject({
        status: 403,
        body: { code: "forbidden" },
      });
    }
  });
});
