import { newId } from "@server/kernel/ids.ts";
import { order } from "./buy.ts";
import type { DemoShop, Login } from "./open-demo-shop.ts";

type Shop = Pick<DemoShop, "ask">;
type Member = Login & { openid: string };

/** Fewer than the unpaid orders that one shopper may have. */
const AT_ONCE = 5;

/** SKUs of which there are enough, one of each product that comes first. */
async function skusOf({ ask }: Shop): Promise<string[]> {
  type Detail = { skus: { skuId: string; available: number }[] };
  const { items } = await ask<{ items: { productId: string }[] }>("GET", "/v1/products");
  const details = await Promise.all(
    items.map(async ({ productId }) => await ask<Detail>("GET", `/v1/products/${productId}`)),
  );
  return details.flatMap(
    ({ skus }) => skus.find(({ available }) => available > 2 * AT_ONCE)?.skuId ?? [],
  );
}

/** Puts one each of so many products into a shopper's cart. */
export async function fillCart(shop: Shop, { token }: Login, count: number): Promise<void> {
  for (const skuId of (await skusOf(shop)).slice(0, count))
    await shop.ask("POST", "/v1/cart/lines", {
      token,
      body: { lineId: newId("lin", new Date()), skuId, quantity: 1 },
    });
}

/** Gives a shopper so many orders, placed and cancelled as the shop window does it. */
export async function buyOften(shop: Shop, member: Member, count: number): Promise<void> {
  const skuIds = await skusOf(shop);
  let next = 0;
  const buyer = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      const skuId = skuIds[next % skuIds.length] ?? "";
      const orderId = await order(shop, member, { lines: [{ skuId, quantity: 1 }] });
      await shop.ask("POST", `/v1/orders/${orderId}/cancel`, { token: member.token });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, buyer));
}
