import { createRequire } from "node:module";
import { expect } from "vitest";
import type { Browser, Locator, Page } from "playwright-core";
import { openPhone, type OpenedPhone } from "@support/weapp/open-phone.ts";
import type { Login } from "./open-demo-shop.ts";

// What runs inside the browser.
type Storage = { getItem(name: string): string | null; setItem(name: string, value: string): void };
declare const localStorage: Storage;
declare const sessionStorage: Storage;

/** What the shopper does at the cashier. */
export type Outcome = "success" | "cancel" | "fail" | "success_without_notify";

/** A file of text as it lies on a computer, or in a chat. */
export type ChosenFile = { readonly name: string; readonly text: string };

/** The shop window in somebody's hand: the mini-program on a phone, or a browser. Driven by the words one sees. */
export type Hand = {
  readonly page: Page;
  open(path: string): Promise<void>;
  /** Taps what has this name: a button, link, tab or choice, or else the words themselves. */
  tap(name: string | RegExp): Promise<void>;
  /** Taps what has this name beside those words. */
  tapBeside(words: string, name: string | RegExp): Promise<void>;
  /** Waits until these words are to be seen. */
  sees(words: string | RegExp): Promise<void>;
  /** Fails when these words are to be seen. */
  doesNotSee(words: string | RegExp): Promise<void>;
  /** Types into the field of this name, in the place of what is there. */
  fill(name: string | RegExp, text: string): Promise<void>;
  /** Taps the button that pays, and does this at the cashier. */
  pay(name: string | RegExp, outcome: Outcome): Promise<void>;
  /** Taps what has this name beside those words, and chooses this file. */
  chooseFile(words: string, name: string | RegExp, file: ChosenFile): Promise<void>;
  setOffline(isOffline: boolean): Promise<void>;
  /** In a browser: what stands in the way of people with a screen reader. @throws Error with serious findings. */
  mustBeAccessible(): Promise<void>;
  /** @throws Error when anything went wrong that one need not see. */
  mustBeFaultless(): Promise<void>;
  close(): Promise<void>;
};

/** Who holds it: what the window kept of an earlier log-in. */
export type Holder = { member?: Login & { openid: string }; staff?: Login };

/** What the window kept of an earlier visit beside log-ins, by name. */
type Kept = Readonly<Record<string, unknown>>;

/** What a hand is opened with. */
export type Opening = {
  readonly browser: Browser;
  readonly url: string;
  readonly holder: Holder;
  readonly kept?: Kept;
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
};

const ROLES = ["button", "link", "tab", "radio", "checkbox", "switch"] as const;
const WAIT_MS = 15_000;

const visible = (found: Locator): Locator => found.filter({ visible: true });

function words(page: Page): Pick<Hand, "tap" | "tapBeside" | "sees" | "doesNotSee" | "fill"> {
  /** What lies on top is what a finger reaches: an open sheet, or else the page. */
  const reach = async (): Promise<Page | Locator> => {
    // In the bundle for WeChat a sheet has no role: it is known by its class.
    const sheets = visible(page.getByRole("dialog").or(page.locator(".nd-sheet")));
    return (await sheets.count()) > 0 ? sheets.last() : page;
  };
  const named = (within: Page | Locator, name: string | RegExp): Locator => {
    const [first, ...others] = ROLES.map((role) => within.getByRole(role, { name }));
    return visible(others.reduce((all, one) => all.or(one), first ?? within.getByText(name)));
  };
  return {
    async tap(name) {
      const anywhere = named(page, name).or(visible(page.getByText(name)));
      await anywhere.first().waitFor({ timeout: WAIT_MS });
      const within = await reach();
      const byRole = named(within, name).first();
      const byWords = visible(within.getByText(name)).first();
      await ((await byRole.count()) > 0 ? byRole : byWords).click({ timeout: WAIT_MS });
    },
    async tapBeside(beside, name) {
      const button = visible(page.getByRole("button", { name }));
      const around = page.locator("*").filter({ hasText: beside }).filter({ has: button }).last();
      await around.getByRole("button", { name }).first().click({ timeout: WAIT_MS });
    },
    async sees(text) {
      await visible(page.getByText(text))
        .first()
        .waitFor({ timeout: WAIT_MS })
        .catch(async () => {
          const shown = await page.locator("body").innerText();
          throw new Error(`does not see ${String(text)}, but:\n${shown.slice(0, 2_500)}`);
        });
    },
    async doesNotSee(text) {
      expect(await visible(page.getByText(text)).count()).toBe(0);
    },
    async fill(name, text) {
      const field = visible(page.getByLabel(name)).and(page.locator("input, textarea"));
      const inner = visible(page.getByLabel(name)).locator("input, textarea");
      await field.or(inner).first().fill(text, { timeout: WAIT_MS });
    },
  };
}

