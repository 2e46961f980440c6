import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@server/kernel/ids.ts";
import type { DemoShop, Login } from "./open-demo-shop.ts";

type Shop = Pick<DemoShop, "ask">;
type Member = Login & { openid: string };

/** Where goods of these journeys go to. */
export const receiver = {
  name: "王小明",
  phone: "13812345678",
  province: "浙江省",
  city: "杭州市",
  district: "西湖区",
  detail: "文三路 1 号 2 室",
};

/** What is bought, and how it is to come. */
type Wish = {
  readonly lines: readonly { readonly skuId: string; readonly quantity: number }[];
  /** Where it is collected; sent when absent. */
  readonly storeId?: string;
};

/** An order that waits for its payment, made without the window. */
export async function order(shop: Shop, { token }: Member, wish: Wish): Promise<string> {
  const now = new Date();
  const lines = wish.lines.map((line) => ({ lineId: newId("lin", now), ...line }));
  const pickup = { kind: "pickup", storeId: wish.storeId };
  const { province, city } = receiver;
  const quote = await shop.ask<{ totalFen: number; version: string }>("POST", "/v1/quotes", {
    token,
    body: {
      lines,
      delivery: wish.storeId === undefined ? { kind: "express", province, city } : pickup,
    },
  });
  const orderId = newId("ord", now);
  await shop.ask("POST", "/v1/orders", {
    token,
    body: {
      orderId,
      lines,
      delivery: wish.storeId === undefined ? { kind: "express", address: receiver } : pickup,
      expectedTotalFen: quote.totalFen,
      quoteVersion: quote.version,
    },
  });
  return orderId;
}

/** The same, paid at WeChat's cashier, and known to the shop as paid. */
export async function buy(shop: Shop, member: Member, wish: Wish): Promise<string> {
  const { token, openid } = member;
  const orderId = await order(shop, member, wish);
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
  for (;;) {
    const { paymentState } = await shop.ask<{ paymentState: string }>(
      "GET",
      `/v1/orders/${orderId}`,
      { token },
    );
    if (paymentState === "paid") return orderId;
    if (performance.now() > until) throw new Error("the order is not paid");
    await sleep(200);
  }
}
