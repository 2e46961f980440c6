import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

/** Lists and pages that are the same for everyone may be kept this long, and asked again by ETag. */
const SHARED_SECONDS = 30;

/** The largest picture that staff may upload, in bytes, before base64. */
export const MEDIA_LIMIT_BYTES = 2_000_000;

/** The widths in which every picture is kept. */
export const mediaWidths = [240, 480, 960] as const;

/** Prices by tier level (`"1"` … `"9"`); a level that is absent pays the best price of the levels below. */
const memberPrices = z
  .record(z.string().regex(/^[1-9]$/, "应为等级 1 到 9"), fen)
  .meta({ description: "会员价：等级 → 整数分" });

/** Where a picture is; the last part of the path is the width and may be replaced by another of the three. */
const pictureUrl = z.string().meta({ description: "图片地址，末段为宽度 240、480 或 960" });

const productCard = z.object({
  productId: z.string(),
  title: z.string(),
  subtitle: z.string().nullable(),
  pictureUrl: pictureUrl.nullable(),
  priceFromFen: fen,
  priceToFen: fen,
  memberPricesFromFen: memberPrices,
  soldCount: z.int(),
});

const option = z.object({ name: z.string(), values: z.array(z.string()) });

const shopperSku = z.object({
  skuId: z.string(),
  optionValues: z.array(z.string()),
  pictureUrl: pictureUrl.nullable(),
  listPriceFen: fen,
  memberPricesFen: memberPrices,
  weightGrams: z.int(),
  isOn: z.boolean(),
  available: z.int().meta({ description: "默认门店的可售数量" }),
});

const productDetail = z.object({
  productId: z.string(),
  title: z.string(),
  subtitle: z.string().nullable(),
  description: z.string().nullable(),
  pictureUrls: z.array(pictureUrl),
  categoryIds: z.array(z.string()),
  options: z.array(option),
  skus: z.array(shopperSku),
  perOrderLimit: z.int().nullable(),
  perMemberLimit: z.int().nullable(),
  soldCount: z.int(),
});

const categoryNode = z.object({
  categoryId: z.string(),
  name: z.string(),
  pictureUrl: pictureUrl.nullable(),
  children: z.array(
    z.object({
      categoryId: z.string(),
      name: z.string(),
      pictureUrl: pictureUrl.nullable(),
    }),
  ),
});

const banner = z.object({
  title: z.string(),
  subtitle: z.string().nullable(),
  pictureUrl: pictureUrl,
  productId: z.string().nullable(),
  categoryId: z.string().nullable(),
});

const staffCategory = z.object({
  categoryId: z.string(),
  parentId: z.string().nullable(),
  name: z.string(),
  position: z.int(),
  isShown: z.boolean(),
  mediaId: z.string().nullable(),
  version: z.int(),
});

const staffCard = productCard.extend({
  isOnShelf: z.boolean(),
  skuCount: z.int(),
  lowestCostFen: fen.nullable(),
  version: z.int(),
  updatedAt: instant,
});

const staffSku = z.object({
  skuId: z.string(),
  code: z.string(),
  optionValues: z.array(z.string()),
  mediaId: z.string().nullable(),
  listPriceFen: fen,
  memberPricesFen: memberPrices,
  costFen: fen.nullable(),
  weightGrams: z.int(),
  isOn: z.boolean(),
});

const staffProduct = z.object({
  productId: z.string(),
  version: z.int(),
  title: z.string(),
  subtitle: z.string().nullable(),
  description: z.string().nullable(),
  keywords: z.string().nullable(),
  categoryIds: z.array(z.string()),
  mediaIds: z.array(z.string()),
  options: z.array(option),
  skus: z.array(staffSku),
  perOrderLimit: z.int().nullable(),
  perMemberLimit: z.int().nullable(),
  isOnShelf: z.boolean(),
  publishedAt: instant.nullable(),
  soldCount: z.int(),
  createdAt: instant,
  updatedAt: instant,
});

