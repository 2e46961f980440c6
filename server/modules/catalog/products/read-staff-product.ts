import type { StaffProduct } from "../../../contract/catalog.ts";
import { fail } from "../../../kernel/errors.ts";
import { Products } from "./product.model.ts";
import { staffProductOf } from "./staff-product.ts";

/**
 * Reads all that staff may know of a product, on the shelf or not.
 * @throws not_found
 */
export async function readStaffProduct(productId: string): Promise<StaffProduct> {
  const row = await Products.findById(productId).lean();
  if (row === null) fail("not_found");
  return staffProductOf(row);
}
