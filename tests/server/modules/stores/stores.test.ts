import { beforeEach, describe, expect, it } from "vitest";
import { permissions } from "@server/contract/permissions.ts";
import type { StaffActor } from "@server/kernel/actor.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { editStore } from "@server/modules/stores/edit-store.ts";
import {
  createStore,
  defaultStore,
  listPickupStores,
  readStore,
} from "@server/modules/stores/index.ts";
import { listStores } from "@server/modules/stores/read-store.ts";
import { Stores } from "@server/modules/stores/store.model.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
const owner: StaffActor = {
  kind: "staff",
  staffId: "stf_01J00000000000000000000001",
  name: "店主",
  roles: ["owner"],
  permissions: new Set(permissions),
  storeIds: null,
  sessionId: "ses_1",
};
const card = {
  name: "旗舰店",
  kind: "direct",
  isPickup: true,
  province: "浙江省",
  city: "杭州市",
  district: "西湖区",
  detail: "暖心路 1 号",
  hours: "10:00-22:00",
  phone: "0571-88886666",
} as const;
const open = async (name: string, isPickup = true) => {
  world.clock.advance(1);
  return await createStore(world, owner, { ...card, name, isPickup });
};

beforeEach(async () => {
  await Stores.deleteMany({});
});

describe("stores", () => {
  it("has exactly one default, also when many open or become it at once", async () => {
    const stores = await Promise.all(["甲", "乙", "丙"].map(async (name) => await open(name)));
    expect(await Stores.countDocuments({ isDefault: true })).toBe(1);
    await Promise.all(
      stores.map(
        async ({ _id }) =>
          await editStore(world, owner, {
            storeId: _id,
            changes: { isDefault: true },
            reason: "换仓",
          }),
      ),
    );
    expect(await Stores.countDocuments({ isDefault: true })).toBe(1);
    expect((await defaultStore()).isDefault).toBe(true);
  });

  it("are listed in order, by pages, and only pickup stores when asked", async () => {
    for (const [name, isPickup] of [
      ["甲", true],
      ["乙", false],
      ["丙", true],
    ] as const)
      await open(name, isPickup);
    const first = await listStores({ limit: 2 });
    expect(first.items.map((store) => store.name)).toEqual(["甲", "乙"]);
    const rest = await listStores({ limit: 2, cursor: first.nextCursor ?? "" });
    expect(rest).toMatchObject({ items: [{ name: "丙" }], nextCursor: null });
    expect((await listStores({ isPickup: "true", limit: 9 })).items).toHaveLength(2);
    expect((await listPickupStores()).map((store) => store.name)).toEqual(["甲", "丙"]);
  });

  it("are edited with a record of before and after", async () => {
    const store = await open("甲");
    await editStore(world, owner, {
      storeId: store._id,
      changes: { hours: "09:00-21:00", name: undefined },
      reason: "夏令",
    });
    expect(await readStore(store._id)).toEqual({ ...store, hours: "09:00-21:00" });
    expect(
      await AuditEntries.findOne({ subject: store._id, action: "store.edited" }).lean(),
    ).toMatchObject({
      before: { hours: "10:00-22:00" },
      after: { hours: "09:00-21:00", name: "甲" },
      reason: "夏令",
    });
  });

  it("outside of one's scope cannot be edited or opened", async () => {
    const store = await open("甲");
    const scoped: StaffActor = { ...owner, roles: ["manager"], storeIds: ["sto_other"] };
    await expect(
      editStore(world, scoped, { storeId: store._id, changes: { name: "乙" }, reason: "试" }),
    ).rejects.toMatchObject({ code: "not_found" });
    await expect(createStore(world, scoped, card)).rejects.toMatchObject({ code: "forbidden" });
    expect((await readStore(store._id)).name).toBe("甲");
  });

  it("that do not exist are said so", async () => {
    await expect(readStore("sto_none")).rejects.toMatchObject({ code: "not_found" });
    await expect(defaultStore()).rejects.toMatchObject({ code: "not_found" });
  });
});
