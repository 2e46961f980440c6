import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, posix } from "node:path";
import { toCss } from "./to-css.ts";

type Diagnostic = { readonly isError: boolean; readonly message?: string; readonly level?: number };
type Group = {
  addTmpl(path: string, text: string): Diagnostic[];
  addScript(path: string, text: string): void;
  setExtraRuntimeScript(text: string): void;
  getTmplGenObjectGroups(): string;
  free(): void;
};

/** A mini-program bundle as the browser side runs it; paths are those of the bundle, without their endings. */
export type Compiled = {
  /** One expression of JavaScript: the templates of all pages and components by path. */
  readonly templates: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly configs: Readonly<Record<string, unknown>>;
  readonly styles: Readonly<Record<string, string>>;
  /** Every attribute that the templates give to a tag, but for listeners. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly templateNames: readonly string[];
};

/** The compiler hands every event to this, whose handler it is and which. */
const HOOK =
  "Q.C=function(caller,event,handle){return globalThis.__weappEvent(caller,event,handle)};";
const LISTENER = /^(?:capture-)?(?:bind|catch|mut-bind)/;

/**
 * Compiles an unmodified `taro build --type weapp` folder for WeChat's own component framework.
 * @throws Error with the file and the diagnostic, when WXML is wrong.
 */
export async function compileBundle(folder: string): Promise<Compiled> {
  const require = createRequire(import.meta.url);
  const { TmplGroup } = require("glass-easel-template-compiler") as { TmplGroup: new () => Group };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const texts = new Map<string, string>();
  for (const file of files)
    if (/\.(?:wxml|wxs|wxss|js|json)$/.test(file))
      texts.set(posix.normalize(file.slice(folder.length + 1)), await readFile(file, "utf8"));

  const group = new TmplGroup();
  group.setExtraRuntimeScript(HOOK);
  const attributes: Record<string, Set<string>> = {};
  const templateNames = new Set<string>();
  const scripts: Record<string, string> = {};
  const configs: Record<string, unknown> = {};
  const styles: Record<string, string> = {};
  for (const [path, text] of texts) {
    const [, name = "", ending] = /^(.*)\.(\w+)$/.exec(path) ?? [];
    if (ending === "wxml") {
      const wrong = group.addTmpl(name, text).filter(({ isError }) => isError);
      if (wrong.length > 0) throw new Error(`${path}: ${JSON.stringify(wrong[0])}`);
      for (const [, template = ""] of text.matchAll(/<template\s+name="([^"]+)"/g))
        templateNames.add(template);
      noteAttributes(text, attributes);
    }
    if (ending === "wxs") group.addScript(name, text);
    if (ending === "js") scripts[name] = text;
    if (ending === "json") configs[name] = JSON.parse(text) as unknown;
    if (ending === "wxss") styles[name] = toCss(path, texts);
  }
  const templates = group.getTmplGenObjectGroups();
  group.free();
  return {
    templates,
    scripts,
    configs,
    styles,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([tag, names]) => [tag, [...names]]),
    ),
    templateNames: [...templateNames],
  };
}

function noteAttributes(wxml: string, attributes: Record<string, Set<string>>): void {
  for (const [, tag = "", rest = ""] of wxml.matchAll(
    /<([a-z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g,
  )) {
    if (["block", "template", "import", "include", "wxs", "slot"].includes(tag)) continue;
    const known = (attributes[tag] ??= new Set());
    for (const [, name = ""] of rest.matchAll(/\s([\w:-]+)(?==|\s|$)/g))
      if (!LISTENER.test(name) && !/^(?:wx:|data-|class$|style$|id$|slot$)/.test(name))
        known.add(name);
  }
}
