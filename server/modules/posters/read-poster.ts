import { createHash } from "node:crypto";
import { landingPage } from "../../contract/scenes.ts";
import { drawPoster } from "../../kernel/draw-poster.ts";
import { formatYuan } from "../../kernel/money.ts";
import type { World } from "../../world.ts";
import { readMedia, readShowcase, type Showcase } from "../catalog/index.ts";
import { productScene } from "../scenes/index.ts";

/** Some 100 kB each. */
const KEPT = 50;

/** Posters that this process has drawn or is drawing, by ETag, the one asked for last at the end. */
const drawn = new Map<string, Promise<Buffer>>();

/**
 * The poster of a product on the shelf, with the ETag of what it shows.
 * @throws not_found, wechat_unavailable
 */
export async function readPoster(
  world: World,
  productId: string,
): Promise<{ etag: string; bytes: Buffer }> {
  const showcase = await readShowcase(productId);
  const { appid } = world.config.wechat;
  const content = JSON.stringify([appid, productId, showcase]);
  const etag = `"${createHash("sha1").update(content).digest("base64url")}"`;
  const poster = drawn.get(etag) ?? draw(world, productId, showcase);
  drawn.delete(etag);
  drawn.set(etag, poster);
  poster.catch(() => drawn.delete(etag));
  for (const oldest of [...drawn.keys()].slice(0, Math.max(0, drawn.size - KEPT)))
    drawn.delete(oldest);
  return { etag, bytes: await poster };
}

async function draw(world: World, productId: string, showcase: Showcase): Promise<Buffer> {
  const { title, mediaId, priceFromFen, priceToFen } = showcase;
  const parts = {
    title,
    price: formatYuan(priceFromFen),
    isFrom: priceToFen > priceFromFen,
    picture: mediaId === null ? null : await readMedia(mediaId, "960"),
    code: await world.wechat.makeCode(await productScene(world, productId), landingPage),
  };
  return await drawPoster(parts, "jpeg");
}
