import { openStock } from "../modules/inventory/index.ts";
import { publishFreightPolicy } from "../modules/promotions/index.ts";
import { saveShop } from "../modules/settings/index.ts";
import { createStore } from "../modules/stores/index.ts";
import type { World } from "../world.ts";
import { createDice } from "./dice.ts";
import { earlier, OPENED_DAYS_AGO, seeder } from "./earlier.ts";
import type { Shelved } from "./fill-shelves.ts";

/** The two stores of the demo shop. */
export type DemoStores = { readonly mainId: string; readonly cornerId: string };

/** Opens the store that sends parcels, and one round the corner to collect from; says what sending costs. */
export async function openStores(world: World): Promise<DemoStores> {
  const opening = earlier(world, OPENED_DAYS_AGO);
  const place = { province: "浙江省", city: "杭州市", phone: null };
  const main = await createStore(opening, seeder, {
    ...place,
    name: "暖店 · 南山路总店",
    kind: "direct",
    isPickup: false,
    district: "上城区",
    detail: "南山路 118 号一层",
    hours: "08:00–22:00",
  });
  const corner = await createStore(opening, seeder, {
    ...place,
    name: "暖店 · 文三路街角店",
    kind: "direct",
    isPickup: true,
    district: "西湖区",
    detail: "文三路 259 号（街角）",
    hours: "07:30–21:30",
  });
  const rule = {
    isServed: true,
    firstGrams: 1_000,
    stepGrams: 1_000,
  };
  await publishFreightPolicy(opening, seeder, {
    expectedVersion: 0,
    storeId: main._id,
    rules: [
      {
        ...rule,
        provinces: ["浙江", "上海", "江苏", "安徽"],
        firstFen: 600,
        stepFen: 200,
        freeFromFen: 9_900,
      },
      { ...rule, provinces: [], firstFen: 1_000, stepFen: 400, freeFromFen: 12_900 },
      {
        ...rule,
        provinces: ["新疆", "西藏", "青海", "内蒙古"],
        firstFen: 1_800,
        stepFen: 1_200,
        freeFromFen: 29_900,
      },
      {
        ...rule,
        provinces: ["香港", "澳门", "台湾"],
        isServed: false,
        firstFen: 0,
        stepFen: 0,
        freeFromFen: null,
      },
    ],
    reason: "开店运费",
  });
  return { mainId: main._id, cornerId: corner._id };
}

/** Says what the shop is called, when somebody answers and what people look for. */
export async function sayWhoWeAre(world: World): Promise<void> {
  await saveShop(earlier(world, OPENED_DAYS_AGO), seeder, {
    expectedVersion: 0,
    name: "暖店",
    slogan: "把日子过暖一点",
    servicePhone: "400-820-8787",
    serviceHours: "每天 09:00–21:00",
    hotWords: ["拿铁", "下午茶礼盒", "百花蜜", "龙井", "护手霜", "小柿子", "奶瓶", "明信片"],
    refundAddress: {
      name: "暖店售后",
      phone: "19900008787",
      province: "浙江省",
      city: "杭州市",
      district: "上城区",
      detail: "南山路 118 号一层 售后收",
    },
  });
}

/** Fills both stores: plenty of what is made to order, some of the rest, and here and there the last ones. */
export async function stockStores(
  world: World,
  stores: DemoStores,
  shelved: readonly Shelved[],
): Promise<number> {
  const dice = createDice(8_787);
  for (const [storeId, share] of [
    [stores.mainId, 1],
    [stores.cornerId, 0.4],
  ] as const) {
    const items = shelved.flatMap(({ good, product }) =>
      product.skus.map(({ skuId }) => {
        const isFresh = good.category === "现制饮品";
        const luck = dice.next();
        const plenty = isFresh ? 600 : dice.between(24, 160);
        const quantity = !isFresh && luck < 0.05 ? dice.between(0, 3) : Math.round(plenty * share);
        return { skuId, quantity };
      }),
    );
    await openStock(earlier(world, 2), seeder, { storeId, items, reason: "盘点入库" });
  }
  return shelved.reduce((sum, { product }) => sum + product.skus.length, 0);
}
