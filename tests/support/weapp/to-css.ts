import { posix } from "node:path";
import postcss, { type Root } from "postcss";
import selectorParser from "postcss-selector-parser";
import { browserLengths } from "./browser/lengths.ts";

const BUILT_IN = new Set(
  (
    "page view text image scroll-view swiper swiper-item input textarea picker picker-view picker-view-column switch " +
    "button checkbox checkbox-group radio radio-group label form icon canvas rich-text progress slider cover-view " +
    "cover-image video web-view navigator movable-area movable-view root-portal map camera"
  ).split(" "),
);

const renameTags = selectorParser((root) => {
  root.walkTags((tag) => {
    if (BUILT_IN.has(tag.value)) tag.value = `wx-${tag.value}`;
  });
});

/** The style sheet of a bundle as a browser takes it, with what it imports in place. */
export function toCss(path: string, texts: ReadonlyMap<string, string>): string {
  return inlined(path, texts, new Set()).toString();
}

function inlined(path: string, texts: ReadonlyMap<string, string>, seen: Set<string>): Root {
  const root = postcss.parse(texts.get(path) ?? "");
  seen.add(path);
  root.walkAtRules("import", (rule) => {
    const wanted = rule.params.replaceAll(/["';]/g, "").trim();
    const target = wanted.startsWith("/")
      ? wanted.slice(1)
      : posix.join(posix.dirname(path), wanted);
    if (seen.has(target)) rule.remove();
    else rule.replaceWith(inlined(target, texts, seen).nodes);
  });
  root.walkRules((rule) => {
    const isFrame = rule.parent?.type === "atrule" && nameOf(rule.parent).endsWith("keyframes");
    if (!isFrame) rule.selector = renameTags.processSync(rule.selector);
  });
  root.walkDecls((declaration) => {
    declaration.value = browserLengths(declaration.value);
  });
  return root;
}

const nameOf = (node: object): string => (node as { name?: string }).name ?? "";
