import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { demoShopper } from "@server/seed/demo-people.ts";
import { buildWindow, windowFolder } from "@server/start/window.ts";
import { openBrowser } from "@support/browser.ts";
import { projectRoot } from "@support/processes.ts";
import { servePhone } from "@support/weapp/serve-phone.ts";
import { openH5, openWeapp, type Hand, type Opening } from "../journeys/hand.ts";
import { openDemoShop } from "../journeys/open-demo-shop.ts";

// What runs inside the browser.
declare const localStorage: {
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
};

/*
 * One page with every screen in its states, the mini-program and the browser side by side: to be looked at.
 */

type App = { pages: string[]; subPackages?: { root: string; pages: string[] }[] };
type Shot = { readonly state: string; readonly kind: string; readonly file: string };

const states = ["full", "dark", "large", "guest", "loading", "failure"] as const;
const SETTLE_MS = 1_500;
const folder = join(projectRoot, ".data/gallery");
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

await mkdir(folder, { recursive: true });
for (const kind of ["weapp", "h5"] as const) await buildWindow(kind, say);
say("打开一家演示店");
const shop = await openDemoShop();
const [phone, browser] = await Promise.all([servePhone(shop.url), openBrowser()]);
try {
  const member = await shop.meetShopper(demoShopper.openid);
  const staff = await shop.logInStaff("owner");
  const found = await idsOf(member.token);
  const sections: string[] = [];
  for (const path of await pages()) {
    say(path);
    const shots: Shot[] = [];
    for (const state of states)
      for (const kind of ["weapp", "h5"] as const) {
        const opening: Opening = {
          browser,
          url: kind === "weapp" ? phone.url : shop.url,
          holder: state === "guest" ? {} : { member, staff },
          colorScheme: state === "dark" ? "dark" : "light",
        };
        const hand = kind === "weapp" ? await openWeapp(opening) : await openH5(opening);
        const file = `${path.replaceAll("/", "-")}-${state}-${kind}.png`;
        await show(hand, state, `/${path}${query(path, found)}`);
        await hand.page.screenshot({ path: join(folder, file) });
        await hand.close();
        shots.push({ state, kind, file });
      }
    sections.push(section(path, shots));
  }
  await writeFile(join(folder, "index.html"), pageOf(sections));
  say(`画廊：${join(folder, "index.html")}`);
} finally {
  await browser.close();
  await phone.close();
  await shop.stop();
}

async function pages(): Promise<string[]> {
  const text = await readFile(join(windowFolder("weapp"), "app.json"), "utf8");
  const app = JSON.parse(text) as App;
  return [
    ...app.pages,
    ...(app.subPackages ?? []).flatMap(({ root, pages: own }) =>
      own.map((page) => `${root.replace(/\/$/, "")}/${page}`),
    ),
  ];
}

async function idsOf(token: string): Promise<Record<string, string>> {
  const [goods, orders, me] = await Promise.all([
    shop.ask<{ items: { productId: string }[] }>("GET", "/v1/products?limit=1"),
    shop.ask<{ items: { id: string }[] }>("GET", "/v1/orders?limit=1", { token }),
    shop.ask<{ memberId: string }>("GET", "/v1/me", { token }),
  ]);
  const productId = goods.items[0]?.productId ?? "";
  return { productId, orderId: orders.items[0]?.id ?? "", memberId: me.memberId };
}

function query(path: string, ids: Record<string, string>): string {
  const id = path.endsWith("member/index") ? ids["memberId"] : ids["productId"];
  return `?id=${id ?? ""}&orderId=${ids["orderId"] ?? ""}`;
}

/** Brings the page into the state: answers that hang load for ever, answers that break are a failure. */
async function show(hand: Hand, state: (typeof states)[number], path: string): Promise<void> {
  const { page } = hand;
  if (state === "loading") await page.route("**/v1/**", () => undefined);
  if (state === "failure") await page.route("**/v1/**", async (route) => await route.abort());
  if (state === "large") await page.addInitScript(readLarge);
  if (state === "large") await page.reload();
  await forget(page);
  await hand.open(path);
  await page.waitForTimeout(SETTLE_MS);
}

/** What was kept of pages would stand in for what is loading. */
async function forget(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const name of Object.keys(localStorage))
      if (/GET|POST/.test(name)) localStorage.removeItem(name);
  });
}

function readLarge(): void {
  localStorage.setItem("large-text", JSON.stringify({ data: "true" }));
  localStorage.setItem("wx:large-text", JSON.stringify("true"));
}

function section(path: string, shots: readonly Shot[]): string {
  const figures = shots.map(
    ({ state, kind, file }) =>
      `<figure><img loading="lazy" src="${file}" alt="${path} ${state} ${kind}"><figcaption>${state} · ${kind}</figcaption></figure>`,
  );
  return `<h2>${path}</h2><div>${figures.join("")}</div>`;
}

function pageOf(sections: readonly string[]): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>暖店 · 画廊</title>
<style>body{font:14px sans-serif;margin:24px;background:#eee}div{display:flex;gap:12px;overflow-x:auto}
figure{margin:0}img{width:260px;border:1px solid #ccc;background:#fff}h2{font-size:16px}</style>${sections.join("\n")}</html>`;
}
