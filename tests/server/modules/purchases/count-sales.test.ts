import { expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { Products } from "@server/modules/catalog/products/product.model.ts";
import {
  purchasesJobs,
  recordPurchase,
  recordPurchaseRefund,
} from "@server/modules/purchases/index.ts";
import { buildProduct } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();

it("counts at night what was sold and not given back, so that lists by sales are true", async () => {
  const world = createTestWorld();
  const product = await buildProduct(world);
  const skuId = product.skus[0]?.skuId ?? "";
  const at = world.clock.now();
  const buy = async (externalId: string, quantity: number) =>
    await recordPurchase(world, {
      memberId: newId("mem", at),
      source: "shop",
      externalId,
      at,
      storeId: null,
      lines: [
        { skuId, title: "茶", quantity, paidFen: quantity * 100 },
        { skuId: null, title: "手工服务", quantity: 1, paidFen: 0 },
      ],
      paidFen: quantity * 100,
      freightFen: 0,
    });
  const giveBack = async (externalId: string, quantity: number) =>
    await recordPurchaseRefund({
      source: "shop",
      externalId,
      refundId: newId("ref", at),
      goodsFen: quantity * 100,
      freightFen: 0,
      at,
      lines: [{ index: 0, quantity, refundFen: quantity * 100 }],
    });
  await buy("a", 5);
  await buy("b", 2);
  await buy("c", 4);
  await giveBack("a", 2);
  await giveBack("c", 4);
  const [job] = purchasesJobs;
  expect(await job?.run(world)).toEqual({ skus: 1 });
  expect(await Products.findById(product.productId).lean()).toMatchObject({ soldCount: 5 });
});
