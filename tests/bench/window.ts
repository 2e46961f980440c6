/**
 * The shop window's part of `npm run bench`: how soon something is to be seen, on a processor four times slower, beside
 * the plainest page of the same bundle in the same run. Figures are for comparing within one run; nothing passes or fails.
 */
import { loadavg } from "node:os";
import { chromiumPath, openBrowser } from "@support/browser.ts";
import { openDemoShop } from "../journeys/open-demo-shop.ts";
import { benchBrowser } from "./browser-speed.ts";
import { RUNS, SLOWER } from "./measure.ts";
import { benchPhone } from "./phone-speed.ts";

if (chromiumPath === null)
  console.log("没有 Chromium，前台的速度没有测（apt-get install -y chromium）");
else {
  const shop = await openDemoShop();
  const browser = await openBrowser();
  try {
    const found = [...(await benchPhone(shop, browser)), ...(await benchBrowser(shop, browser))];
    const [load = 0] = loadavg();
    console.log(
      `前台（处理器放慢 ${SLOWER} 倍，${RUNS} 次的中位数；本机一分钟平均负载 ${load.toFixed(1)}）`,
    );
    console.table(found);
  } finally {
    await browser.close();
    await shop.stop();
  }
}
