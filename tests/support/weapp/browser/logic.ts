import {
  MiniProgramEnv,
  type AssociatedBackend,
  type CodeSpace,
} from "glass-easel-miniprogram-adapter";
import { CurrentWindowBackendContext } from "glass-easel";
import { appConfig, bundle } from "./bundle.ts";
import { browserLengths } from "./lengths.ts";
import { fault } from "./phone.ts";

type Loose = Record<string, unknown>;
type Definer = Partial<Record<"Page" | "Component" | "Behavior", (options: unknown) => unknown>>;
type Template = (name: string) => never;

/** Names that a script of a mini-program does not find in its world, though a browser has them. */
const HIDDEN = [
  "window",
  "document",
  "self",
  "navigator",
  "location",
  "localStorage",
  "sessionStorage",
  "fetch",
  "XMLHttpRequest",
  "MessageChannel",
  "requestAnimationFrame",
  "cancelAnimationFrame",
  "MutationObserver",
  "WebSocket",
  "Image",
  "Worker",
  "indexedDB",
  "performance",
  "AbortController",
  "crypto",
  "TextEncoder",
  "TextDecoder",
  "URL",
  "URLSearchParams",
  "Intl",
  "structuredClone",
  "queueMicrotask",
] as const;

/** Makes `wx-TAG` of every tag: a browser's own `<input>` or `<button>` would behave in ways of its own. */
function backendContext(): CurrentWindowBackendContext {
  const context = new CurrentWindowBackendContext();
  const createElement = (tag: string): HTMLElement => {
    const element = document.createElement(tag.startsWith("wx-") ? tag : `wx-${tag}`);
    const set = element.setAttribute.bind(element);
    element.setAttribute = (name, value) =>
      set(name, name === "style" ? browserLengths(value) : value);
    return element;
  };
  Object.assign(context, {
    document: {
      createElement,
      createTextNode: (text: string) => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment(),
    },
    // Events come from `touches.ts` and the built-in components: the browser's own would come twice.
    setListenerStats: () => undefined,
  });
  return context;
}

const environment = new MiniProgramEnv();

/** The one space of components of this bundle. */
export const space: CodeSpace = environment.createCodeSpace("", true);

/** Where roots are made. */
export const backend: AssociatedBackend = environment.associateBackend(backendContext());

// The compiler gives an expression.
const templates = new Function(`return ${bundle.templates}`)() as Record<string, Template>;

/** What `App()` was given. */
export const app: { options: Loose | null } = { options: null };

type World = { readonly wx: object; readonly getCurrentPages: () => unknown[] };

/** Loads scripts and components of the bundle into a world. */
export function createLogic(world: World): {
  require(path: string): unknown;
  load(page: string): void;
} {
  const modules = new Map<string, { exports: unknown }>();
  const loaded = new Set<string>();
  const shared: Loose = {};
  let definer: Definer = {};

  const require = (path: string): unknown => {
    const known = modules.get(path);
    if (known !== undefined) return known.exports;
    const source = bundle.scripts[path];
    if (source === undefined) throw new Error(`module '${path}.js' is not defined`);
    const module = { exports: {} as unknown };
    modules.set(path, module);
    const values: Loose = {
      require: (wanted: string) => require(resolve(path, wanted)),
      module,
      exports: module.exports,
      wx: world.wx,
      App: (options: Loose) => {
        app.options = options;
      },
      getApp: () => app.options,
      getCurrentPages: world.getCurrentPages,
      // A script may keep them and call them later, for another path.
      Page: (options: unknown) => definer.Page?.(options),
      Component: (options: unknown) => definer.Component?.(options),
      Behavior: (options: unknown) => definer.Behavior?.(options),
      global: shared,
      globalThis: shared,
    };
    // This is how a script comes into its world.
    const run = new Function(
      ...Object.keys(values),
      ...HIDDEN,
      `${source}\n//# sourceURL=weapp/${path}.js`,
    );
    run(...Object.values(values));
    return module.exports;
  };

  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    const config = (bundle.configs[path] ?? {}) as { usingComponents?: Record<string, string> };
    const using = Object.entries({ ...appConfig.usingComponents, ...config.usingComponents }).map(
      ([tag, target]) => [tag, `/${resolve(path, target)}`] as const,
    );
    space.addComponentStaticConfig(path, {
      ...config,
      usingComponents: Object.fromEntries(using),
    });
    const content = templates[path];
    if (content === undefined) fault(`no template for ${path}`);
    else space.addCompiledTemplate(path, { groupList: templates, content });
    for (const [, target] of using) load(target.slice(1));
    space.componentEnv(path, (given) => {
      const outer = definer;
      definer = given as unknown as Definer;
      require(path);
      definer = outer;
    });
  };
  Object.assign(shared, {
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    Promise,
    Math,
    Date,
    JSON,
    Object,
    Array,
    Symbol,
    Map,
    Set,
    WeakMap,
    WeakSet,
    Error,
    TypeError,
    RegExp,
    String,
    Number,
    Boolean,
    Function,
    parseInt,
    parseFloat,
    isNaN,
    isFinite,
    encodeURIComponent,
    decodeURIComponent,
  });
  return { require, load };
}

function resolve(from: string, wanted: string): string {
  const base = wanted.startsWith("/") ? [] : from.split("/").slice(0, -1);
  const parts = [...base];
  for (const part of wanted.replace(/\.js$/, "").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
