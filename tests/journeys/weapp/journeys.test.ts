import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { chromiumPath, openBrowser, withoutChromium } from "@support/browser.ts";
import { servePhone, type PhoneServer } from "@support/weapp/serve-phone.ts";
import { openWeapp } from "../hand.ts";
import { openDemoShop, type DemoShop } from "../open-demo-shop.ts";
import { stageOf } from "../stage.ts";
import { stories } from "../stories.ts";

const OPENING_MS = 360_000;
const STORY_MS = 120_000;

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
});
