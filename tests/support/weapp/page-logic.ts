import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compileFunction, createContext } from "node:vm";
import { windowFolder } from "@server/start/window.ts";

type Loose = Record<string, unknown>;
type Node = { nn?: string; v?: string; sid?: string; uid?: string; cn?: Node[] };
type Method = (this: unknown, ...given: unknown[]) => unknown;

/** The mini-program's pages without anything that draws: what they would show, and how they answer a tap. */
export type PageLogic = {
  /** Opens a page, the one before stays below. */
  open(path: string, query?: Record<string, string>): void;
  /** All words of the page on top. */
  words(): string;
  /** Waits until these words are on the page. */
  sees(words: string | RegExp): Promise<void>;
  /** Taps the innermost thing that holds exactly these words, and all around it. */
  tap(words: string): void;
  /** Paths of the open pages. */
  stack(): string[];
  /** The largest setData so far, in bytes. */
  largestSetData(): number;
};

const WAIT_MS = 10_000;

/** Runs the built bundle's scripts in a world that has what WeChat gives them, against a shop. */
export function openPageLogic(options: { shopUrl: string }): PageLogic {
  const folder = windowFolder("weapp");
  const stack: { path: string; page: Loose }[] = [];
  const kept = new Map<string, unknown>();
  const modules = new Map<string, { exports: unknown }>();
  let largest = 0;
  let app: Loose = {};
  let defined: Loose = {};

  const request = (given: Loose): object => {
    const url = new URL(String(given["url"]));
    void (async () => {
      try {
        const answer = await fetch(`${options.shopUrl}${url.pathname}${url.search}`, {
          method: typeof given["method"] === "string" ? given["method"] : "GET",
          headers: (given["header"] ?? {}) as Record<string, string>,
          ...(typeof given["data"] === "string" ? { body: given["data"] } : {}),
        });
        const text = await answer.text();
        const data: unknown = text === "" ? "" : JSON.parse(text);
        (given["success"] as Method)({ data, statusCode: answer.status, header: {} });
      } catch {
        (given["fail"] as Method)({ errMsg: "request:fail" });
      }
    })();
    return { abort: () => undefined };
  };
  const information = { platform: "ios", windowWidth: 375, windowHeight: 667, pixelRatio: 2 };
  const done = (given: Loose = {}): void => {
    (given["success"] as Method | undefined)?.({ errMsg: "ok" });
  };
  // Without a layout nothing comes near or leaves.
  const watching: Loose = {
    relativeToViewport: () => watching,
    observe: () => undefined,
    disconnect: () => undefined,
  };
  const wx: Loose = {
    env: { USER_DATA_PATH: "wxfile://usr" },
    request,
    login: (given: Loose) => (given["fail"] as Method)({ errMsg: "login:fail" }),
    getStorageSync: (name: string) => kept.get(name) ?? "",
    setStorageSync: (name: string, value: unknown) => kept.set(name, value),
    removeStorageSync: (name: string) => kept.delete(name),
    setStorage: (given: Loose) => {
      kept.set(String(given["key"]), given["data"]);
      done(given);
    },
    getSystemInfoSync: () => information,
    getWindowInfo: () => information,
    getAppBaseInfo: () => ({ theme: "light" }),
    canIUse: () => true,
    nextTick: (act: () => void) => setTimeout(act),
    onWindowResize: () => undefined,
    setTabBarBadge: done,
    removeTabBarBadge: done,
    setNavigationBarTitle: done,
    showToast: done,
    stopPullDownRefresh: done,
    createSelectorQuery: () => ({ exec: () => undefined }),
    createIntersectionObserver: () => watching,
    navigateTo: (given: Loose) => {
      const [path = "", search = ""] = String(given["url"]).replace(/^\//, "").split("?", 2);
      open(path, Object.fromEntries(new URLSearchParams(search)));
      done(given);
    },
  };
  const context = createContext({
    console,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    wx,
    App: (given: Loose) => (app = given),
    Page: (given: Loose) => (defined = given),
    Component: () => undefined,
    getApp: () => app,
    getCurrentPages: () => stack.map(({ page }) => page),
  });

  const load = (path: string): unknown => {
    const known = modules.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} as unknown };
    modules.set(path, module);
    const run = compileFunction(
      readFileSync(join(folder, `${path}.js`), "utf8"),
      ["require", "module", "exports"],
      { parsingContext: context, filename: `weapp/${path}.js` },
    ) as (
      require: (wanted: string) => unknown,
      module: { exports: unknown },
      exports: unknown,
    ) => void;
    run((wanted) => load(join(dirname(path), wanted.replace(/\.js$/, ""))), module, module.exports);
    return module.exports;
  };

  function open(path: string, query: Record<string, string> = {}): void {
    modules.delete(path);
    load(path);
    const page = Object.assign(Object.create(defined) as Loose, {
      data: structuredClone(defined["data"] ?? {}),
      route: path,
      options: query,
      getPageId: () => `pageId:${stack.length}`,
      selectComponent: () => null,
      setData(data: Loose, then?: () => void) {
        largest = Math.max(largest, Buffer.byteLength(JSON.stringify(data)));
        for (const [name, value] of Object.entries(data)) write(page["data"] as Loose, name, value);
        if (then !== undefined) setTimeout(then);
      },
    });
    stack.push({ path, page });
    for (const [name, given] of [["onLoad", query], ["onShow"], ["onReady"]] as const)
      (page[name] as Method | undefined)?.call(page, given);
  }

  const top = (): Loose => stack.at(-1)?.page ?? {};
  const root = (): Node => {
    const data = (top()["data"] ?? {}) as Loose;
    return data["root"] ?? {};
  };
  const textOf = (node: Node): string => (node.v ?? "") + (node.cn ?? []).map(textOf).join("");
  const words = (): string => textOf(root());

  load("app");
  (app["onLaunch"] as Method | undefined)?.call(app, { path: "", query: {}, scene: 1_001 });
  return {
    open,
    words,
    async sees(wanted) {
      const until = performance.now() + WAIT_MS;
      const isThere = (): boolean =>
        typeof wanted === "string" ? words().includes(wanted) : wanted.test(words());
      while (!isThere()) {
        if (performance.now() > until) throw new Error(`not on the page: ${words()}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    tap(wanted) {
      const around = pathTo(root(), (node) => textOf(node) === wanted);
      if (around.length === 0) throw new Error(`nothing to tap: ${wanted}`);
      const page = top();
      const place = (node: Node): object => ({
        id: node.uid ?? node.sid ?? "",
        dataset: { sid: node.sid },
      });
      const target = place(around[0] ?? {});
      for (const node of around)
        (page["eh"] as Method).call(page, {
          type: "tap",
          timeStamp: 0,
          target,
          currentTarget: place(node),
          detail: {},
          touches: [],
        });
    },
    stack: () => stack.map(({ path }) => path),
    largestSetData: () => largest,
  };
}

/** The innermost node that fits, and all around it, from within. */
function pathTo(node: Node, fits: (node: Node) => boolean): Node[] {
  for (const child of node.cn ?? []) {
    const found = pathTo(child, fits);
    if (found.length > 0) return node.sid === undefined ? found : [...found, node];
  }
  // Words themselves hear nothing: what holds them does.
  return node.sid !== undefined && node.cn !== undefined && fits(node) ? [node] : [];
}

/** Writes to a path of setData: `root.cn.[0].v`. */
function write(data: Loose, path: string, value: unknown): void {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== "");
  let at: Loose = data;
  for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Loose;
  at[parts.at(-1) ?? ""] = value;
}
