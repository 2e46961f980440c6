import type { catalogEndpoints } from "../../contract/catalog.ts";
import type { Handlers } from "../../kernel/http.ts";
import type { CategoryRow } from "./categories/category.model.ts";
import { createCategory } from "./categories/create-category.ts";
import { readAllCategories, readCategories } from "./categories/read-categories.ts";
import { updateCategory } from "./categories/update-category.ts";
import { editHome } from "./home/edit-home.ts";
import { readHome, readHomeRow } from "./home/read-home.ts";
import { addMedia } from "./media/add-media.ts";
import { mediaUrl } from "./media/media.model.ts";
import { readMedia } from "./media/read-media.ts";
import { changePrices } from "./products/change-prices.ts";
import { createProduct } from "./products/create-product.ts";
import { listProducts } from "./products/list-products.ts";
import { listStaffProducts } from "./products/list-staff-products.ts";
import { readProduct } from "./products/read-product.ts";
import { readSaleSkus } from "./products/read-sale-skus.ts";
import { readStaffProduct } from "./products/read-staff-product.ts";
import { searchProducts } from "./products/search-products.ts";
import { shelveProduct } from "./products/shelve-product.ts";
import { updateProduct } from "./products/update-product.ts";

const A_YEAR_SECONDS = 31_536_000;

const staffCategoryOf = ({ _id, ...row }: CategoryRow) => ({ categoryId: _id, ...row });

/** How catalog endpoints are answered. */
export const catalogHandlers: Handlers<typeof catalogEndpoints> = {
  "GET /v1/home": async () => await readHome(),
  "GET /v1/categories": async () => ({ items: await readCategories() }),
  "GET /v1/products": async ({ query: { q, sort, ...page } }) =>
    q === undefined
      ? await listProducts({ ...page, sort: sort ?? "newest" })
      : await searchProducts({ ...page, q, sort }),
  "GET /v1/products/:productId": async ({ params }) => await readProduct(params.productId),
  "GET /v1/media/:mediaId/:width": async ({ params }) => ({
    bytes: await readMedia(params.mediaId, params.width),
    maxAgeSeconds: A_YEAR_SECONDS,
    headers: { "Cross-Origin-Resource-Policy": "cross-origin" },
  }),
  "POST /v1/staff/media": async ({ world, actor, body }) => {
    const media = await addMedia(world, actor, body);
    return { ...media, pictureUrl: mediaUrl(media.mediaId, 960) };
  },
  "GET /v1/staff/products": async ({ query }) => await listStaffProducts(query),
  "GET /v1/staff/products/:productId": async ({ params }) =>
    await readStaffProduct(params.productId),
  "GET /v1/staff/skus": async ({ query }) => ({
    items: [...(await readSaleSkus(query.skuIds.split(","))).values()].map(
      ({ skuId, productId, title, optionsText, pictureUrl }) => ({
        skuId,
        productId,
        title,
        optionsText,
        pictureUrl,
      }),
    ),
  }),
  "POST /v1/staff/products": async ({ world, actor, body }) =>
    await createProduct(world, actor, body),
  "PUT /v1/staff/products/:productId": async ({ world, actor, params, body }) =>
    await updateProduct(world, actor, { ...body, ...params }),
  "POST /v1/staff/products/:productId/prices": async ({ world, actor, params, body }) =>
    await changePrices(world, actor, { ...body, ...params }),
  "PUT /v1/staff/products/:productId/shelf": async ({ world, actor, params, body }) =>
    await shelveProduct(world, actor, { ...body, ...params }),
  "GET /v1/staff/categories": async () => ({
    items: (await readAllCategories()).map(staffCategoryOf),
  }),
  "POST /v1/staff/categories": async ({ world, actor, body }) =>
    staffCategoryOf(await createCategory(world, actor, body)),
  "PUT /v1/staff/categories/:categoryId": async ({ world, actor, params, body }) =>
    staffCategoryOf(await updateCategory(world, actor, { ...body, ...params })),
  "GET /v1/staff/home": async () => await readHomeRow(),
  "PUT /v1/staff/home": async ({ world, actor, body }) => await editHome(world, actor, body),
};
