import { expect, test } from "vitest";
import { readProduct } from "@server/modules/catalog/products/read-product.ts";
import { openStock } from "@server/modules/inventory/index.ts";
import { createStore } from "@server/modules/stores/index.ts";
import { buildProduct, owner, skuInput } from "@support/catalog.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();

const place = { province: "浙江省", city: "杭州市", district: "上城区", detail: "南山路 118 号" };
const open = async (name: string) =>
  createStore(world, owner, {
    ...place,
    name,
    kind: "direct",
    isPickup: true,
    hours: "08:00–22:00",
    phone: null,
  });

test("shows what the default store has of each SKU, also of those that are off, in three commands", async () => {
  const main = await open("总店");
  const corner = await open("街角店");
  const product = await buildProduct(world, {
    options: [{ name: "杯型", values: ["中杯", "大杯"] }],
    skus: [
      skuInput({ code: "M", optionValues: ["中杯"] }),
      skuInput({ code: "L", optionValues: ["大杯"], isOn: false }),
    ],
  });
  const [medium = "", large = ""] = product.skus.map(({ skuId }) => skuId);
  const reason = "盘点";
  const system = { kind: "system", name: "test" } as const;
  for (const [store, quantity] of [
    [main, 7],
    [corner, 99],
  ] as const)
    await openStock(world, system, {
      storeId: store._id,
      items: [{ skuId: medium, quantity }],
      reason,
    });
  const { result, commands } = await commandsOf(async () => readProduct(product.productId));
  expect(commands).toEqual(["find", "find", "find"]);
  expect(result.skus.map(({ skuId, isOn, available }) => [skuId, isOn, available])).toEqual([
    [medium, true, 7],
    [large, false, 0],
  ]);
});
