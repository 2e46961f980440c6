import type { Page, Route } from "playwright-core";

/** Every state that a screen is looked at in. */
export const states = [
  "full",
  "loading",
  "empty",
  "failure",
  "long",
  "large",
  "dark",
  "guest",
  "wide",
] as const;

/** A state of a screen. */
export type State = (typeof states)[number];

/** The kinds of window that show it: a wide one is a browser. */
export const kindsOf = (state: State): readonly Kind[] =>
  state === "wide" ? ["h5"] : ["weapp", "h5"];

/** The mini-program, or a browser. */
export type Kind = "weapp" | "h5";

/** What the shop answers on this page from here on; `calm` lets it answer as it is. */
export type Answers = { calm(isCalm: boolean): void };

/** Answers that never come, never arrive, have nothing in them, or long names: between the window and the shop. */
export async function answerAs(state: State, page: Page): Promise<Answers> {
  let isCalm = false;
  const bend = bends[state];
  if (bend !== undefined)
    await page.route("**/v1/**", async (route) => {
      if (isCalm) await route.continue();
      else await bend(route);
    });
  return {
    calm(given) {
      isCalm = given;
    },
  };
}

const bends: Partial<Record<State, (route: Route) => Promise<void>>> = {
  loading: async () => undefined,
  failure: async (route) => await route.abort(),
  empty: async (route) => await rewrite(route, emptied),
  long: async (route) => await rewrite(route, (answer) => lengthened(answer, "")),
};

async function rewrite(route: Route, change: (answer: unknown) => unknown): Promise<void> {
  if (!["fetch", "xhr"].includes(route.request().resourceType())) return await route.continue();
  // The page may have been left meanwhile.
  const response = await route.fetch().catch(() => null);
  if (response === null) return;
  const isJson = response.ok() && (response.headers()["content-type"] ?? "").includes("json");
  if (isJson) await route.fulfill({ response, json: change(await response.json()) });
  else await route.fulfill({ response });
}

/** Lists that come page by page have nothing in them. */
function emptied(answer: unknown): unknown {
  const isPage = typeof answer === "object" && answer !== null && "nextCursor" in answer;
  return isPage ? { ...answer, items: [], nextCursor: null } : answer;
}

const LONG = "——限定礼盒装加赠手写卡片与Supercalifragilisticexpialidocious包装";
/** What the shop's own limits let names be; longer ones are nobody's. */
const lengths: Readonly<Record<string, number>> = { tierName: 12, optionsText: 40 };
const NAME = 48;
/** Names are short; sentences, and what one chooses from, stay what they are. */
const SHORT = 20;
const fixed = new Set(["province", "city", "district", "code", "phone", "hours", "unit"]);

function lengthened(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((one) => lengthened(one, name));
  if (typeof value === "object" && value !== null) {
    const isLevel = "threshold" in value && "benefits" in value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        lengthened(one, isLevel && key === "name" ? "tierName" : key),
      ]),
    );
  }
  const isName = typeof value === "string" && /\p{Script=Han}/u.test(value);
  if (!isName || value.length > SHORT || fixed.has(name)) return value;
  return `${value}${LONG}`.slice(0, lengths[name] ?? NAME);
}
