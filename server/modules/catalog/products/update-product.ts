import type { ProductInput, StaffProduct } from "../../../contract/catalog.ts";
import type { StaffActor } from "../../../kernel/actor.ts";
import { fail } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import type { World } from "../../../world.ts";
import { mustHaveMedia } from "../media/must-have-media.ts";
import { changeProduct } from "./change-product.ts";
import { mediaOf } from "./media-of.ts";
import { mustHaveCategories } from "./must-have-categories.ts";
import type { SkuRow } from "./product.model.ts";
import { refusingTakenCodes } from "./refusing-taken-codes.ts";

/**
 * Replaces what staff wrote of a product. SKUs keep their ids; new ones get one; none may be left out, because orders,
 * carts and stock refer to them: they can be turned off.
 * @throws not_found, conflict, sku_code_taken, sku_needed, shelf_refused, malformed for what does not exist.
 */
export async function updateProduct(
  world: World,
  actor: StaffActor,
  input: ProductInput & { productId: string; version: number },
): Promise<StaffProduct> {
  const { productId, version, ...product } = input;
  const head = { productId, version, action: "product.updated", reason: null };
  return await refusingTakenCodes(product.skus, async () =>
    changeProduct(world, actor, head, async (row) => {
      checkSkus(row.skus, product.skus);
      await mustHaveMedia(mediaOf(product));
      return {
        ...product,
        categoryIds: await mustHaveCategories(product.categoryIds),
        skus: product.skus.map(({ skuId, ...sku }) => ({
          skuId: skuId ?? newId("sku", world.clock.now()),
          ...sku,
        })),
      };
    }),
  );
}

function checkSkus(known: readonly SkuRow[], given: ProductInput["skus"]): void {
  const knownIds = new Set(known.map(({ skuId }) => skuId));
  const givenIds = given.map(({ skuId }) => skuId);
  const issues = givenIds.flatMap((skuId, index) =>
    skuId === undefined || (knownIds.has(skuId) && givenIds.indexOf(skuId) === index)
      ? []
      : [{ pointer: `/skus/${index}/skuId`, detail: "不是此商品的规格，或重复" }],
  );
  if (issues.length > 0) fail("malformed", { issues });
  const missing = known.filter(({ skuId }) => !givenIds.includes(skuId));
  if (missing.length > 0)
    fail("sku_needed", {
      issues: [{ pointer: "/skus", detail: `缺少 ${missing.map(({ code }) => code).join("、")}` }],
    });
}
