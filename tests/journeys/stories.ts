import { expect } from "vitest";
import type { Hand } from "./hand.ts";
import type { Stage, Story } from "./stage.ts";

type Listed = { items: { productId: string; title: string }[] };
type Order = { id: string; paymentState: string; totalFen: number };

const receiver = {
  name: "王小明",
  phone: "13812345678",
  province: "浙江省",
  city: "杭州市",
  district: "西湖区",
  detail: "文三路 1 号 2 室",
  isDefault: true,
};

/** The page of a product that comes in one kind only, found by its title. */
async function pageOf({ shop }: Stage, title: string): Promise<string> {
  const found = await shop.ask<Listed>(
    "GET",
    `/v1/products?q=${encodeURIComponent(title)}&limit=50`,
  );
  const product = found.items.find((one) => one.title === title);
  if (product === undefined) throw new Error(`no product ${title}`);
  return `/subpackages/product/detail/index?id=${product.productId}`;
}

/** A new shopper at the checkout of one product. */
async function atCheckout(stage: Stage, title: string): Promise<{ hand: Hand; token: string }> {
  const member = await stage.shop.meetShopper();
  await stage.shop.ask("POST", "/v1/me/addresses", { token: member.token, body: receiver });
  const hand = await stage.hand({ member });
  await hand.open(await pageOf(stage, title));
  await hand.sees(title);
  await hand.tap("立即购买");
  await hand.sees("价格明细");
  return { hand, token: member.token };
}

async function ordersOf({ shop }: Stage, token: string): Promise<Order[]> {
  return (await shop.ask<{ items: Order[] }>("GET", "/v1/orders", { token })).items;
}

/** A new shopper claims a coupon, buys with it, pays, sees the points pending and the tier move. */
async function buysWithCoupon(stage: Stage): Promise<void> {
  const member = await stage.shop.meetShopper();
  await stage.shop.ask("POST", "/v1/me/addresses", { token: member.token, body: receiver });
  const hand = await stage.hand({ member });
  await hand.open("/subpackages/membership/claims/index");
  await hand.sees("新朋友见面礼");
  await hand.tapBeside("新朋友见面礼", "领取");
  await hand.sees(/已领到|已领取/);
  await hand.open(await pageOf(stage, "补水面膜十片装"));
  await hand.tap("立即购买");
  await hand.sees("价格明细");
  await hand.sees("新朋友见面礼");
  await hand.pay(/^付款/, "success");
  await hand.sees("支付成功");
  await hand.sees(/分，.*生效/);
  await hand.open("/subpackages/membership/tier/index");
  await hand.sees(/成长值/);
  const [order] = await ordersOf(stage, member.token);
  expect(order?.paymentState).toBe("paid");
}

/** A payment that is cancelled leaves the order unpaid, and it can be paid later. */
async function cancelsAndPaysLater(stage: Stage): Promise<void> {
  const { hand, token } = await atCheckout(stage, "补水面膜十片装");
  await hand.pay(/^付款/, "cancel");
  await hand.sees("还没有收到付款");
  expect((await ordersOf(stage, token))[0]?.paymentState).toBe("awaiting_payment");
  await hand.open("/subpackages/orders/list/index");
  await hand.sees("补水面膜十片装");
  await hand.tap("补水面膜十片装");
  await hand.pay(/付款/, "success");
  await hand.sees(/支付成功|待发货|备货/);
  expect((await ordersOf(stage, token)).map(({ paymentState }) => paymentState)).toEqual(["paid"]);
}

/** WeChat's notice never comes: asking WeChat ends it as paid. */
async function paysWithoutNotice(stage: Stage): Promise<void> {
  const { hand, token } = await atCheckout(stage, "补水面膜十片装");
  await hand.pay(/^付款/, "success_without_notify");
  await hand.sees("支付成功");
  expect((await ordersOf(stage, token))[0]?.paymentState).toBe("paid");
}

/** The network goes away at checkout: nothing is lost, and coming back never orders twice. */
async function losesTheNetwork(stage: Stage): Promise<void> {
  const { hand, token } = await atCheckout(stage, "补水面膜十片装");
  await hand.fill(/留言/, "放门口就好");
  await hand.setOffline(true);
  await hand.tap(/^付款/);
  await hand.sees(/网络不通/);
  await hand.setOffline(false);
  await hand.pay(/^(接着提交|付款)/, "success");
  await hand.sees("支付成功");
  expect((await ordersOf(stage, token)).map(({ paymentState }) => paymentState)).toEqual(["paid"]);
}

/** Every journey by its name. */
export const stories: readonly (readonly [name: string, story: Story])[] = [
  ["a new shopper claims a coupon, buys, pays, sees points pending", buysWithCoupon],
  ["a payment that is cancelled stays unpaid and is made later", cancelsAndPaysLater],
  ["a payment without a notice ends as paid, because WeChat is asked", paysWithoutNotice],
  ["the network is lost at checkout and comes back: one order", losesTheNetwork],
];
