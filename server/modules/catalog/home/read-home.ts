import type { z } from "zod";
import type { catalogEndpoints } from "../../../contract/catalog.ts";
import { readCategories } from "../categories/read-categories.ts";
import { mediaUrl } from "../media/media.model.ts";
import { listProducts } from "../products/list-products.ts";
import { cardFields, cardOf, type CardRow } from "../products/product-card.ts";
import { Products } from "../products/product.model.ts";
import { HOME, HomePages, type HomeRow } from "./home.model.ts";

type Home = z.output<(typeof catalogEndpoints)["GET /v1/home"]["response"]>;

/** How many new products the home page shows. */
const NEWS = 8;

/** The arrangement as staff left it; nothing yet is version 0. */
export async function readHomeRow(): Promise<HomeRow> {
  const row = await HomePages.findById(HOME).lean();
  return row ?? { _id: HOME, version: 0, banners: [], pickProductIds: [] };
}

/** The home page, the same for everyone: picks in the order of staff, without what is off the shelf. */
export async function readHome(): Promise<Home> {
  const [home, categories, news] = await Promise.all([
    readHomeRow(),
    readCategories(),
    listProducts({ sort: "newest", limit: NEWS }),
  ]);
  const rows = await Products.find(
    { _id: { $in: home.pickProductIds }, isOnShelf: true },
    cardFields,
  ).lean<CardRow[]>();
  const byId = new Map(rows.map((row) => [row._id, row]));
  return {
    banners: home.banners.map(({ mediaId, ...banner }) => ({
      ...banner,
      pictureUrl: mediaUrl(mediaId, 960),
    })),
    categories,
    picks: home.pickProductIds.flatMap((productId) => {
      const row = byId.get(productId);
      return row === undefined ? [] : [cardOf(row)];
    }),
    news: news.items,
  };
}
