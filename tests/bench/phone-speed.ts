import type { Browser, Page } from "playwright-core";
import { openPhone, type OpenedPhone } from "@support/weapp/open-phone.ts";
import { servePhone } from "@support/weapp/serve-phone.ts";
import { buyOften, fillCart } from "../journeys/buy-often.ts";
import type { DemoShop, Login } from "../journeys/open-demo-shop.ts";
import {
  answersOf,
  longestTask,
  middle,
  ms,
  RUNS,
  seen,
  slow,
  watchTaps,
  watchTasks,
  type Measure,
} from "./measure.ts";

const ORDERS = 500;
const LINES = 5;
const PRODUCT = "补水面膜十片装";
/** What home opens with, and what stands further down. */
const FIRST = "柿子红了";
const BELOW = "为您挑选";

/** Milliseconds until each text is to be seen, one after the other: the middle of some runs. */
async function untilSeen(
  page: Page,
  texts: readonly string[],
  begin: () => Promise<void>,
  prepare: () => Promise<void> = async () => undefined,
): Promise<number[]> {
  const times = texts.map((): number[] => []);
  for (let run = 0; run < RUNS; run += 1) {
    await prepare();
    const startedAt = performance.now();
    await begin();
    for (const [at, text] of texts.entries()) {
      await seen(page, text);
      times[at]?.push(performance.now() - startedAt);
    }
  }
  return times.map(middle);
}

/** The mini-program on a phone. */
export async function benchPhone(shop: DemoShop, browser: Browser): Promise<Measure[]> {
  const found: Measure[] = [];
  const member = await shop.meetShopper();
  const server = await servePhone(shop.url);
  const kept = { "login.member": member };
  try {
    const cold: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const phone = await openPhone(browser, { url: server.url, path: "/pages/me/index", kept });
      await slow(phone.page);
      const startedAt = performance.now();
      await phone.restart("/pages/home/index");
      await seen(phone.page, FIRST);
      cold.push(performance.now() - startedAt);
      await phone.close();
    }
    const phone = await openPhone(browser, { url: server.url, kept });
    const { page } = phone;
    await seen(page, BELOW);
    await slow(page);
    const [plain = 0] = await untilSeen(
      page,
      ["语言"],
      async () => await phone.restart("/subpackages/account/settings/index"),
    );
    const [first = 0, all = 0] = await untilSeen(
      page,
      [FIRST, BELOW],
      async () => await phone.restart("/pages/home/index"),
    );
    const beside = (what: string, wanted: string, time: number): Measure => ({
      what: `weapp · ${what}`,
      wanted,
      found: ms(time),
      times: (time / plain).toFixed(2),
    });
    found.push(
      beside("the plainest page, boot included", "–", plain),
      beside("home's first content, nothing kept", "3,000 ms", middle(cold)),
      beside("home's first content, as kept", "1,500 ms", first),
      beside("home's goods below it, as kept", "–", all),
    );
    const productId = await findProduct(shop);
    const [product = 0] = await untilSeen(
      page,
      ["加入购物车"],
      async () => await phone.open(`/subpackages/product/detail/index?id=${productId}`),
      async () => await phone.restart("/pages/category/index"),
    );
    found.push(beside("a product after its tap", "600 ms", product));
    found.push(...(await benchCart(shop, phone, member)));
    await phone.close();
    found.push(...(await benchOrders(shop, browser, server.url)));
    return found;
  } finally {
    await server.close();
  }
}

async function findProduct(shop: DemoShop): Promise<string> {
  const list = await shop.ask<{ items: { productId: string }[] }>(
    "GET",
    `/v1/products?q=${encodeURIComponent(PRODUCT)}`,
  );
  return list.items[0]?.productId ?? "";
}

/** From the finger's end to the frame with the new number; and what went to the phone until all prices were new, too. */
async function benchCart(shop: DemoShop, phone: OpenedPhone, member: Login): Promise<Measure[]> {
  const { page } = phone;
  await fillCart(shop, member, LINES);
  await phone.restart("/pages/cart/index");
  const more = page.getByLabel("加一").filter({ visible: true }).first();
  await more.waitFor();
  // What the page itself loads has come by then.
  await page.waitForTimeout(1_500);
  await watchTaps(page, ".nd-stepper__count");
  const sizes: number[][] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await phone.sent();
    await more.click();
    await page.waitForTimeout(2_000);
    sizes.push(await phone.sent());
  }
  const sums = sizes.map((some) => some.reduce((sum, bytes) => sum + bytes, 0));
  return [
    {
      what: "weapp · one more in the cart, answered",
      wanted: "100 ms",
      found: ms(middle(await answersOf(page))),
    },
    {
      what: "weapp · one more in the cart, sent by setData with the tap",
      wanted: "4,000 bytes",
      found: `${middle(sizes.map(([first = 0]) => first))} bytes`,
    },
    {
      what: "weapp · the same, until all prices are new",
      wanted: "–",
      found: `${middle(sums)} bytes`,
    },
  ];
}

/** Scrolls through a list of many orders, down to its end and up again. */
async function benchOrders(shop: DemoShop, browser: Browser, url: string): Promise<Measure[]> {
  const member = await shop.meetShopper();
  await buyOften(shop, member, ORDERS);
  const phone = await openPhone(browser, {
    url,
    path: "/subpackages/orders/list/index",
    kept: { "login.member": member },
  });
  const { page } = phone;
  await page.locator(".orders-card").first().waitFor();
  await page.waitForTimeout(1_500);
  await slow(page);
  await watchTasks(page);
  await page.mouse.move(190, 400);
  const end = page.getByText("没有更多了");
  for (let turn = 0; turn < 1_000 && !(await end.isVisible()); turn += 1) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(100);
  }
  const rows = await page.locator(".orders-list > *").count();
  const drawn = await page.locator(".orders-card").count();
  for (let turn = 0; turn < 100; turn += 1) {
    await page.mouse.wheel(0, -1_200);
    await page.waitForTimeout(100);
  }
  const longest = await longestTask(page);
  await phone.close();
  return [
    {
      what: `weapp · the longest task while ${rows} orders scroll`,
      wanted: "200 ms",
      found: ms(longest),
    },
    { what: `weapp · drawn of ${rows} orders`, wanted: "–", found: `${drawn}` },
  ];
}
