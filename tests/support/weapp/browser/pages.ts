import type { Root } from "glass-easel-miniprogram-adapter";
import { appConfig, bundle, packageUrl, pagePaths, themed } from "./bundle.ts";
import { backend, createLogic, space } from "./logic.ts";
import { fault, sent } from "./phone.ts";

type Loose = Record<string, unknown>;
type Caller = Loose & { setData(data: Loose, done?: () => void): void; data: Loose };
type Opened = {
  readonly path: string;
  readonly query: Record<string, string>;
  readonly root: Root;
  readonly caller: Caller;
  readonly node: HTMLElement;
  title: string;
  isReady: boolean;
};

/** WeChat refuses more in one setData. */
const LIMIT_BYTES = 1_024 * 1_024;
const known = new Set(bundle.templateNames.map((name) => name.replace(/^tmpl_\d+_/, "")));

let stack: Opened[] = [];
/** Tab pages that are kept below, by path. */
const tabs = new Map<string, Opened>();
/** Pages that are gone: what they still set is set nowhere. */
const closed = new WeakSet<object>();
let nextId = 1;
let logic: ReturnType<typeof createLogic> | null = null;

const screen = document.createElement("div");
screen.className = "phone-screen";
const head = document.createElement("div");
head.className = "phone-head";
const bar = document.createElement("div");
bar.className = "phone-tabs";
const styles = document.createElement("style");
const badges = new Map<number, string>();
const tabTexts = new Map<number, string>();

/** The part of the window in which pages are. */
export const screenNode = screen;

/** The open pages, as a mini-program sees them. */
export const currentPages = (): unknown[] => stack.map(({ caller }) => caller);

/** The page that is seen. */
export const top = (): Opened | undefined => stack.at(-1);

/** Paths of the open pages. */
export const stackPaths = (): string[] => stack.map(({ path }) => path);

const isTab = (path: string): boolean =>
  appConfig.tabBar?.list.some(({ pagePath }) => pagePath === path) === true;

/** Calls a method of a page when it has it. */
export function call(page: Opened | undefined, name: string, ...given: unknown[]): unknown {
  const method = page?.caller[name];
  return typeof method === "function"
    ? (method as (...all: unknown[]) => unknown).apply(page?.caller, given)
    : undefined;
}

/** Draws the phone around the pages and boots the bundle's app. */
export function bootPages(world: object): void {
  document.head.append(styles);
  document.body.append(head, screen, bar);
  logic = createLogic({ wx: world, getCurrentPages: currentPages });
  watchSetData();
  const observer = new ResizeObserver(() => {
    document.documentElement.style.setProperty("--phone-vh", `${screen.clientHeight / 100}px`);
  });
  observer.observe(screen);
  logic.require("app");
}

/** Splits `a/b?x=1` as WeChat does; values come decoded as the page's code decodes them, so they stay as they are. */
function parts(url: string): { path: string; query: Record<string, string> } {
  const [given = "", search = ""] = url.split("?", 2);
  const base = top()?.path.split("/").slice(0, -1) ?? [];
  const names = given.startsWith("/") ? [] : base;
  const resolved = [...(given.startsWith("/") || pagePaths.includes(given) ? [] : names)];
  for (const part of given.split("/")) {
    if (part === "..") resolved.pop();
    else if (part !== "." && part !== "") resolved.push(part);
  }
  const query: Record<string, string> = {};
  for (const pair of search.split("&").filter((one) => one !== "")) {
    const at = pair.indexOf("=");
    query[at < 0 ? pair : pair.slice(0, at)] = at < 0 ? "" : pair.slice(at + 1);
  }
  return { path: resolved.join("/"), query };
}

