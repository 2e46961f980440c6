/** The bundle as `compile.ts` prepared it. */
export type Bundle = {
  readonly templates: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly configs: Readonly<Record<string, unknown>>;
  readonly styles: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly templateNames: readonly string[];
  /** Every name that WeChat's `wx` has. */
  readonly wxNames: readonly string[];
};

type TabItem = { pagePath: string; text: string; iconPath?: string; selectedIconPath?: string };

/** What app.json says, as far as it matters here. */
export type AppConfig = {
  readonly pages: readonly string[];
  readonly subPackages?: readonly { root: string; pages: readonly string[] }[];
  readonly window: Readonly<Record<string, string>>;
  readonly tabBar?: Readonly<Record<string, string>> & { readonly list: readonly TabItem[] };
  readonly usingComponents?: Readonly<Record<string, string>>;
};

/** The bundle that this page runs. */
export const bundle: Bundle = (await (await fetch("/__weapp/bundle.json")).json()) as Bundle;

/** Its app.json. */
export const appConfig = bundle.configs["app"] as AppConfig;

const theme = (bundle.configs["theme"] ?? {}) as Record<string, Record<string, string>>;

/** A colour or picture of app.json; `@name` is looked up in theme.json. */
export function themed(value: string | undefined): string {
  if (value?.startsWith("@") !== true) return value ?? "";
  const scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  return theme[scheme]?.[value.slice(1)] ?? "";
}

/** Where a file of the package is served. */
export const packageUrl = (path: string): string => `/__weapp/package/${path.replace(/^\//, "")}`;

/** Whatever the mini-program names as its shop is the server behind this page. */
export function mappedUrl(url: string): string {
  const found = /^https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(\/.*)?$/.exec(url);
  if (found !== null) return found[1] ?? "/";
  if (/^(?:https?:|data:|blob:)/.test(url)) return url;
  return url.startsWith("/v1/") || url === "" ? url : packageUrl(url);
}

/** Every page path there is. */
export const pagePaths: readonly string[] = [
  ...appConfig.pages,
  ...(appConfig.subPackages ?? []).flatMap(({ root, pages }) =>
    pages.map((page) => `${root.replace(/\/$/, "")}/${page}`),
  ),
];