/** The mini-program on a phone. */
export async function openWeapp(opening: Opening): Promise<Hand & { phone: OpenedPhone }> {
  const { member } = opening.holder;
  const phone = await openPhone(opening.browser, {
    url: opening.url,
    colorScheme: opening.colorScheme ?? "light",
    settings: { openid: member?.openid ?? "oNobody000000000000000000001" },
    kept: keptOf(opening),
  });
  const driver = words(phone.page);
  return {
    phone,
    page: phone.page,
    ...driver,
    open: phone.open,
    async pay(name, outcome) {
      await phone.set({ payment: outcome });
      await driver.tap(name);
    },
    async chooseFile(beside, name, file) {
      await phone.set({ file });
      await driver.tapBeside(beside, name);
    },
    setOffline: phone.setOffline,
    // WeChat has an accessibility of its own: the same pages are looked at in a browser.
    mustBeAccessible: async () => undefined,
    mustBeFaultless: phone.mustBeFaultless,
    close: phone.close,
  };
}

function keptOf({ holder, kept }: Opening): Kept {
  const login = ({ token, expiresAt, personId }: Login): Login => ({ token, expiresAt, personId });
  return {
    ...(holder.member === undefined ? {} : { "login.member": login(holder.member) }),
    ...(holder.staff === undefined ? {} : { "login.staff": login(holder.staff) }),
    ...kept,
  };
}

const atCashier: Readonly<Record<Outcome, string>> = {
  success: "支付",
  cancel: "取消",
  fail: "支付失败",
  success_without_notify: "支付但不通知",
};

/** The window in a browser. */
export async function openH5(opening: Opening): Promise<Hand> {
  const width = opening.width ?? 390;
  const context = await opening.browser.newContext({
    viewport: { width, height: width > 800 ? 900 : 844 },
    colorScheme: opening.colorScheme ?? "light",
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  await context.addInitScript((given) => {
    // What a later log-out forgets stays forgotten.
    if (sessionStorage.getItem("given") !== null) return;
    sessionStorage.setItem("given", "yes");
    for (const [name, value] of Object.entries(given))
      localStorage.setItem(name, JSON.stringify({ data: JSON.stringify(value) }));
  }, keptOf(opening));
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const faults: string[] = [];
  let isOffline = false;
  let opened = 0;
  page.on("pageerror", (error) => faults.push(`${error.message}\n${error.stack ?? ""}`));
  page.on("console", (message) => {
    const text = message.text();
    // Taro's stand-ins for what only WeChat can do answer as if they had worked, and say so here alone.
    if (/不支持 API|JS-SDK/.test(text)) faults.push(`Taro: ${text} ${message.location().url}`);
    // A refusal that a page explains is an answer of the server, not a fault of the page.
    const isRefusal = /server responded with a status of 4\d\d/.test(text);
    if (message.type() === "error" && !isOffline && !isRefusal) faults.push(`console: ${text}`);
  });
  const driver = words(page);
  await page.goto(`${opening.url}/`);
  return {
    page,
    ...driver,
    async open(path) {
      // Anew, as from outside: another hash alone would only move within the page.
      opened += 1;
      await page.goto(`${opening.url}/?${opened}#${path}`);
    },
    async pay(name, outcome) {
      await driver.tap(name);
      await page.waitForURL(/\/__sandbox\/cashier/);
      await page.getByRole("button", { name: atCashier[outcome], exact: true }).click();
      await page.waitForURL((url) => !url.pathname.startsWith("/__sandbox"));
    },
    async chooseFile(beside, name, file) {
      const asked = page.waitForEvent("filechooser");
      await driver.tapBeside(beside, name);
      await (
        await asked
      ).setFiles({ name: file.name, mimeType: "text/csv", buffer: Buffer.from(file.text) });
    },
    async setOffline(given) {
      isOffline = given;
      await context.setOffline(given);
    },
    mustBeAccessible: async () => await lookWithAxe(page),
    mustBeFaultless: async () => {
      if (faults.length > 0) throw new Error(`the page stumbled:\n${faults.join("\n")}`);
    },
    close: async () => await context.close(),
  };
}

type Finding = { id: string; impact: string; help: string; nodes: { html: string }[] };
declare const axe: {
  run(context: object, options: object): Promise<{ violations: Finding[] }>;
};

async function lookWithAxe(page: Page): Promise<void> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
  const { violations } = await page.evaluate(
    // What is said in passing fades in and out, and has its full contrast only in between.
    async () => await axe.run({ exclude: [[".taro__toast"]] }, { resultTypes: ["violations"] }),
  );
  const found = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes[0]?.html.slice(0, 300) ?? ""}`);
  if (found.length > 0) throw new Error(`axe, at ${page.url()}:\n${found.join("\n")}`);
}
