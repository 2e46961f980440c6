import Koa from "koa";
import { mongo } from "mongoose";

/**
 * The least that can answer the same questions: a bare Koa handler with the bare driver, no router, no validation, no
 * contract. What the shop costs is measured against this in the same run.
 */
const client = await new mongo.MongoClient(process.env["MONGODB_URI"] ?? "", {
  maxPoolSize: 50,
}).connect();
const db = client.db(process.env["BENCH_DB"]);
const products = db.collection<{ _id: string }>("products");
const stock = db.collection<{ _id: string }>("stock");

const card = {
  title: 1,
  subtitle: 1,
  mediaIds: 1,
  priceFromFen: 1,
  priceToFen: 1,
  memberPricesFromFen: 1,
  soldCount: 1,
  publishedAt: 1,
} as const;
const app = new Koa();
app.use(async (ctx) => {
  if (ctx.path === "/products") {
    const rows = await products
      .find(
        { isOnShelf: true },
        { projection: card, sort: { publishedAt: -1, _id: -1 }, limit: 21 },
      )
      .toArray();
    ctx.type = "application/json";
    ctx.body = JSON.stringify({ items: rows.slice(0, 20), nextCursor: rows.at(-1)?._id });
    return;
  }
  const product = await products.findOne(
    { _id: ctx.path.slice("/products/".length), isOnShelf: true } as never,
    { projection: { words: 0, titleWords: 0, otherWords: 0 } },
  );
  const skus = (product as unknown as { skus: { skuId: string }[] }).skus;
  const levels = await stock
    .find({ _id: { $in: skus.map(({ skuId }) => `${process.env["BENCH_STORE"]}:${skuId}`) } })
    .toArray();
  ctx.type = "application/json";
  ctx.body = JSON.stringify({ ...product, levels });
});
const server = app.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(
    `${JSON.stringify({ ready: true, port: typeof address === "object" ? address?.port : 0 })}\n`,
  );
});
process.on("SIGTERM", () => process.exit(0));
