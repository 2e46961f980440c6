import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";
import { openPageLogic } from "@support/weapp/page-logic.ts";

useDatabase();
let shop: TestShop;

beforeAll(async () => {
  shop = await startShop();
});

afterAll(async () => {
  await shop.stop();
});

describe("the pages' logic, as WeChat runs it", () => {
  it("shows the goods on the home page and opens the one that is tapped", async () => {
    const phone = openPageLogic({ shopUrl: shop.url });
    phone.open("pages/home/index");
    await phone.sees("茉莉绿茶");
    phone.tap("茉莉绿茶");
    await expect.poll(() => phone.stack()).toContain("subpackages/product/detail/index");
    await phone.sees("加入购物车");
    expect(phone.largestSetData()).toBeLessThan(1_024 * 1_024);
  });
});
