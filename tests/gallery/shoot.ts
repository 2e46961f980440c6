import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { openH5, openWeapp, type Hand, type Opening } from "../journeys/hand.ts";
import { pictureOf, type Finding } from "./album.ts";
import type { LivedIn } from "./live-in.ts";
import { look } from "./look.ts";
import { answerAs, type Answers, type Kind, type State } from "./states.ts";

// What runs inside the browser.
declare const localStorage: { removeItem(name: string): void };
declare const performance: { now(): number };
declare const window: { changedAt: number; phone?: { faults: string[] } };
declare const innerHeight: number;
declare const document: {
  querySelectorAll(
    selector: string,
  ): Iterable<{ readonly scrollHeight: number; readonly clientHeight: number }>;
};
declare const MutationObserver: new (then: () => void) => {
  observe(what: object, options: object): void;
};

/** Where everything is that a picture is taken of. */
export type Studio = {
  readonly browser: Browser;
  readonly urls: Readonly<Record<Kind, string>>;
  readonly lived: LivedIn;
  readonly folder: string;
};

const HEIGHT = 844;
const HEIGHT_MAX = 3_000;
const WIDE = 1_280;
const QUIET_MS = 250;
/** What did not arrive is asked for again, a little later each time. */
const RETRY_MS = 1_800;
const PATIENCE_MS = 8_000;

/** Shows every page in one state and one kind of window, takes a picture of each, and says what is wrong with it. */
export async function shoot(
  studio: Studio,
  paths: readonly string[],
  state: State,
  kind: Kind,
): Promise<Finding[]> {
  const { hand, answers, faults } = await open(studio, state, kind);
  const quiet = await watch(hand.page, state === "loading");
  const width = state === "wide" ? WIDE : 390;
  const findings: Finding[] = [];
  for (const path of paths) {
    await hand.page.setViewportSize({ width, height: HEIGHT });
    await reach(hand, answers, state, `/${path}?${studio.lived.queries[tail(path)] ?? ""}`);
    await quiet(state === "failure" ? RETRY_MS : QUIET_MS);
    await hand.page.setViewportSize({ width, height: await heightOf(hand.page) });
    await quiet(QUIET_MS);
    const seen = await look(hand.page, state !== "loading");
    const file = join(studio.folder, pictureOf(path, state, kind));
    await hand.page.screenshot({ path: file, type: "jpeg", quality: 80 });
    const said = [...faults.splice(0), ...(await phoneFaults(hand.page))];
    for (const what of [...seen, ...said]) findings.push({ path, state, kind, what });
  }
  await hand.close();
  return findings;
}

/** The last three parts of a path: a room, a page, and its file. */
const tail = (path: string): string => path.split("/").slice(-3).join("/");

async function open(
  { browser, urls, lived }: Studio,
  state: State,
  kind: Kind,
): Promise<{ hand: Hand; answers: Answers; faults: string[] }> {
  const member = state === "empty" ? lived.stranger : lived.member;
  const opening: Opening = {
    browser,
    url: urls[kind],
    holder: state === "guest" ? {} : { member, staff: lived.staff },
    colorScheme: state === "dark" ? "dark" : "light",
    ...(state === "large" ? { kept: { "large-text": true } } : {}),
    ...(state === "wide" ? { width: WIDE } : {}),
  };
  const phone = kind === "weapp" ? await openWeapp(opening) : null;
  const hand = phone ?? (await openH5(opening));
  const answers = await answerAs(state, hand.page);
  await forget(hand.page);
  await phone?.phone.restart();
  const faults: string[] = [];
  hand.page.on("pageerror", ({ message }) => faults.push(`error: ${message}`));
  hand.page.on("console", (message) => {
    const text = message.text();
    const isMeant = /net::ERR_FAILED|status of 4\d\d/.test(text);
    if (message.type() === "error" && !isMeant) faults.push(`console: ${text.slice(0, 200)}`);
  });
  return { hand, answers, faults };
}

/** What was kept of pages would stand in for what is loading. */
async function forget(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const name of Object.keys(localStorage))
      if (name.includes("page [")) localStorage.removeItem(name);
  });
}

/** Opens the page, the checkout by the way that leads to it: what one buys is not in its address. */
async function reach(hand: Hand, answers: Answers, state: State, path: string): Promise<void> {
  if (!path.includes("checkout/confirm") || state === "guest" || state === "empty")
    return await hand.open(path);
  answers.calm(state !== "long");
  await hand.open("/pages/cart/index");
  await hand.sees(/^去结算（/);
  answers.calm(false);
  await hand.tap(/^去结算（/);
}

/** Waits until nothing is asked for and nothing changes any more; answers that hang are not waited for. */
async function watch(page: Page, hangs: boolean): Promise<(ms: number) => Promise<void>> {
  const asked = new Set<object>();
  page.on("request", (request) => {
    if (!hangs || !request.url().includes("/v1/")) asked.add(request);
  });
  page.on("requestfinished", (request) => asked.delete(request));
  page.on("requestfailed", (request) => asked.delete(request));
  page.on("framenavigated", () => asked.clear());
  const observe = (): void => {
    if (window.changedAt !== undefined) return;
    window.changedAt = performance.now();
    new MutationObserver(() => {
      window.changedAt = performance.now();
    }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  };
  await page.addInitScript(observe);
  await page.evaluate(observe);
  return async (ms) => {
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      await page.waitForTimeout(60);
      const still = await page.evaluate(() => performance.now() - window.changedAt);
      if (asked.size === 0 && still >= ms) return;
    }
  };
}

/** The height at which all of the page is to be seen, within reason: whatever scrolls it hides the rest. */
async function heightOf(page: Page): Promise<number> {
  const hidden = await page.evaluate(() => {
    const pages = [...document.querySelectorAll("*")].filter(
      (one) => one.clientHeight > innerHeight / 2,
    );
    return Math.max(
      0,
      ...pages.map(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight),
    );
  });
  return Math.min(HEIGHT + hidden, HEIGHT_MAX);
}

const phoneFaults = async (page: Page): Promise<string[]> =>
  await page.evaluate(() =>
    (window.phone?.faults.splice(0) ?? []).map((text) => `WeChat: ${text}`),
  );