const priceInput = {
  listPriceFen: fen,
  memberPricesFen: memberPrices.default({}),
  costFen: fen.nullable(),
};

const skuInput = z.strictObject({
  skuId: id("sku").optional().meta({ description: "已有规格的编号；不填则新增" }),
  code: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, "应为字母、数字、点、横线，至多 40 位"),
  optionValues: z.array(text(30)).max(3),
  mediaId: id("med").nullable(),
  ...priceInput,
  weightGrams: z.int().min(0).max(1_000_000),
  isOn: z.boolean(),
});

const limit = z.int().min(1).max(9_999).nullable();

const productFields = {
  title: text(60),
  subtitle: text(80).nullable(),
  description: text(5_000).nullable(),
  keywords: text(200).nullable().meta({ description: "搜索用的别名，不展示，例如 奶茶 饮料" }),
  categoryIds: z.array(id("cat")).min(1).max(10),
  mediaIds: z.array(id("med")).max(9),
  options: z
    .array(z.strictObject({ name: text(20), values: z.array(text(30)).min(1).max(30) }))
    .max(3),
  skus: z.array(skuInput).min(1).max(100),
  perOrderLimit: limit,
  perMemberLimit: limit,
};

type ProductFields = z.output<z.ZodObject<typeof productFields>>;

/** What a product's parts must agree on: options and combinations, codes, and prices that members never pay more by. */
function checkProduct(product: ProductFields, context: z.core.$RefinementCtx<ProductFields>): void {
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  product.options.forEach((option, index) => {
    if (new Set(option.values).size !== option.values.length)
      refuse(["options", index, "values"], "选项不能重复");
    if (product.options.findIndex(({ name }) => name === option.name) !== index)
      refuse(["options", index, "name"], "选项名称不能重复");
  });
  const combinations = new Set<string>();
  const codes = new Set<string>();
  product.skus.forEach((sku, index) => {
    const isKnown =
      sku.optionValues.length === product.options.length &&
      sku.optionValues.every((value, at) => product.options[at]?.values.includes(value));
    if (!isKnown) refuse(["skus", index, "optionValues"], "应为每个选项各选一个值");
    const combination = JSON.stringify(sku.optionValues);
    if (combinations.has(combination)) refuse(["skus", index, "optionValues"], "规格组合重复");
    combinations.add(combination);
    if (codes.has(sku.code)) refuse(["skus", index, "code"], "规格编码重复");
    codes.add(sku.code);
    checkPrices(sku, ["skus", index], refuse);
  });
}

function checkPrices(
  prices: { listPriceFen: number; memberPricesFen: Record<string, number> },
  path: (string | number)[],
  refuse: (path: (string | number)[], message: string) => void,
): void {
  for (const [level, price] of Object.entries(prices.memberPricesFen))
    if (price > prices.listPriceFen)
      refuse([...path, "memberPricesFen", level], "会员价不能高于原价");
}

const categoryFields = {
  name: text(12),
  position: z.int().min(0).max(9_999),
  isShown: z.boolean(),
  mediaId: id("med").nullable(),
};

const fenText = z.coerce.number().int().min(0).max(100_000_000_00).meta({ description: "整数分" });

const productParams = z.object({ productId: id("prd") });
const version = z.int().min(1);

