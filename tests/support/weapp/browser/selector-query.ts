import { screenNode, top } from "./pages.ts";
import { wxElementOf } from "./touches.ts";

type Fields = Record<string, unknown>;
type Ask = {
  find: () => Element[] | null;
  isAll: boolean;
  read: (node: Element | null) => unknown;
};
type Shadow = {
  querySelectorAll(selector: string): { $$?: Element; getBackendElement(): Element | null }[];
};

function inPage(selector: string, owner: unknown): Element[] {
  const caller = (owner ?? top()?.caller) as { _$?: { getShadowRoot(): Shadow | null } };
  const found = caller._$?.getShadowRoot()?.querySelectorAll(selector) ?? [];
  return found.flatMap((one) => one.getBackendElement() ?? []);
}

/** The id in WeChat's sense, which the browser's node does not have. */
const idOf = (node: Element): string => wxElementOf(node)?.id ?? "";

function rectOf(node: Element | null): Fields | null {
  if (node === null) return null;
  const own = node.getBoundingClientRect();
  const outer = screenNode.getBoundingClientRect();
  return {
    id: idOf(node),
    dataset: {},
    left: own.left - outer.left,
    right: own.right - outer.left,
    top: own.top - outer.top,
    bottom: own.bottom - outer.top,
    width: own.width,
    height: own.height,
  };
}

/** The canvas of a `canvas` component, with what WeChat gives it beyond a browser's. */
function canvasOf(node: Element | null): unknown {
  const canvas = node?.querySelector("canvas") ?? null;
  if (canvas === null) return node;
  return Object.assign(canvas, {
    createImage: () => new Image(),
    requestAnimationFrame: (draw: FrameRequestCallback) => requestAnimationFrame(draw),
    cancelAnimationFrame: (handle: number) => cancelAnimationFrame(handle),
  });
}

/** Values of style as they are computed, by the names that were asked for. */
function computed(node: Element, names: unknown): Fields {
  if (!Array.isArray(names)) return {};
  const style = getComputedStyle(node);
  return Object.fromEntries(
    names.map((name: string) => [
      name,
      style.getPropertyValue(name.replaceAll(/[A-Z]/g, (sign) => `-${sign.toLowerCase()}`)),
    ]),
  );
}

/** `wx.createSelectorQuery`. */
export function createSelectorQuery(): object {
  const asks: { ask: Ask; done: ((result: unknown) => void) | undefined }[] = [];
  let owner: unknown = null;
  const nodes = (find: Ask["find"], isAll: boolean): object => {
    const add = (read: Ask["read"], done?: (result: unknown) => void): object => {
      asks.push({ ask: { find, isAll, read }, done });
      return query;
    };
    const scroll = (): Fields => {
      const page = top()?.node;
      return {
        scrollTop: page?.scrollTop ?? 0,
        scrollLeft: 0,
        scrollHeight: page?.scrollHeight ?? 0,
        scrollWidth: page?.scrollWidth ?? 0,
      };
    };
    return {
      boundingClientRect: (done?: (result: unknown) => void) => add(rectOf, done),
      scrollOffset: (done?: (result: unknown) => void) =>
        add(
          (node) =>
            node === screenNode
              ? scroll()
              : { scrollTop: node?.scrollTop ?? 0, scrollLeft: node?.scrollLeft ?? 0 },
          done,
        ),
      node: (done?: (result: unknown) => void) => add((node) => ({ node: canvasOf(node) }), done),
      fields: (wanted: Fields, done?: (result: unknown) => void) =>
        add(
          (node) =>
            node === null
              ? null
              : {
                  ...(wanted["rect"] === true || wanted["size"] === true ? rectOf(node) : {}),
                  ...(wanted["scrollOffset"] === true ? scroll() : {}),
                  ...computed(node, wanted["computedStyle"]),
                  ...(wanted["node"] === true ? { node: canvasOf(node) } : {}),
                },
          done,
        ),
    };
  };
  const query = {
    in(component: unknown) {
      owner = component;
      return query;
    },
    select: (selector: string) => nodes(() => inPage(selector, owner), false),
    selectAll: (selector: string) => nodes(() => inPage(selector, owner), true),
    selectViewport: () => nodes(() => [screenNode], false),
    exec(done?: (results: unknown[]) => void) {
      setTimeout(() => {
        const results = asks.map(({ ask, done: own }) => {
          const found = ask.find() ?? [];
          const result = ask.isAll ? found.map(ask.read) : ask.read(found[0] ?? null);
          own?.(result);
          return result;
        });
        done?.(results);
      });
      return query;
    },
  };
  return query;
}

/** `wx.createIntersectionObserver`, for the page's window, which ends at the page: what scrolls is the page's node. */
export function createIntersectionObserver(
  owner: unknown,
  { observeAll = false }: { observeAll?: boolean } = {},
): object {
  let margins = "0px";
  let observer: IntersectionObserver | null = null;
  const side = (given: Record<string, number>, name: string): string => `${given[name] ?? 0}px`;
  const api = {
    relativeTo: () => api,
    relativeToViewport(given: Record<string, number> = {}) {
      margins = ["top", "right", "bottom", "left"].map((name) => side(given, name)).join(" ");
      return api;
    },
    observe(selector: string, done: (entry: object) => void) {
      const nodes = inPage(selector, owner);
      observer = new IntersectionObserver(
        (entries) => {
          for (const entry of entries) {
            const { intersectionRatio, boundingClientRect, intersectionRect, time } = entry;
            done({
              id: idOf(entry.target),
              dataset: {},
              intersectionRatio,
              boundingClientRect,
              intersectionRect,
              relativeRect: entry.rootBounds,
              time,
            });
          }
        },
        { root: nodes[0]?.closest("[data-path]") ?? null, rootMargin: margins },
      );
      for (const node of observeAll ? nodes : nodes.slice(0, 1)) observer.observe(node);
    },
    disconnect: () => observer?.disconnect(),
  };
  return api;
}
