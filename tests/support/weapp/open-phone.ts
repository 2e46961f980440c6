import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Phone, Settings } from "./phone-types.ts";

declare const window: { phone: Phone };
declare const localStorage: {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
};

/** A phone in a browser window, with the mini-program on it. */
export type OpenedPhone = {
  readonly page: Page;
  /** Changes how the person or WeChat behaves from here on. */
  readonly set: (settings: Partial<Settings>) => Promise<void>;
  readonly setOffline: (isOffline: boolean) => Promise<void>;
  /** Opens a page as a scanned code or a shared card does. */
  readonly open: (path: string) => Promise<void>;
  /** Closes the mini-program and opens it anew; what it kept on the phone stays. */
  readonly restart: (path?: string) => Promise<void>;
  readonly stack: () => Promise<string[]>;
  /** How large every setData was since the last question, in bytes. */
  readonly sent: () => Promise<number[]>;
  /** Names of the calls of `wx` so far. */
  readonly calls: () => Promise<string[]>;
  /** @throws Error when anything happened that WeChat would have stumbled over. */
  readonly mustBeFaultless: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens the mini-program on a phone of its own: own storage, own person at WeChat. */
export async function openPhone(
  browser: Browser,
  options: {
    url: string;
    settings?: Partial<Settings>;
    /** What the mini-program kept on the phone before, by name. */
    kept?: Readonly<Record<string, unknown>>;
    path?: string;
    width?: number;
    height?: number;
    colorScheme?: "light" | "dark";
  },
): Promise<OpenedPhone> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: options.width ?? 390, height: options.height ?? 844 },
    colorScheme: options.colorScheme ?? "light",
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const crashed: string[] = [];
  page.on("pageerror", (error) => crashed.push(`${error.message}\n${error.stack ?? ""}`));
  let settings: Partial<Settings> = options.settings ?? {};
  await page.addInitScript(
    ({ settings: given, kept }) => {
      Object.assign(globalThis, { phoneSettings: given });
      if (localStorage.getItem("kept before") !== null) return;
      localStorage.setItem("kept before", "yes");
      for (const [name, value] of Object.entries(kept))
        localStorage.setItem(`wx:${name}`, JSON.stringify(JSON.stringify(value)));
    },
    { settings, kept: options.kept ?? {} },
  );
  const start = async (path = options.path ?? ""): Promise<void> => {
    const query = path === "" ? "" : `?path=${encodeURIComponent(path)}`;
    await page.goto(`${options.url}/__weapp/${query}`);
    await page.waitForSelector("body[data-booted]").catch((error: unknown) => {
      throw new Error(`the phone did not start:\n${crashed.join("\n")}`, { cause: error });
    });
  };
  await start();
  const set = async (changed: Partial<Settings>): Promise<void> => {
    settings = { ...settings, ...changed };
    await page.evaluate((given) => void Object.assign(window.phone.settings, given), changed);
  };
  return {
    page,
    set,
    setOffline: async (isOffline) =>
      await page.evaluate((given) => window.phone.setOffline(given), isOffline),
    open: async (path) => await page.evaluate((given) => window.phone.open(given), path),
    async restart(path) {
      await start(path);
      await set(settings);
    },
    stack: async () => await page.evaluate(() => window.phone.stack()),
    sent: async () =>
      await page.evaluate(() => window.phone.sent.splice(0).map(({ bytes }) => bytes)),
    calls: async () => await page.evaluate(() => window.phone.calls.map(({ name }) => name)),
    async mustBeFaultless() {
      const faults = [...crashed, ...(await page.evaluate(() => window.phone.faults))];
      if (faults.length > 0) throw new Error(`WeChat would have stumbled:\n${faults.join("\n")}`);
    },
    close: async () => await context.close(),
  };
}
