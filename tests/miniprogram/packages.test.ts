import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { windowFolder } from "@server/start/window.ts";

const MB = 1_024 * 1_024;
const weapp = windowFolder("weapp");
const h5 = windowFolder("h5");

type App = { pages: string[]; subPackages?: { root: string; pages: string[] }[] };

async function filesIn(folder: string): Promise<{ path: string; bytes: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return await Promise.all(
    entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return { path: path.slice(folder.length + 1), bytes: (await stat(path)).size };
      }),
  );
}

const app = async (): Promise<App> =>
  JSON.parse(await readFile(join(weapp, "app.json"), "utf8")) as App;
const sum = (files: readonly { bytes: number }[]): number =>
  files.reduce((total, { bytes }) => total + bytes, 0);

describe("the package for WeChat", () => {
  it("is small enough: 1.5 MB at first, 1.8 MB each part, 12 MB in all", async () => {
    const files = await filesIn(weapp);
    const roots = ((await app()).subPackages ?? []).map(
      ({ root }) => `${root.replace(/\/$/, "")}/`,
    );
    expect(roots.length).toBeGreaterThan(0);
    const inPart = (path: string): string | undefined =>
      roots.find((root) => path.startsWith(root));
    expect(sum(files.filter(({ path }) => inPart(path) === undefined))).toBeLessThanOrEqual(
      1.5 * MB,
    );
    for (const root of roots)
      expect({
        root,
        isSmall: sum(files.filter(({ path }) => inPart(path) === root)) <= 1.8 * MB,
      }).toEqual({ root, isSmall: true });
    expect(sum(files)).toBeLessThanOrEqual(12 * MB);
  });

  it("runs at most 500 kB of scripts before its first page is drawn", async () => {
    const before = ["runtime.js", "taro.js", "vendors.js", "common.js", "app.js"];
    const first = (await filesIn(weapp)).filter(({ path }) =>
      [...before, "pages/home/index.js"].includes(path),
    );
    expect(first).toHaveLength(before.length + 1);
    expect(sum(first)).toBeLessThanOrEqual(500_000);
  });

  it("names only pages that are there, each in one place", async () => {
    const { pages, subPackages = [] } = await app();
    const all = [
      ...pages,
      ...subPackages.flatMap(({ root, pages: own }) => own.map((page) => join(root, page))),
    ];
    expect(new Set(all).size).toBe(all.length);
    const paths = new Set((await filesIn(weapp)).map(({ path }) => path));
    const missing = all.flatMap((page) =>
      ["js", "json", "wxml"]
        .map((ending) => `${page}.${ending}`)
        .filter((file) => !paths.has(file)),
    );
    expect(missing).toEqual([]);
  });

  it("asks for nothing that only a browser has", async () => {
    const own = (await filesIn(weapp)).filter(
      ({ path }) => path.endsWith(".js") && !/(?:^|\/)(?:taro|vendors|runtime)\.js$/.test(path),
    );
    const found: string[] = [];
    for (const { path } of own) {
      const text = await readFile(join(weapp, path), "utf8");
      for (const [use] of text.matchAll(
        /(?<![\w$."'-])(?:window|document|localStorage|sessionStorage|navigator)\.[a-zA-Z]+/g,
      ))
        // The words of an error of the chart library.
        if (use !== "document.documentElement") found.push(`${path}: ${use}`);
    }
    expect(found).toEqual([]);
  });
});

describe("the window for browsers", () => {
  it("shows its first page after at most 350 kB over the line", async () => {
    const html = await readFile(join(h5, "index.html"), "utf8");
    const first = [...html.matchAll(/(?:src|href)="\/((?:js|css)\/[^"]+)"/g)].map(
      ([, path = ""]) => path,
    );
    expect(first.length).toBeGreaterThan(0);
    const names = (await filesIn(h5)).map(({ path }) => path);
    // Home is a part of its own that the page asks for as soon as it runs.
    const home: string[] = [];
    for (const path of names.filter((one) => /^js\/.*\.js$/.test(one) && !first.includes(one))) {
      const text = await readFile(join(h5, path), "utf8");
      if (/pages_home_index|pages\/home\/index/.test(path) || text.includes("为您挑选"))
        home.push(path);
    }
    const styles = names.filter((one) => /^css\/.*home.*\.css$/.test(one));
    let bytes = gzipSync(html).length;
    for (const path of new Set([...first, ...home, ...styles]))
      bytes += gzipSync(await readFile(join(h5, path))).length;
    expect(bytes).toBeLessThanOrEqual(350 * 1_024);
  });
});
