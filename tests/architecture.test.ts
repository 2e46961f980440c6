import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { contract } from "@contract";
import { errorCatalogue } from "@server/contract/problem.ts";
import { handlers } from "@server/app.ts";

/*
 * The rules of the house that a machine can see. Each failure names the file and says why the rule is there.
 */

const root = fileURLToPath(new URL("..", import.meta.url));

type Source = { readonly path: string; readonly text: string };

function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("dist/"))
    .map((file) => posix.join(folder, file))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

const server = sources("server");
const cloud = sources("cloud-functions");
const tests = sources("tests");

/** Calls go upward only: a module may know those before it in this list, by their door. */
const moduleOrder = [
  "audit-trail",
  "identity",
  "stores",
  "settings",
  "scenes",
  "inventory",
  "catalog",
  "posters",
  "members",
  "addresses",
  "purchases",
  "tiers",
  "member-records",
  "points",
  "promotions",
  "coupons",
  "points-mall",
  "promo-codes",
  "orders",
  "payments",
  "fulfilment",
  "wechat-events",
  "liabilities",
  "privacy",
  "imports",
  "today",
];

type Import = { readonly to: string; readonly isTypeOnly: boolean };

function importsOf({ path, text }: Source): Import[] {
  const found: Import[] = [];
  const statement =
    /^(?:import|export)\s+(type\s)?[^;"']*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;
  for (const [, type, from, dynamic] of text.matchAll(statement)) {
    const target = from ?? dynamic ?? "";
    found.push({
      to: target.startsWith(".") ? posix.join(dirname(path), target) : target,
      isTypeOnly: type !== undefined,
    });
  }
  return found;
}

const room = (path: string): string => {
  const [, first = "", second = ""] = path.split("/");
  if (first === "modules") return `modules/${second}`;
  return second === "" ? "top" : first;
};

/** Why an import is not allowed, or null. */
function wrongImport(from: Source, { to, isTypeOnly }: Import): string | null {
  if (to.startsWith("tests/")) return "the product does not know its tests";
  if (from.path.startsWith("cloud-functions/")) return wrongCloudImport(from.path, to, isTypeOnly);
  const isPackage = !to.startsWith("server/") && to !== "package.json";
  const here = room(from.path);
  const there = room(to);
  if (there === here) return null;
  if (here === "contract")
    return to === "zod" ? null : "the contract is the public language: zod and nothing else";
  if (to.startsWith("cloud-functions/")) {
    const isCloud = here === "sandbox" && to.startsWith("cloud-functions/offline/");
    return isCloud ? null : "the shop runs whole without its cloud functions";
  }
  if (here === "sandbox")
    return isPackage ? null : "the local WeChat is another party: it shares no code with the shop";
  if (isPackage) return null;
  if (there === "sandbox") return "the local WeChat is never part of the shop's own process";
  const isWorld = to === "server/world.ts" && isTypeOnly;
  const isSettings = to === "server/config.ts" && isTypeOnly;
  if (here === "kernel")
    return there === "contract" || isWorld || isSettings ? null : "the kernel knows no business";
  if (here === "adapters") {
    const isKernel = there === "kernel" || there === "contract";
    return isKernel || isWorld || isSettings
      ? null
      : "adapters know the outside world, not the shop";
  }
  if (here.startsWith("modules/")) return wrongModuleImport(here, there, to, isWorld);
  return null;
}

/** Tools of the kernel that know nothing of ours: what server and cloud functions must do alike is there, once. */
const pureTools = new Set(
  server
    .filter(({ path }) => room(path) === "kernel")
    .filter((source) => importsOf(source).every(({ to }) => !to.startsWith("server/")))
    .map(({ path }) => path),
);

function wrongCloudImport(from: string, to: string, isTypeOnly: boolean): string | null {
  const [, here = ""] = from.split("/");
  const [whose, there = ""] = to.split("/");
  if (whose === "cloud-functions") {
    // What builds and runs them stands at the top of the room.
    const isFree = here.endsWith(".ts") || there === here || there === "lib";
    return isFree ? null : "a cloud function knows itself and lib: each is sent to the cloud alone";
  }
  if (whose !== "server" || pureTools.has(to)) return null;
  return room(to) === "contract" && isTypeOnly
    ? null
    : "cloud functions know types of the contract and pure tools of the kernel: no database, no business";
}

function wrongModuleImport(here: string, there: string, to: string, isWorld: boolean) {
  if (there === "contract" || there === "kernel" || isWorld) return null;
  if (!there.startsWith("modules/"))
    return "a module knows contract, kernel, the type World, and doors of modules above";
  if (to !== `server/${there}/index.ts`) return "other modules are known by their door only";
  const isAbove =
    moduleOrder.indexOf(there.slice("modules/".length)) <
    moduleOrder.indexOf(here.slice("modules/".length));
  return isAbove ? null : "calls go upward only: the order is in server/README.md";
}

const lines = (found: readonly string[]): string => found.join("\n");

describe("the house keeps its rules", () => {
  it("lets every room import only what it may know", () => {
    const wrong = [...server, ...cloud].flatMap((source) =>
      importsOf(source).flatMap((one) => {
        const why = wrongImport(source, one);
        return why === null ? [] : [`${source.path} → ${one.to}: ${why}`];
      }),
    );
    expect(lines(wrong)).toBe("");
  });

  it("has a place in the order for every module", () => {
    const present = new Set(
      server.filter(({ path }) => path.startsWith("server/modules/")).map(({ path }) => room(path)),
    );
    for (const name of present) expect(moduleOrder).toContain(name.slice("modules/".length));
  });

  it("opens every module's door with its purpose and its words, in at most six lines", () => {
    const wrong = server
      .filter(({ path }) => /^server\/modules\/[^/]+\/index\.ts$/.test(path))
      .filter(({ text }) => {
        const header = /^(?:\/\/[^\n]*\n)+|^\/\*[\s\S]*?\*\//.exec(text)?.[0] ?? "";
        const written = header
          .split("\n")
          .filter((line) => line.replace(/[/*\s]/g, "") !== "").length;
        return written === 0 || written > 6;
      });
    expect(lines(wrong.map(({ path }) => path))).toBe("");
  });

  it("reads the environment in one place, and where a process begins", () => {
    const mayRead = [
      /^server\/(config|main|start)\.ts$/,
      /^server\/(start|cli|sandbox)\//,
      // The one is the console of the cloud offline, the other writes what runs there.
      /^cloud-functions\/(run|build)\.ts$/,
      // mongodb-memory-server itself reads its variable from the process.
      /^server\/adapters\/(embedded-mongo|mongod-orphan)\.ts$/,
    ];
    const wrong = [...server, ...cloud]
      .filter(({ text }) => text.includes("process.env"))
      .filter(({ path }) => !mayRead.some((allowed) => allowed.test(path)));
    expect(lines(wrong.map(({ path }) => path))).toBe("");
  });

  it("takes the time from world.clock in everything that decides", () => {
    const wrong = server
      .filter(({ path }) => /^server\/(modules|kernel)\//.test(path))
      .filter(({ text }) => /\bnew Date\(\s*\)|\bDate\.now\(/.test(text));
    expect(lines(wrong.map(({ path }) => path))).toBe("");
  });

  it("says at every export what it promises", () => {
    const wrong = [...server, ...cloud]
      .filter(({ path }) => !path.startsWith("server/sandbox/"))
      .flatMap(({ path, text }) => {
        const written = text.split("\n");
        return written.flatMap((line, index) => {
          const name = /^export (?:async )?(?:function|const|class|type|interface) (\w+)/.exec(
            line,
          );
          const before = written[index - 1]?.trimEnd() ?? "";
          return name === null || before.endsWith("*/") ? [] : [`${path}: ${name[1] ?? ""}`];
        });
      });
    expect(lines(wrong)).toBe("");
  });

  it("has no default exports and no names that mean nothing", () => {
    const wrong = [...server, ...cloud].filter(
      ({ path, text }) =>
        /^export default\b/m.test(text) ||
        /(^|[/-])(utils?|helpers?|common|manager|service)(-|\.ts$|\/)/.test(path) ||
        !/^[a-z0-9./-]+$/.test(path),
    );
    expect(lines(wrong.map(({ path }) => path))).toBe("");
  });

  it("refers to nothing outside of itself", () => {
    const outside = new RegExp(["\\.\\./sha", "red\\b|/wo", "rk/"].join(""));
    const wrong = [...server, ...cloud, ...tests].filter(({ text }) => outside.test(text));
    expect(lines(wrong.map(({ path }) => path))).toBe("");
  });
});

describe("the public language has no loose ends", () => {
  it("has a handler for every endpoint and an endpoint for every handler", () => {
    expect(Object.keys(handlers).toSorted()).toEqual(Object.keys(contract).toSorted());
  });

  it("uses every error code it has a text for", () => {
    const written = server
      .filter(({ path }) => path !== "server/contract/problem.ts")
      .filter(({ path }) => !path.startsWith("server/sandbox/"))
      .map(({ text }) => text)
      .join("\n");
    const unused = Object.keys(errorCatalogue).filter((code) => !written.includes(`"${code}"`));
    expect(lines(unused)).toBe("");
  });

  it("reaches every verb from some test", () => {
    const written = tests.map(({ text }) => text).join("\n");
    const files = server.filter(({ path }) => path.startsWith("server/modules/"));
    const verbs = new Map<string, string>();
    for (const { text } of files)
      for (const [, name = ""] of text.matchAll(/^export async function (\w+)/gm))
        verbs.set(name, text);
    const named = (text: string): string[] =>
      [...verbs.keys()].filter((verb) => new RegExp(`\\b${verb}\\b`).test(text));
    const reached = new Set<string>();
    const reach = (text: string): void => {
      for (const verb of named(text)) {
        if (reached.has(verb)) continue;
        reached.add(verb);
        reach(verbs.get(verb) ?? "");
      }
    };
    reach(written);
    // A test that asks an endpoint tries what its handler calls; one that runs a module's jobs, what they do.
    for (const { path, text } of files) {
      if (path.endsWith(".routes.ts"))
        for (const [, key = "", body = ""] of text.matchAll(
          /^ {2}"((?:GET|POST|PUT|PATCH|DELETE) [^"]+)":([\s\S]*?)(?=^ {2}"|^\};)/gm,
        ))
          if (asks(written, key)) reach(body);
      if (path.endsWith(".jobs.ts"))
        for (const [, job = ""] of text.matchAll(/export const (\w+)/g))
          if (written.includes(job)) reach(text);
    }
    expect(lines([...verbs.keys()].filter((verb) => !reached.has(verb)))).toBe("");
  });
});

/** Whether a test asks for an endpoint: its path with anything in the places of the parameters. */
function asks(written: string, key: string): boolean {
  const path = (key.split(" ")[1] ?? "")
    .split("/")
    .map((part) => (part.startsWith(":") ? '[^/"`?]+' : part.replaceAll(".", "\\.")))
    .join("/");
  return new RegExp(`["\`}]${path}["\`?]`).test(written) || written.includes(key);
}

afterAll(() => {
  const large = [...server, ...tests]
    .map(({ path, text }) => ({ path, length: text.split("\n").length }))
    .filter(({ length }) => length > 300)
    .toSorted((a, b) => b.length - a.length)
    .map(({ path, length }) => `  ${length}  ${path}`);
  if (large.length > 0)
    process.stdout.write(`files over 300 lines, which may hold two ideas:\n${lines(large)}\n`);
});
