// What the shop sells and how it is found. Words: product (商品), SKU (规格), category (分类), media (图片),
// shelf (上架/下架), pick (为您挑选). Invariants: a SKU code is unique; a SKU is never removed, only turned off; a
// product on the shelf has a SKU that is on; products change only at the version that staff saw, and are audited;
// what is derived (prices from, words) always follows the SKUs; the cost never leaves by a shopper's endpoint.
export { catalogHandlers } from "./catalog.routes.ts";
export { createCategory } from "./categories/create-category.ts";
export { editHome } from "./home/edit-home.ts";
export { readMedia } from "./media/read-media.ts";
export { storeMedia } from "./media/store-media.ts";
export { createProduct } from "./products/create-product.ts";
export { eachScopeSku, findUnknown, type ScopeSku } from "./products/each-scope-sku.ts";
export { findProductIds } from "./products/find-product-ids.ts";
export { readSaleSkus, type SaleSku } from "./products/read-sale-skus.ts";
export { readShowcase, type Showcase } from "./products/read-showcase.ts";
export { setSales } from "./products/set-sales.ts";
export { shelveProduct } from "./products/shelve-product.ts";
export { unitPriceFor } from "./products/unit-price-for.ts";
