import type { ProductInput, StaffProduct } from "@server/contract/catalog.ts";
import type { StaffActor, SystemActor } from "@server/kernel/actor.ts";
import { createCategory, createProduct, shelveProduct } from "@server/modules/catalog/index.ts";
import { permissions } from "@server/contract/permissions.ts";
import type { World } from "@server/world.ts";

/** Somebody who may do everything. */
export const owner: StaffActor = {
  kind: "staff",
  staffId: "stf_01JBXG0000000000000000OWNR",
  name: "林店主",
  roles: ["owner"],
  permissions: new Set(permissions),
  storeIds: null,
  sessionId: "ses_01JBXG00000000000000000000",
};

const system: SystemActor = { kind: "system", name: "test" };
let made = 0;

/** Makes a shown category, on top or below another. */
export async function buildCategory(
  world: World,
  parts: { name?: string; parentId?: string; position?: number; isShown?: boolean } = {},
): Promise<string> {
  const row = await createCategory(world, system, {
    name: parts.name ?? "茶饮",
    parentId: parts.parentId ?? null,
    position: parts.position ?? 0,
    isShown: parts.isShown ?? true,
    mediaId: null,
  });
  return row._id;
}

/** What staff would send to make a product with one SKU at ¥20.00, members of level 2 at ¥18.00. */
export function productInput(categoryId: string, parts: Partial<ProductInput> = {}): ProductInput {
  made += 1;
  return {
    title: "茉莉绿茶",
    subtitle: null,
    description: null,
    keywords: null,
    categoryIds: [categoryId],
    mediaIds: [],
    options: [],
    skus: [skuInput({ code: `T-${made}` })],
    perOrderLimit: null,
    perMemberLimit: null,
    ...parts,
  };
}

/** One SKU as staff would send it. */
export function skuInput(parts: Partial<ProductInput["skus"][number]> = {}) {
  return {
    code: "T-1",
    optionValues: [],
    mediaId: null,
    listPriceFen: 2_000,
    memberPricesFen: { "2": 1_800 },
    costFen: 777,
    weightGrams: 100,
    isOn: true,
    ...parts,
  };
}

/** Makes a product and puts it on the shelf. */
export async function buildProduct(
  world: World,
  parts: Partial<ProductInput> & { categoryId?: string } = {},
): Promise<StaffProduct> {
  const { categoryId, ...rest } = parts;
  const input = productInput(categoryId ?? (await buildCategory(world)), rest);
  const { productId, version } = await createProduct(world, system, input);
  return await shelveProduct(world, system, { productId, version, isOnShelf: true });
}
