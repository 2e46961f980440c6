import { mkdir, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { buildWindow, windowFolder } from "@server/start/window.ts";
import { openBrowser } from "@support/browser.ts";
import { projectRoot } from "@support/processes.ts";
import { servePhone } from "@support/weapp/serve-phone.ts";
import { openDemoShop } from "../journeys/open-demo-shop.ts";
import { bindAlbum, type Finding } from "./album.ts";
import { liveIn } from "./live-in.ts";
import { shoot } from "./shoot.ts";
import { kindsOf, states } from "./states.ts";

/*
 * One page with every screen in its states, the mini-program and the browser side by side: to be looked at. What a
 * machine can see of blank, cut and overlapping screens is said at the end. `npm run gallery -- coupons dark` takes
 * the pictures anew of pages and states with these words in their names only.
 */

type App = { pages: string[]; subPackages?: { root: string; pages: string[] }[] };

const folder = join(projectRoot, ".data/gallery");
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

await mkdir(folder, { recursive: true });
for (const kind of ["weapp", "h5"] as const) await buildWindow(kind, say);
const all = await pages();
const asked = process.argv.slice(2);
const askedStates = states.filter((state) => asked.includes(state));
const words = asked.filter((word) => !askedStates.some((state) => state === word));
const paths = all.filter((path) => words.length === 0 || words.some((word) => path.includes(word)));

say("打开一家演示店");
const shop = await openDemoShop();
const [phone, browser] = await Promise.all([servePhone(shop.url), openBrowser()]);
const findings: Finding[] = [];
try {
  const lived = await liveIn(shop);
  const studio = { browser, folder, lived, urls: { weapp: phone.url, h5: shop.url } };
  const rounds = (askedStates.length > 0 ? askedStates : states).flatMap((state) =>
    kindsOf(state).map((kind) => ({ state, kind })),
  );
  const shootOn = async (): Promise<void> => {
    for (let round = rounds.shift(); round !== undefined; round = rounds.shift()) {
      const startedAt = performance.now();
      findings.push(...(await shoot(studio, paths, round.state, round.kind)));
      const seconds = Math.round((performance.now() - startedAt) / 1_000);
      say(`${round.state} · ${round.kind}：${paths.length} 屏，${seconds} 秒`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() * 2 }, shootOn));
} finally {
  await browser.close();
  await phone.close();
  await shop.stop();
}
for (const { path, state, kind, what } of findings) say(`${path} · ${state} · ${kind}：${what}`);
say(`画廊：${await bindAlbum(folder, all, findings)}`);
say(findings.length === 0 ? "没有空白、截断或重叠的画面" : `有 ${findings.length} 处要看`);
process.exitCode = findings.length === 0 ? 0 : 1;

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
