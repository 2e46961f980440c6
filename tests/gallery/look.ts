import type { Page } from "playwright-core";

/** What stands in the way of showing a page, as far as a machine can see it; nothing when all is well. */
export async function look(page: Page, isLoaded: boolean): Promise<string[]> {
  // What tsx adds to functions, the browser does not know.
  await page.evaluate("globalThis.__name = (given) => given");
  return await page.evaluate(lookAround, isLoaded);
}

// What runs inside the browser.
type Box = { left: number; top: number; right: number; bottom: number };
type Style = Record<string, string>;
type Element = {
  readonly tagName: string;
  readonly className: string;
  readonly parentElement: Element | null;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
  contains(other: Element | null): boolean;
  checkVisibility(options: object): boolean;
  getBoundingClientRect(): Box;
};
type TextNode = { readonly data: string; readonly parentElement: Element | null };
declare const document: {
  readonly body: Element;
  readonly documentElement: Element;
  createTreeWalker(root: Element, what: number): { nextNode(): TextNode | null };
  createRange(): { selectNodeContents(node: TextNode): void; getClientRects(): Iterable<Box> };
  elementFromPoint(x: number, y: number): Element | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
};
declare const getComputedStyle: (element: Element) => Style;
declare const innerWidth: number;
declare const innerHeight: number;

function lookAround(isLoaded: boolean): string[] {
  const SLACK = 2;
  const found = new Set<string>();
  type Line = { text: string; node: TextNode; parent: Element; box: Box };
  const lines: Line[] = [];
  const short = (text: string): string => `「${text.trim().slice(0, 24)}」`;

  /** What is left of a line after everything around it that hides or pushes aside; says when it is cut. */
  const shown = (parent: Element, box: Box, text: string): Box | null => {
    let { left, top, right, bottom } = box;
    for (let at: Element | null = parent; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style["position"] === "fixed") break;
      const [x = "visible", y = "visible"] = [style["overflowX"], style["overflowY"]];
      if (x === "visible" && y === "visible") continue;
      const around = at.getBoundingClientRect();
      const isMeant = style["webkitLineClamp"] !== "none" || style["textOverflow"] === "ellipsis";
      const isHidden = (way: string): boolean => way === "hidden" || way === "clip";
      const isCutAcross =
        isHidden(x) && (right > around.right + SLACK || left < around.left - SLACK);
      const isCutDown =
        isHidden(y) && bottom > around.bottom + SLACK && top < around.bottom - SLACK;
      if (x !== "visible")
        [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
      if (y !== "visible")
        [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
      // What is pushed out altogether comes when one turns the leaf.
      if (right - left < 1 || bottom - top < 1) return null;
      if (!isMeant && (isCutAcross || isCutDown)) found.add(`cut: ${short(text)}`);
    }
    return { left, top, right, bottom };
  };

  const SHOW_TEXT = 4;
  const walker = document.createTreeWalker(document.body, SHOW_TEXT);
  let all = "";
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent === null || node.data.trim() === "") continue;
    if (/^(SCRIPT|STYLE|NOSCRIPT)$/.test(parent.tagName)) continue;
    if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter(
      ({ left, right, top, bottom }) => right - left > 1 && bottom - top > 1,
    );
    const size = Number.parseFloat(getComputedStyle(parent)["fontSize"] ?? "16");
    const text = node.data;
    if (boxes.length > 2 && boxes.every(({ left, right }) => right - left < size * 2.2))
      found.add(`squeezed: ${short(text)}`);
    for (const box of boxes) {
      const seen = shown(parent, box, text);
      if (seen === null) continue;
      all += text;
      // Letters are lower than the line that they stand in.
      const spare = Math.max(0, (seen.bottom - seen.top - size * 0.8) / 2);
      const letters = { ...seen, top: seen.top + spare, bottom: seen.bottom - spare };
      if (letters.top >= innerHeight || letters.bottom <= 0) continue;
      if (letters.right > innerWidth + SLACK || letters.left < -SLACK)
        found.add(`beyond the edge: ${short(text)}`);
      lines.push({ text, node, parent, box: letters });
    }
  }
  const isLoading = [...document.querySelectorAll(".nd-skeleton")].some((one) =>
    one.checkVisibility({}),
  );
  if (all.trim().length < 2 && !isLoading) found.add("blank");
  if (isLoading && isLoaded) found.add("still loading");
  const sides = [
    document.documentElement,
    document.querySelector(".taro-tabbar__panel"),
    document.querySelector(".taro_page_show"),
  ];
  if (sides.some((side) => side !== null && side.scrollWidth > side.clientWidth + SLACK))
    found.add("scrolls sideways");

  const floats = (element: Element): boolean => {
    for (let at: Element | null = element; at !== null; at = at.parentElement)
      if (/fixed|sticky/.test(getComputedStyle(at)["position"] ?? "")) return true;
    return false;
  };
  const floating = new Map(lines.map(({ parent }) => [parent, floats(parent)]));
  for (const [index, one] of lines.entries())
    for (const other of lines.slice(index + 1)) {
      if (one.node === other.node) continue;
      const across =
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down =
        Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > SLACK && down > SLACK && floating.get(one.parent) === floating.get(other.parent))
        found.add(`overlap: ${short(one.text)} ${short(other.text)}`);
    }

  // A page too long for one picture goes on beneath what floats over it.
  const goesOn = [...document.querySelectorAll("*")].some(
    (one) => one.clientHeight > innerHeight / 2 && one.scrollHeight > one.clientHeight + 8,
  );
  /** Whether something that is not of the text's own lies over it, and can be seen. */
  const lid = (parent: Element, x: number, y: number): Element | null => {
    const top = document.elementFromPoint(x, y);
    for (let at = top; at !== null && !at.contains(parent); at = at.parentElement) {
      if (parent.contains(at)) return null;
      const { left, right, top: upper, bottom } = at.getBoundingClientRect();
      const style = getComputedStyle(at);
      const isSolid =
        !/^(transparent|rgba\(.*, 0\))$/.test(style["backgroundColor"] ?? "transparent") ||
        at.tagName === "IMG";
      if (isSolid && x >= left && x <= right && y >= upper && y <= bottom) return at;
    }
    return null;
  };
  for (const { text, parent, box } of lines) {
    const over = lid(parent, (box.left + box.right) / 2, (box.top + box.bottom) / 2);
    if (over !== null && !(goesOn && floats(over)))
      found.add(`covered: ${short(text)} by ${over.className || over.tagName}`);
  }
  return [...found];
}
