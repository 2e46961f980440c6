import type { StaffProduct } from "../../../contract/catalog.ts";
import type { StaffActor, SystemActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { deriveFields } from "./derive-fields.ts";
import { Products, type DerivedFields, type ProductRow } from "./product.model.ts";
import { staffProductOf } from "./staff-product.ts";

/** What staff change of a product; the rest follows. */
export type ProductChange = Partial<
  Omit<
    ProductRow,
    "_id" | "version" | "createdAt" | "updatedAt" | "soldCount" | keyof DerivedFields
  >
>;

/**
 * Changes a product that is still at the version the caller saw: the one way in which products change, so that none
 * changes unseen by the audit trail, and a product on the shelf always has something to sell.
 * @param change works out the new values from the present row; runs inside the transaction.
 * @throws not_found, conflict, shelf_refused when nothing on the shelf could be bought.
 */
export async function changeProduct(
  world: World,
  actor: StaffActor | SystemActor,
  input: { productId: string; version: number; action: string; reason: string | null },
  change: (row: ProductRow) => ProductChange | Promise<ProductChange>,
): Promise<StaffProduct> {
  return await transaction(async () => {
    const before = await Products.findById(input.productId).lean();
    if (before === null) fail("not_found");
    if (before.version !== input.version) fail("conflict");
    const changed = await change(before);
    const product = { ...before, ...changed };
    if (product.isOnShelf && !product.skus.some(({ isOn }) => isOn))
      fail("shelf_refused", { detail: "至少要有一个在售的规格" });
    const set = {
      ...changed,
      ...deriveFields(product),
      version: before.version + 1,
      updatedAt: world.clock.now(),
    };
    await Products.updateOne({ _id: before._id }, { $set: set });
    await recordAction(world, actor, {
      action: input.action,
      subject: before._id,
      ...differences(before, changed),
      reason: input.reason,
    });
    return staffProductOf({ ...product, ...set });
  });
}

/** Only what is different, so that the trail shows the change and not the whole product twice. */
function differences(before: ProductRow, changed: ProductChange) {
  const names = (Object.keys(changed) as (keyof ProductChange)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(changed[name]),
  );
  const pick = (from: ProductChange) => Object.fromEntries(names.map((name) => [name, from[name]]));
  return { before: pick(before), after: pick(changed) };
}
