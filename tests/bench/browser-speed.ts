import type { Browser } from "playwright-core";
import type { DemoShop } from "../journeys/open-demo-shop.ts";
import { ms, slow, seen, type Measure } from "./measure.ts";

/** Runs in the page before anything else. */
const WATCHING = `
globalThis.figures = { lcp: 0, cls: 0, blocked: 0 };
const watch = (type, note) =>
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
watch("largest-contentful-paint", ({ startTime }) => (figures.lcp = startTime));
watch("layout-shift", ({ value }) => (figures.cls += value));
watch("longtask", ({ duration }) => (figures.blocked += Math.max(0, duration - 50)));
`;

type Figures = { readonly lcp: number; readonly cls: number; readonly blocked: number };

/** The first page in a browser, by the browser's own figures: the first time, and as kept. */
export async function benchBrowser(shop: DemoShop, browser: Browser): Promise<Measure[]> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await slow(page);
  await page.addInitScript({ content: WATCHING });
  const found: Measure[] = [];
  for (const when of ["nothing kept", "as kept"]) {
    if (when === "nothing kept") await page.goto(shop.url);
    else await page.reload();
    await seen(page, "为您挑选");
    await page.waitForTimeout(3_000);
    const { lcp, cls, blocked } = await page.evaluate<Figures>("globalThis.figures");
    found.push(
      { what: `h5 · largest content painted, ${when}`, wanted: "–", found: ms(lcp) },
      { what: `h5 · layout shift, ${when}`, wanted: "0.02", found: cls.toFixed(3) },
      { what: `h5 · total blocking time, ${when}`, wanted: "–", found: ms(blocked) },
    );
  }
  await context.close();
  return found;
}
