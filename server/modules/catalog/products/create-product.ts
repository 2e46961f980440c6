import type { ProductInput, StaffProduct } from "../../../contract/catalog.ts";
import type { StaffActor, SystemActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { mustHaveMedia } from "../media/must-have-media.ts";
import { deriveFields } from "./derive-fields.ts";
import { mediaOf } from "./media-of.ts";
import { mustHaveCategories } from "./must-have-categories.ts";
import { Products, type ProductRow } from "./product.model.ts";
import { refusingTakenCodes } from "./refusing-taken-codes.ts";
import { staffProductOf } from "./staff-product.ts";

/**
 * Makes a product with its SKUs, off the shelf.
 * @throws sku_code_taken, malformed when a category or picture does not exist, or a SKU brings an id of its own.
 */
export async function createProduct(
  world: World,
  actor: StaffActor | SystemActor,
  input: ProductInput,
): Promise<StaffProduct> {
  const now = world.clock.now();
  const foreign = input.skus.findIndex(({ skuId }) => skuId !== undefined);
  if (foreign !== -1)
    fail("malformed", {
      issues: [{ pointer: `/skus/${foreign}/skuId`, detail: "新建商品的规格不能带编号" }],
    });
  return await refusingTakenCodes(input.skus, async () =>
    transaction(async () => {
      await mustHaveMedia(mediaOf(input));
      const product = {
        ...input,
        categoryIds: await mustHaveCategories(input.categoryIds),
        skus: input.skus.map((sku) => ({ ...sku, skuId: newId("sku", now) })),
      };
      const row: ProductRow = {
        _id: newId("prd", now),
        version: 1,
        ...product,
        isOnShelf: false,
        publishedAt: null,
        soldCount: 0,
        createdAt: now,
        updatedAt: now,
        ...deriveFields(product),
      };
      await Products.create([row]);
      await recordAction(world, actor, {
        action: "product.created",
        subject: row._id,
        before: null,
        after: product,
        reason: null,
      });
      return staffProductOf(row);
    }),
  );
}
