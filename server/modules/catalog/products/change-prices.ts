import type { StaffProduct } from "../../../contract/catalog.ts";
import type { StaffActor } from "../../../kernel/actor.ts";
import { fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { changeProduct } from "./change-product.ts";
import type { SkuRow } from "./product.model.ts";

/**
 * Changes the prices and costs of the named SKUs of a product, for a reason.
 * @throws not_found, conflict, malformed when a SKU is not of this product or named twice.
 */
export async function changePrices(
  world: World,
  actor: StaffActor,
  input: {
    productId: string;
    version: number;
    prices: readonly Pick<SkuRow, "skuId" | "listPriceFen" | "memberPricesFen" | "costFen">[];
    reason: string;
  },
): Promise<StaffProduct> {
  const { productId, version, prices, reason } = input;
  const head = { productId, version, action: "product.repriced", reason };
  return await changeProduct(world, actor, head, (row) => {
    const issues = prices.flatMap(({ skuId }, index) =>
      row.skus.some((sku) => sku.skuId === skuId) &&
      prices.findIndex((other) => other.skuId === skuId) === index
        ? []
        : [{ pointer: `/prices/${index}/skuId`, detail: "不是此商品的规格，或重复" }],
    );
    if (issues.length > 0) fail("malformed", { issues });
    const priceOf = new Map(prices.map((price) => [price.skuId, price]));
    return { skus: row.skus.map((sku) => ({ ...sku, ...priceOf.get(sku.skuId) })) };
  });
}
