import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { newId } from "@server/kernel/ids.ts";
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
  await hand.pay(/去付款/, "success");
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

const { isDefault: _, ...address } = receiver;

/** An order of one product that is paid, made without the window: the journey begins behind it. */
async function paidOrder(stage: Stage, title: string, quantity: number) {
  const { shop } = stage;
  const member = await shop.meetShopper();
  const { token, openid } = member;
  const [, productId = ""] = (await pageOf(stage, title)).split("id=");
  const product = await shop.ask<{ skus: { skuId: string }[] }>("GET", `/v1/products/${productId}`);
  const now = new Date();
  const lines = [{ lineId: newId("lin", now), skuId: product.skus[0]?.skuId ?? "", quantity }];
  const { province, city } = receiver;
  const quote = await shop.ask<{ totalFen: number; version: string }>("POST", "/v1/quotes", {
    token,
    body: { lines, delivery: { kind: "express", province, city } },
  });
  const orderId = newId("ord", now);
  await shop.ask("POST", "/v1/orders", {
    token,
    body: {
      orderId,
      lines,
      delivery: { kind: "express", address },
      expectedTotalFen: quote.totalFen,
      quoteVersion: quote.version,
    },
  });
  const { parameters } = await shop.ask<{ parameters: { package: string } }>(
    "POST",
    `/v1/orders/${orderId}/payment`,
    { token },
  );
  await shop.ask("POST", "/__sandbox/pay", {
    body: {
      ...parameters,
      prepay_id: parameters.package.replace("prepay_id=", ""),
      outcome: "success",
      openid,
    },
  });
  const until = performance.now() + 20_000;
  while ((await ordersOf(stage, token))[0]?.paymentState !== "paid") {
    if (performance.now() > until) throw new Error("the order is not paid");
    await sleep(200);
  }
  return { member, orderId };
}

/** Part of an order goes back: what it means is seen before it is asked for. */
async function asksForARefund(stage: Stage): Promise<void> {
  const { member, orderId } = await paidOrder(stage, "补水面膜十片装", 2);
  const shopper = await stage.hand({ member });
  await shopper.open(`/subpackages/orders/refund/index?orderId=${orderId}`);
  await shopper.sees("退哪些商品");
  await shopper.tap(/加一|退几件.*加/);
  await shopper.sees("退款前后");
  await shopper.sees("退给您");
  await shopper.tap("不想要了");
  await shopper.tap(/^申请退款 ¥/);
  await shopper.sees(/等店里处理|已提交/);
  const { items } = await stage.shop.ask<{ items: { state: string }[] }>(
    "GET",
    `/v1/orders/${orderId}/refunds`,
    { token: member.token },
  );
  expect(items).toHaveLength(1);
}

/** The merchant ships an order in two parcels. */
async function shipsTwoParcels(stage: Stage): Promise<void> {
  const { member, orderId } = await paidOrder(stage, "补水面膜十片装", 2);
  const merchant = await stage.hand({ staff: await stage.shop.logInStaff("owner") });
  await merchant.open(`/subpackages/merchant/order/index?orderId=${orderId}`);
  await merchant.tap("发货");
  await merchant.sees("发出一个包裹");
  await merchant.tap(/减一/);
  await merchant.fill("快递公司", "中通");
  await merchant.tap(/中通/);
  await merchant.fill("快递单号", "ZT0000000001");
  await merchant.tap("发出 1 件");
  await merchant.sees("ZT0000000001");
  await merchant.tap("发货");
  await merchant.sees("还剩 1 件未发");
  await merchant.fill("快递单号", "ZT0000000002");
  await merchant.tap("发出 1 件");
  await merchant.sees("ZT0000000002");
  const shopper = await stage.hand({ member });
  await shopper.open(`/subpackages/orders/detail/index?orderId=${orderId}`);
  await shopper.sees("ZT0000000001");
  await shopper.sees("ZT0000000002");
}

/** A coupon that stops being valid between looking and paying is explained, with the new price. */
async function losesACoupon(stage: Stage): Promise<void> {
  const { shop } = stage;
  const owner = await shop.logInStaff("owner");
  const member = await shop.meetShopper();
  await shop.ask("POST", "/v1/me/addresses", { token: member.token, body: receiver });
  const { items } = await shop.ask<{ items: { templateId: string; name: string }[] }>(
    "GET",
    "/v1/coupons",
    { token: member.token },
  );
  const template = items.find(({ name }) => name === "新朋友见面礼");
  if (template === undefined) throw new Error("no coupon to claim");
  const coupon = await shop.ask<{ couponId: string }>("POST", "/v1/coupons/claims", {
    token: member.token,
    body: { templateId: template.templateId, claimId: newId("clm", new Date()) },
  });
  const hand = await stage.hand({ member });
  await hand.open(await pageOf(stage, "补水面膜十片装"));
  await hand.tap("立即购买");
  await hand.sees("新朋友见面礼");
  await shop.ask("POST", `/v1/staff/coupons/${coupon.couponId}/void`, {
    token: owner.token,
    body: { reason: "演示：付款前收回" },
  });
  await hand.tap(/^付款/);
  await hand.sees("价格有变化");
  await hand.sees(/「新朋友见面礼」不能再用/);
  await hand.pay(/^按现在的价格付款/, "success");
  await hand.sees("支付成功");
}

/** Every journey by its name. */
export const stories: readonly (readonly [name: string, story: Story])[] = [
  ["a new shopper claims a coupon, buys, pays, sees points pending", buysWithCoupon],
  ["a payment that is cancelled stays unpaid and is made later", cancelsAndPaysLater],
  ["a payment without a notice ends as paid, because WeChat is asked", paysWithoutNotice],
  ["the network is lost at checkout and comes back: one order", losesTheNetwork],
  ["a coupon that stops being valid before paying is explained", losesACoupon],
  ["part of an order goes back, with a preview", asksForARefund],
  ["the merchant ships two parcels", shipsTwoParcels],
];
