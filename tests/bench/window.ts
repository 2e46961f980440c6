/**
 * The shop window's part of `npm run bench`: how soon something is to be seen, on a processor four times slower, beside
 * the plainest page of the same bundle in the same run. Figures are for comparing within one run; nothing passes or fails.
 */
import type { Browser, Page } from "playwright-core";
import { chromiumPath, openBrowser } from "@support/browser.ts";
import { openPhone } from "@support/weapp/open-phone.ts";
import { servePhone } from "@support/weapp/serve-phone.ts";
import { openDemoShop, type DemoShop, type Login } from "../journeys/open-demo-shop.ts";

const SLOWER = 4;
const RUNS = 5;
const PRODUCT = "补水面膜十片装";

type Measure = { readonly what: string; readonly wanted: string; readonly found: string };
const found: Measure[] = [];

const middle = (figures: readonly number[]): number =>
  figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? 0;

async function slow(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
}

/** Milliseconds until the text is to be seen, the middle of some runs. */
async function untilSeen(
  page: Page,
  text: string,
  begin: () => Promise<void>,
  prepare: () => Promise<void> = async () => undefined,
): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await prepare();
    const startedAt = performance.now();
    await begin();
    await page.getByText(text).filter({ visible: true }).first().waitFor();
    times.push(performance.now() - startedAt);
  }
  return Math.round(middle(times));
}

async function benchPhone(shop: DemoShop, browser: Browser, member: Login): Promise<void> {
  const server = await servePhone(shop.url);
  const kept = { "login.member": member };
  const home = "为您挑选";
  try {
    const cold: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const phone = await openPhone(browser, { url: server.url, path: "/pages/me/index", kept });
      await slow(phone.page);
      const startedAt = performance.now();
      await phone.restart("/pages/home/index");
      await phone.page.getByText(home).filter({ visible: true }).first().waitFor();
      cold.push(performance.now() - startedAt);
      await phone.close();
    }
    const phone = await openPhone(browser, { url: server.url, kept });
    const { page } = phone;
    await page.getByText(home).first().waitFor();
    await slow(page);
    const plain = await untilSeen(
      page,
      "语言",
      async () => await phone.restart("/subpackages/account/settings/index"),
    );
    const warm = await untilSeen(page, home, async () => await phone.restart("/pages/home/index"));
    const ofPlain = (time: number) =>
      `${time} ms (${(time / plain).toFixed(2)} of the plainest page)`;
    found.push(
      { what: "weapp · the plainest page, boot included", wanted: "–", found: `${plain} ms` },
      {
        what: "weapp · home, nothing kept",
        wanted: "3,000 ms",
        found: ofPlain(Math.round(middle(cold))),
      },
      { what: "weapp · home, as kept", wanted: "1,500 ms", found: ofPlain(warm) },
    );
    const list = await shop.ask<{ items: { productId: string }[] }>(
      "GET",
      `/v1/products?q=${encodeURIComponent(PRODUCT)}`,
    );
    const productId = list.items[0]?.productId ?? "";
    const product = await untilSeen(
      page,
      "加入购物车",
      async () => await phone.open(`/subpackages/product/detail/index?id=${productId}`),
      async () => await phone.restart("/pages/category/index"),
    );
    found.push({
      what: "weapp · a product after its tap",
      wanted: "600 ms",
      found: `${product} ms`,
    });
    const detail = await shop.ask<{ skus: { skuId: string; available: number }[] }>(
      "GET",
      `/v1/products/${productId}`,
    );
    const skuId = detail.skus.find(({ available }) => available > RUNS + 1)?.skuId ?? "";
    const lineId = `lin_${"0".repeat(25)}1`;
    await shop.ask("POST", "/v1/cart/lines", {
      token: member.token,
      body: { lineId, skuId, quantity: 1 },
    });
    await phone.restart("/pages/cart/index");
    const more = page.getByLabel("加一").filter({ visible: true }).first();
    await more.waitFor();
    // What the page itself loads has come by then.
    await page.waitForTimeout(1_500);
    const answers: number[] = [];
    const sizes: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      await phone.largestSetData();
      const startedAt = performance.now();
      await more.click();
      await page
        .getByText(String(run + 2), { exact: true })
        .filter({ visible: true })
        .first()
        .waitFor();
      answers.push(performance.now() - startedAt);
      sizes.push(await phone.largestSetData());
      await page.waitForTimeout(1_500);
    }
    found.push(
      {
        what: "weapp · one more in the cart, answered",
        wanted: "100 ms",
        found: `${Math.round(middle(answers))} ms`,
      },
      {
        what: "weapp · one more in the cart, sent by setData",
        wanted: "4,000 bytes",
        found: `${middle(sizes)} bytes`,
      },
    );
    await phone.close();
  } finally {
    await server.close();
  }
}

/** Runs in the page before anything else; a text, for what compiles this file would put names of its own into it. */
const WATCHING = `
globalThis.seen = { lcp: 0, cls: 0, blocked: 0 };
const watch = (type, note) =>
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
watch("largest-contentful-paint", ({ startTime }) => (seen.lcp = startTime));
watch("layout-shift", ({ value }) => (seen.cls += value));
watch("longtask", ({ duration }) => (seen.blocked += Math.max(0, duration - 50)));
`;

type Seen = { lcp: number; cls: number; blocked: number };
declare const seen: Seen;

async function benchBrowser(shop: DemoShop, browser: Browser): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await slow(page);
  await page.addInitScript({ content: WATCHING });
  await page.goto(shop.url);
  await page.getByText("为您挑选").first().waitFor();
  await page.waitForTimeout(3_000);
  const { lcp, cls, blocked } = await page.evaluate(() => seen);
  found.push(
    { what: "h5 · largest content painted", wanted: "–", found: `${Math.round(lcp)} ms` },
    { what: "h5 · layout shift", wanted: "0.02", found: cls.toFixed(3) },
    { what: "h5 · total blocking time", wanted: "–", found: `${Math.round(blocked)} ms` },
  );
  await context.close();
}

if (chromiumPath === null)
  console.log("没有 Chromium，前台的速度没有测（apt-get install -y chromium）");
else {
  const shop = await openDemoShop();
  const browser = await openBrowser();
  try {
    await benchPhone(shop, browser, await shop.meetShopper());
    await benchBrowser(shop, browser);
    console.log(`前台（处理器放慢 ${SLOWER} 倍，${RUNS} 次的中位数）`);
    console.table(found);
  } finally {
    await browser.close();
    await shop.stop();
  }
}
