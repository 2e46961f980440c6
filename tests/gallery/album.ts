import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { kindsOf, states, type Kind, type State } from "./states.ts";

/** What was seen on one picture that should not be there. */
export type Finding = {
  readonly path: string;
  readonly state: State;
  readonly kind: Kind;
  readonly what: string;
};

/** The file of a picture. */
export const pictureOf = (path: string, state: State, kind: Kind): string =>
  `${path.replaceAll("/", "-")}-${state}-${kind}.jpg`;

/**
 * Puts the pictures that there are on one page, both windows of a state side by side, with what was found under them.
 * @returns where it is.
 */
export async function bindAlbum(
  folder: string,
  paths: readonly string[],
  findings: readonly Finding[],
): Promise<string> {
  const there = new Set(await readdir(folder));
  const figure = (path: string, state: State, kind: Kind): string => {
    const file = pictureOf(path, state, kind);
    if (!there.has(file)) return "";
    const found = findings
      .filter((one) => one.path === path && one.state === state && one.kind === kind)
      .map(({ what }) => `<b>${escape(what)}</b>`);
    return `<figure><img loading="lazy" src="${file}" alt="${path} ${state} ${kind}"><figcaption>${state} · ${kind}${found.join("")}</figcaption></figure>`;
  };
  const sections = paths.map((path) => {
    const figures = states.flatMap((state) =>
      kindsOf(state).map((kind) => figure(path, state, kind)),
    );
    return `<h2>${path}</h2><div>${figures.join("")}</div>`;
  });
  const file = join(folder, "index.html");
  await writeFile(
    file,
    `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>暖店 · 画廊</title>
<style>body{font:14px sans-serif;margin:24px;background:#eee}div{display:flex;gap:12px;overflow-x:auto;align-items:flex-start}
figure{margin:0;flex:none}img{width:260px;border:1px solid #ccc;background:#fff}figure:has([alt*=" wide "]) img{width:640px}
figcaption{max-width:260px}b{display:block;color:#b91c1c;font-weight:400}h2{font-size:16px}</style>${sections.join("\n")}</html>`,
  );
  return file;
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
