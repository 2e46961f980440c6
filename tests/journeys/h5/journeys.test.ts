import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { chromiumPath, openBrowser, withoutChromium } from "@support/browser.ts";
import { openH5 } from "../hand.ts";
import { openDemoShop, type DemoShop } from "../open-demo-shop.ts";
import { stageOf } from "../stage.ts";
import { stories } from "../stories.ts";

const OPENING_MS = 360_000;
const STORY_MS = 120_000;
/** A phone by day, a desk at night: every journey is walked, and looked at by axe, both ways. */
const windows = [
  { look: "phone-light", width: 390, colorScheme: "light" },
  { look: "desktop-dark", width: 1_280, colorScheme: "dark" },
] as const;

describe.skipIf(chromiumPath === null)(`the window in a browser${withoutChromium}`, () => {
  let shop: DemoShop;
  let browser: Browser;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([openDemoShop(), openBrowser()]);
  }, OPENING_MS);

  afterAll(async () => {
    await browser.close();
    await shop.stop();
  }, STORY_MS);

  describe.each(windows)("$look", ({ look, width, colorScheme }) => {
    it.each(stories)(
      "%s",
      async (name, story) => {
        const stage = stageOf(shop, {
          folder: `h5-${look}`,
          name,
          open: async (holder) =>
            await openH5({ browser, url: shop.url, holder, width, colorScheme }),
        });
        await expect(stage.play(story)).resolves.toBeUndefined();
      },
      STORY_MS,
    );
  });
});
