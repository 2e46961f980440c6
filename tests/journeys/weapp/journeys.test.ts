import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { chromiumPath, openBrowser, withoutChromium } from "@support/browser.ts";
import { openPhone } from "@support/weapp/open-phone.ts";
import { servePhone, type PhoneServer } from "@support/weapp/serve-phone.ts";
import { fillCart } from "../buy-often.ts";
import { openWeapp } from "../hand.ts";
import { openDemoShop, type DemoShop } from "../open-demo-shop.ts";
import { stageOf } from "../stage.ts";
import { stories } from "../stories.ts";

const OPENING_MS = 360_000;
const STORY_MS = 120_000;
const SETTLED_MS = 2_500;

describe.skipIf(chromiumPath === null)(`the bundle that WeChat gets${withoutChromium}`, () => {
  let shop: DemoShop;
  let phone: PhoneServer;
  let browser: Browser;

  beforeAll(async () => {
    shop = await openDemoShop();
    [phone, browser] = await Promise.all([servePhone(shop.url), openBrowser()]);
  }, OPENING_MS);

  afterAll(async () => {
    await browser.close();
    await phone.close();
    await shop.stop();
  }, STORY_MS);

  it.each(stories)(
    "%s",
    async (name, story) => {
      const stage = stageOf(shop, {
        folder: "weapp",
        name,
        open: async (holder) => await openWeapp({ browser, url: phone.url, holder }),
      });
      await expect(stage.play(story)).resolves.toBeUndefined();
    },
    STORY_MS,
  );

  it(
    "is told little when a quantity in the cart changes, new prices included",
    async () => {
      const member = await shop.meetShopper();
      await fillCart(shop, member, 5);
      const opened = await openPhone(browser, {
        url: phone.url,
        path: "/pages/cart/index",
        kept: { "login.member": member },
      });
      const { page } = opened;
      const more = page.getByLabel("加一").filter({ visible: true }).first();
      await more.waitFor();
      // All prices have come, and no question is under way.
      await page.waitForTimeout(SETTLED_MS);
      await opened.sent();
      await more.click();
      await page.waitForTimeout(SETTLED_MS);
      const sent = await opened.sent();
      expect(sent.length).toBeGreaterThan(1);
      expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(4_000);
      await opened.mustBeFaultless();
      await opened.close();
    },
    STORY_MS,
  );
});