function create(path: string, query: Record<string, string>): Opened {
  logic?.load(path);
  const root = backend.createRoot("page", space, `/${path}`);
  const caller = root.get() as unknown as Caller;
  const id = nextId;
  nextId += 1;
  Object.assign(caller, {
    route: path,
    __route__: path,
    options: query,
    getPageId: () => `pageId:${id}`,
    getOpenerEventChannel: () => ({
      on: () => undefined,
      once: () => undefined,
      emit: () => undefined,
      off: () => undefined,
    }),
  });
  const place = document.createElement("div");
  screen.append(place);
  root.attach(screen as never, place as never);
  const node =
    (caller as unknown as { $$?: HTMLElement })["$$"] ?? (screen.lastElementChild as HTMLElement);
  const config = (bundle.configs[path] ?? {}) as Record<string, string>;
  const page: Opened = {
    path,
    query,
    root,
    caller,
    node,
    title: config["navigationBarTitleText"] ?? appConfig.window["navigationBarTitleText"] ?? "",
    isReady: false,
  };
  node.dataset["path"] = path;
  let isLow = false;
  node.addEventListener("scroll", () => {
    call(page, "onPageScroll", { scrollTop: node.scrollTop });
    const rest = node.scrollHeight - node.scrollTop - node.clientHeight;
    if (rest <= 50 && !isLow) call(page, "onReachBottom");
    isLow = rest <= 50;
  });
  call(page, "onLoad", query);
  return page;
}

function show(page: Opened): void {
  for (const one of new Set([...stack, ...tabs.values()])) one.node.hidden = one !== page;
  draw();
  call(page, "onShow");
  if (page.isReady) return;
  page.isReady = true;
  requestAnimationFrame(() => call(page, "onReady"));
}

function close(page: Opened): void {
  call(page, "onUnload");
  closed.add(page.caller);
  page.root.release();
  page.node.remove();
  tabs.delete(page.path);
}

function mustExist(path: string): void {
  if (!pagePaths.includes(path)) throw new Error(`page "${path}" is not found`);
}

/** Opens a page on top of the others. @throws Error with WeChat's words. */
export function navigateTo(url: string): void {
  const { path, query } = parts(url);
  mustExist(path);
  if (isTab(path)) throw new Error("can not navigateTo a tabbar page");
  if (stack.length >= 10) throw new Error("webview count limit exceed");
  call(top(), "onHide");
  const page = create(path, query);
  stack.push(page);
  show(page);
}

/** Opens a page in the place of the one on top. */
export function redirectTo(url: string): void {
  const { path, query } = parts(url);
  mustExist(path);
  if (isTab(path)) throw new Error("can not redirectTo a tabbar page");
  const old = stack.pop();
  if (old !== undefined) close(old);
  const page = create(path, query);
  stack.push(page);
  show(page);
}

/** Goes so many pages back. */
export function navigateBack(delta: number): void {
  if (stack.length <= 1) return;
  for (let count = 0; count < delta && stack.length > 1; count += 1) {
    const old = stack.pop();
    if (old !== undefined) close(old);
  }
  const page = top();
  if (page !== undefined) show(page);
}

/** Goes to a tab page; all that are no tab pages are closed. */
export function switchTab(url: string): void {
  const { path } = parts(url);
  mustExist(path);
  if (!isTab(path)) throw new Error("can not switch to no-tabBar page");
  const before = top();
  for (const old of stack) if (!isTab(old.path)) close(old);
  if (before !== undefined && isTab(before.path) && before.path !== path) call(before, "onHide");
  const page = tabs.get(path) ?? create(path, {});
  tabs.set(path, page);
  stack = [page];
  show(page);
}

/** Closes all pages and opens one. */
export function reLaunch(url: string): void {
  const { path, query } = parts(url);
  mustExist(path);
  for (const old of new Set([...stack, ...tabs.values()])) close(old);
  stack = [];
  const page = create(path, query);
  if (isTab(path)) tabs.set(path, page);
  stack.push(page);
  show(page);
}

/** Sets the title of the page on top. */
export function setTitle(title: string): void {
  const page = top();
  if (page === undefined) return;
  page.title = title;
  draw();
}

/** Writes a small mark on a tab; null takes it away. */
export function setBadge(index: number, text: string | null): void {
  if (text === null) badges.delete(index);
  else badges.set(index, text);
  draw();
}

/** Calls a tab something else; WeChat takes it only while a tab page is in front. */
export function setTabText(index: number, text: string): void {
  const page = top();
  if (page === undefined || !isTab(page.path)) throw new Error("not TabBar page");
  tabTexts.set(index, text);
  draw();
}

