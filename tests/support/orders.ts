import type { MemberActor } from "@server/kernel/actor.ts";
import { newId } from "@server/kernel/ids.ts";
import { openStock } from "@server/modules/inventory/index.ts";
import { quoteLines } from "@server/modules/orders/read-cart.ts";
import { placeOrder, type PlaceOrderInput } from "@server/modules/orders/place-order.ts";
import { publishFreightPolicy } from "@server/modules/promotions/index.ts";
import { createStore } from "@server/modules/stores/index.ts";
import type { World } from "@server/world.ts";
import { buildProduct, skuInput } from "@support/catalog.ts";

const system = { kind: "system", name: "test" } as const;

/** An address in Shanghai. */
export const shanghai = {
  name: "王小明",
  phone: "13812345678",
  province: "上海市",
  city: "上海市",
  district: "徐汇区",
  detail: "漕溪北路 1 号 2 室",
};

/** A shop that sends from one store: ¥8 freight, free from ¥99, not to Tibet; with pickup. */
export async function buildShop(world: World): Promise<{ storeId: string }> {
  const store = await createStore(world, system, {
    name: "暖店·徐汇店",
    kind: "direct",
    isPickup: true,
    province: "上海市",
    city: "上海市",
    district: "徐汇区",
    detail: "衡山路 8 号",
    hours: "9:00–21:00",
    phone: null,
  });
  await publishFreightPolicy(world, system, {
    expectedVersion: 0,
    storeId: store._id,
    rules: [
      {
        provinces: ["西藏"],
        isServed: false,
        firstGrams: 1_000,
        firstFen: 0,
        stepGrams: 1_000,
        stepFen: 0,
        freeFromFen: null,
      },
      {
        provinces: [],
        isServed: true,
        firstGrams: 1_000,
        firstFen: 800,
        stepGrams: 1_000,
        stepFen: 200,
        freeFromFen: 9_900,
      },
    ],
    reason: "开店",
  });
  return { storeId: store._id };
}

let skuNumber = 0;

/** A product on the shelf with one SKU and so much stock in the store. */
export async function buildStockedSku(
  world: World,
  storeId: string,
  parts: {
    quantity?: number;
    listPriceFen?: number;
    memberPricesFen?: Record<string, number>;
    perOrderLimit?: number | null;
    perMemberLimit?: number | null;
    title?: string;
  } = {},
): Promise<{ skuId: string; productId: string; version: number }> {
  skuNumber += 1;
  const product = await buildProduct(world, {
    title: parts.title ?? "茉莉绿茶",
    perOrderLimit: parts.perOrderLimit ?? null,
    perMemberLimit: parts.perMemberLimit ?? null,
    skus: [
      skuInput({
        code: `S-${skuNumber}-${world.clock.now().getTime()}`,
        listPriceFen: parts.listPriceFen ?? 2_000,
        memberPricesFen: parts.memberPricesFen ?? {},
      }),
    ],
  });
  const skuId = product.skus[0]?.skuId ?? "";
  await openStock(world, system, {
    storeId,
    items: [{ skuId, quantity: parts.quantity ?? 100 }],
    reason: "期初",
  });
  return { skuId, productId: product.productId, version: product.version };
}

/** A shopper with a session, as handlers see them. */
export function buildShopper(world: World): MemberActor {
  const memberId = newId("mem", world.clock.now());
  return {
    kind: "member",
    memberId,
    openid: `o${memberId.slice(-27)}`,
    sessionId: newId("ses", world.clock.now()),
  };
}

type Delivery = PlaceOrderInput["delivery"];

/** What a phone sends after showing a quote: lines, delivery, the total that was shown and its version. */
export async function orderInput(
  world: World,
  shopper: MemberActor,
  wanted: readonly { skuId: string; quantity: number; mallItemId?: string }[],
  delivery: Delivery = { kind: "express", address: shanghai },
  choice: { couponIds: string[]; points: number } = { couponIds: [], points: 0 },
): Promise<PlaceOrderInput> {
  const lines = wanted.map((line) => ({ lineId: newId("lin", world.clock.now()), ...line }));
  const quote = await quoteLines(world, shopper, {
    ...choice,
    lines,
    delivery:
      delivery.kind === "pickup"
        ? delivery
        : { kind: "express", province: delivery.address.province, city: delivery.address.city },
  });
  return {
    orderId: newId("ord", world.clock.now()),
    lines,
    delivery,
    ...choice,
    expectedTotalFen: quote.totalFen,
    quoteVersion: quote.version,
    buyerNote: null,
    invoice: null,
  };
}

/** Quotes and places an order. */
export async function buildOrder(
  world: World,
  shopper: MemberActor,
  wanted: readonly { skuId: string; quantity: number; mallItemId?: string }[],
  delivery?: Delivery,
  choice?: { couponIds: string[]; points: number },
) {
  const input = await orderInput(world, shopper, wanted, delivery, choice);
  return await placeOrder(world, shopper, input);
}