/** What the public and staff can ask of the catalog. */
export const catalogEndpoints = endpoints({
  "GET /v1/home": {
    tag: "商品",
    summary: "首页：横幅、分类、为您挑选、新品，对所有人相同",
    auth: "none",
    cacheSeconds: SHARED_SECONDS,
    response: z.object({
      banners: z.array(banner),
      categories: z.array(categoryNode),
      picks: z.array(productCard),
      news: z.array(productCard),
    }),
    errors: [],
  },
  "GET /v1/categories": {
    tag: "商品",
    summary: "展示中的分类，两级",
    auth: "none",
    cacheSeconds: SHARED_SECONDS,
    response: z.object({ items: z.array(categoryNode) }),
    errors: [],
  },
  "GET /v1/products": {
    tag: "商品",
    summary:
      "在售商品：按分类浏览可选排序；按词搜索时标题命中在前、销量高在前，也可另选排序；可限价格（最低一档的原价，分）与有货",
    auth: "none",
    cacheSeconds: SHARED_SECONDS,
    query: pageQuery
      .extend({
        categoryId: id("cat").optional(),
        q: text(40).optional(),
        sort: z.enum(["newest", "sales", "price_asc", "price_desc"]).optional(),
        /** Of the cheapest option, at list price. */
        priceMinFen: fenText.optional(),
        priceMaxFen: fenText.optional(),
        /** What the default store can sell now; a page may be short and still have a next one. */
        isInStock: z.literal("true").optional(),
      })
      .refine(({ priceMinFen, priceMaxFen }) => (priceMinFen ?? 0) <= (priceMaxFen ?? Infinity), {
        path: ["priceMaxFen"],
        message: "最高价不能低于最低价",
      }),
    response: pageOf(productCard),
    errors: ["not_found"],
  },
  "GET /v1/products/:productId": {
    tag: "商品",
    summary: "在售商品详情：各规格的价格、会员价与默认门店的可售数量",
    auth: "none",
    cacheSeconds: SHARED_SECONDS,
    params: productParams,
    response: productDetail,
    errors: ["not_found"],
  },
  "GET /v1/media/:mediaId/:width": {
    tag: "商品",
    summary: "一张图片，宽 240、480 或 960，WebP；内容不变，可长期缓存",
    auth: "none",
    params: z.object({
      mediaId: id("med"),
      width: z.enum(["240", "480", "960"]),
    }),
    response: { media: "image/webp" },
    errors: ["not_found"],
  },
  "POST /v1/staff/media": {
    tag: "商品管理",
    summary: "上传一张图片（JPEG、PNG 或 WebP，至多 2 MB），去除拍摄信息并生成三种宽度",
    auth: "staff:catalog.edit",
    bodyLimitBytes: Math.ceil(MEDIA_LIMIT_BYTES / 3) * 4 + 200,
    body: z.strictObject({ dataBase64: z.base64().min(4) }),
    response: z.object({
      mediaId: z.string(),
      pictureUrl,
      width: z.int(),
      height: z.int(),
    }),
    status: 201,
    errors: ["media_invalid"],
  },
  "GET /v1/staff/products": {
    tag: "商品管理",
    summary: "全部商品，含已下架的与成本；新建的在前，搜索时按相关度",
    auth: "staff:catalog.read",
    query: pageQuery.extend({
      categoryId: id("cat").optional(),
      q: text(40).optional(),
      shelf: z.enum(["on", "off"]).optional(),
    }),
    response: pageOf(staffCard),
    errors: [],
  },
  "GET /v1/staff/products/:productId": {
    tag: "商品管理",
    summary: "一件商品的全部资料，含成本与版本",
    auth: "staff:catalog.read",
    params: productParams,
    response: staffProduct,
    errors: ["not_found"],
  },
  "GET /v1/staff/skus": {
    tag: "商品管理",
    summary: "规格叫什么：按编号查，逗号分隔，至多 50 个；不存在的不在结果中",
    auth: "staff:catalog.read",
    query: z.strictObject({
      skuIds: z
        .string()
        .regex(/^sku_[0-9A-Z]{26}(?:,sku_[0-9A-Z]{26}){0,49}$/, "应为逗号分隔的规格编号"),
    }),
    response: z.object({
      items: z.array(
        z.object({
          skuId: z.string(),
          productId: z.string(),
          title: z.string(),
          optionsText: z.string(),
          pictureUrl: pictureUrl.nullable(),
        }),
      ),
    }),
    errors: [],
  },
  "POST /v1/staff/products": {
    tag: "商品管理",
    summary: "新建商品，先在下架状态",
    auth: "staff:catalog.edit",
    body: z.strictObject(productFields).superRefine(checkProduct),
    response: staffProduct,
    status: 201,
    errors: ["sku_code_taken"],
  },
  "PUT /v1/staff/products/:productId": {
    tag: "商品管理",
    summary: "修改商品的全部资料；版本不符时不改，已有的规格只能停售不能删",
    auth: "staff:catalog.edit",
    params: productParams,
    body: z.strictObject({ ...productFields, version }).superRefine(checkProduct),
    response: staffProduct,
    errors: ["not_found", "conflict", "sku_code_taken", "sku_needed", "shelf_refused"],
  },
  "POST /v1/staff/products/:productId/prices": {
    tag: "商品管理",
    summary: "调价：改列出的规格的原价、会员价与成本，需写原因",
    auth: "staff:catalog.edit",
    params: productParams,
    body: z
      .strictObject({
        version,
        prices: z
          .array(z.strictObject({ skuId: id("sku"), ...priceInput }))
          .min(1)
          .max(100),
        reason: text(200),
      })
      .superRefine((body, context) =>
        body.prices.forEach((prices, index) =>
          checkPrices(prices, ["prices", index], (path, message) =>
            context.addIssue({ code: "custom", path, message }),
          ),
        ),
      ),
    response: staffProduct,
    errors: ["not_found", "conflict"],
  },
  "PUT /v1/staff/products/:productId/shelf": {
    tag: "商品管理",
    summary: "上架或下架",
    auth: "staff:catalog.edit",
    params: productParams,
    body: z.strictObject({ version, isOnShelf: z.boolean() }),
    response: staffProduct,
    errors: ["not_found", "conflict", "shelf_refused"],
  },
  "GET /v1/staff/categories": {
    tag: "商品管理",
    summary: "全部分类，含隐藏的",
    auth: "staff:catalog.read",
    response: z.object({ items: z.array(staffCategory) }),
    errors: [],
  },
  "POST /v1/staff/categories": {
    tag: "商品管理",
    summary: "新建分类；上级必须是一级分类",
    auth: "staff:catalog.edit",
    body: z.strictObject({ ...categoryFields, parentId: id("cat").nullable() }),
    response: staffCategory,
    status: 201,
    errors: [],
  },
  "PUT /v1/staff/categories/:categoryId": {
    tag: "商品管理",
    summary: "修改分类的名称、顺序、图片或是否展示",
    auth: "staff:catalog.edit",
    params: z.object({ categoryId: id("cat") }),
    body: z.strictObject({ ...categoryFields, version }),
    response: staffCategory,
    errors: ["not_found", "conflict"],
  },
  "GET /v1/staff/home": {
    tag: "商品管理",
    summary: "首页的横幅与挑选，含版本",
    auth: "staff:catalog.read",
    response: z.object({
      version: z.int(),
      banners: z.array(banner.omit({ pictureUrl: true }).extend({ mediaId: z.string() })),
      pickProductIds: z.array(z.string()),
    }),
    errors: [],
  },
  "PUT /v1/staff/home": {
    tag: "商品管理",
    summary: "布置首页：横幅与为您挑选",
    auth: "staff:catalog.edit",
    body: z.strictObject({
      version: z.int().min(0),
      banners: z
        .array(
          z
            .strictObject({
              title: text(20),
              subtitle: text(40).nullable(),
              mediaId: id("med"),
              productId: id("prd").nullable(),
              categoryId: id("cat").nullable(),
            })
            .refine(({ productId, categoryId }) => productId === null || categoryId === null, {
              path: ["categoryId"],
              message: "商品与分类只能选一个",
            }),
        )
        .max(8),
      pickProductIds: z.array(id("prd")).max(20),
    }),
    response: z.object({ version: z.int() }),
    errors: ["conflict"],
  },
});

/** A product as staff write it. */
export type ProductInput = z.output<z.ZodObject<typeof productFields>>;
/** A card of a product list. */
export type ProductCard = z.output<typeof productCard>;
/** A product as staff read it. */
export type StaffProduct = z.output<typeof staffProduct>;
/** A top-level category with its children. */
export type CategoryNode = z.output<typeof categoryNode>;