function draw(): void {
  const page = top();
  if (page === undefined) return;
  const config = { ...appConfig.window, ...(bundle.configs[page.path] as Record<string, string>) };
  const isCustom = config["navigationStyle"] === "custom";
  head.replaceChildren();
  head.hidden = isCustom;
  head.style.background = themed(config["navigationBarBackgroundColor"]);
  head.style.color = themed(config["navigationBarTextStyle"]) || "black";
  if (stack.length > 1) {
    const back = document.createElement("button");
    back.className = "phone-back";
    back.setAttribute("aria-label", "返回");
    back.textContent = "‹";
    back.addEventListener("click", () => navigateBack(1));
    head.append(back);
  }
  const title = document.createElement("span");
  title.textContent = page.title;
  head.append(title);
  document.body.style.background = themed(config["backgroundColor"]);
  document.body.classList.toggle("phone-with-tabs", isTab(page.path));
  document.body.classList.toggle("phone-without-head", isCustom);
  styles.textContent = `${bundle.styles["app"] ?? ""}\n${bundle.styles[page.path] ?? ""}`;
  drawTabs(page);
}

function drawTabs(page: Opened): void {
  bar.hidden = !isTab(page.path);
  const config = appConfig.tabBar;
  if (config === undefined || bar.hidden) return;
  bar.style.background = themed(config["backgroundColor"]);
  bar.setAttribute("role", "tablist");
  bar.replaceChildren(
    ...config.list.map((item, index) => {
      const isOn = item.pagePath === page.path;
      const tab = document.createElement("button");
      tab.className = "phone-tab";
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", String(isOn));
      tab.style.color = themed(isOn ? config["selectedColor"] : config["color"]);
      const icon = themed(isOn ? item.selectedIconPath : item.iconPath);
      if (icon !== "") {
        const picture = document.createElement("img");
        picture.src = packageUrl(icon);
        picture.alt = "";
        tab.append(picture);
      }
      tab.append(tabTexts.get(index) ?? item.text);
      const badge = badges.get(index);
      if (badge !== undefined) {
        const mark = document.createElement("span");
        mark.className = "phone-badge";
        mark.textContent = badge;
        tab.append(mark);
      }
      tab.addEventListener("click", () => {
        call(top(), "onTabItemTap", { index, pagePath: item.pagePath, text: item.text });
        switchTab(`/${item.pagePath}`);
      });
      return tab;
    }),
  );
}

/** Measures every setData and looks for nodes that no template draws: WeChat drops them without a word. */
function watchSetData(): void {
  let isWatched = false;
  const load = logic?.load;
  if (logic === null || load === undefined) return;
  logic.load = (path) => {
    load(path);
    if (isWatched) return;
    isWatched = true;
    const probe = backend.createRoot("page", space, `/${path}`);
    let holder: object | null = probe.get() as object;
    while (holder !== null && !Object.hasOwn(holder, "setData"))
      holder = Object.getPrototypeOf(holder) as object;
    probe.release();
    if (holder === null) throw new Error("no setData to watch");
    const caller = holder as Caller;
    const plain = caller.setData;
    caller.setData = function setData(this: Caller, data, done) {
      if (closed.has(this)) return;
      const bytes = new TextEncoder().encode(JSON.stringify(data)).length;
      const page = top()?.path ?? "";
      sent.push({ page, bytes, at: performance.now() });
      if (bytes > LIMIT_BYTES) fault(`setData of ${bytes} bytes on ${page}: WeChat takes 1024 kB`);
      for (const part of Object.values(data)) lookForOrphans(part);
      plain.call(this, data, done);
    };
  };
}

function lookForOrphans(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) lookForOrphans(item);
    return;
  }
  const node = value as Loose;
  const name = node["nn"];
  if (typeof name === "string" && !known.has(name) && !known.has(`${name}_blur`))
    fault(`node "${name}" has no template on ${top()?.path ?? ""}: it is not drawn`);
  lookForOrphans(node["cn"]);
}
