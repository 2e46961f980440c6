import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settingNames } from "@server/config.ts";
import {
  descendantsOf,
  leftOf,
  personalTextsIn,
  pressCtrlC,
  projectRoot,
  runProgram,
  type Program,
} from "@support/processes.ts";

const MINUTES_MS = 60_000;
const ADDRESS = "http://127.0.0.1:8787";

type Step = { readonly commands: string; readonly shown: string };

/** The walk-through: each block of commands with the block of what they show, if there is one. */
function stepsOf(readme: string): Step[] {
  const part = /^## Walk-through[^\n]*\n([\s\S]*?)^## /m.exec(readme)?.[1] ?? "";
  const blocks = /```sh\n([\s\S]*?)```(?:\s*```text\n([\s\S]*?)```)?/g;
  return [...part.matchAll(blocks)].map(([, commands = "", shown = ""]) => ({ commands, shown }));
}

/** A pattern for what a block shows, in which `…` stands for what differs each time. */
function patternOf(shown: string): RegExp {
  const literal = shown.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("…", ".*?")}$`, "s");
}

const byName = (a = "", b = ""): number => (a < b ? -1 : 1);

/** Every environment variable that the product reads, but for the system's own. */
async function variablesRead(): Promise<Set<string | undefined>> {
  const folder = join(projectRoot, "server");
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => file.endsWith(".ts") && !/^(dist|sandbox)\//.test(file),
  );
  const texts = await Promise.all(
    files.map(async (file) => await readFile(join(folder, file), "utf8")),
  );
  const read = [...texts.join("\n").matchAll(/env\["([A-Z_]+)"\]/g)].map(([, name]) => name);
  return new Set([...settingNames, ...read].filter((name) => name !== "PATH" && name !== "HOME"));
}

let readme: string;
let dataDir: string;
let shop: Program;
let url: string;

beforeAll(async () => {
  readme = await readFile(join(projectRoot, "README.md"), "utf8");
  dataDir = await mkdtemp(join(tmpdir(), "nuandian-readme-"));
  shop = runProgram("npm", ["start", "--", "--port", "0"], { DATA_DIR: dataDir });
  await shop.says(/按 Ctrl-C 打烊/, 3 * MINUTES_MS);
  [, url = ""] = await shop.says(/^ {2}(http:\/\/127\.0\.0\.1:\d+)$/m);
}, 4 * MINUTES_MS);

afterAll(async () => {
  const all = [shop.pid, ...(await descendantsOf(shop.pid))];
  pressCtrlC(shop);
  await leftOf(all, 30_000);
  await rm(dataDir, { recursive: true, force: true });
}, MINUTES_MS);

describe("the README", () => {
  it(
    "tells the truth word for word: every block of the walk-through shows what it says",
    async () => {
      const steps = stepsOf(readme);
      expect(steps.length).toBeGreaterThanOrEqual(8);
      expect(steps[0]?.commands).toContain(ADDRESS);
      const script = steps
        .map(({ commands }, index) => `echo "@@ ${index}"\n${commands}`)
        .join("\n")
        .replaceAll(ADDRESS, url);
      const walk = runProgram("bash", ["-euc", script], { DATA_DIR: dataDir });
      expect(await walk.ended).toBe(0);
      const parts = walk
        .printed()
        .split(/^@@ \d+\n/m)
        .slice(1);
      for (const [index, { shown }] of steps.entries())
        if (shown !== "") expect(parts[index]?.trim()).toMatch(patternOf(shown));
    },
    4 * MINUTES_MS,
  );

  it("leaves no phone number, openid or token in the log of the server that was walked through", async () => {
    const log = await readFile(join(dataDir, "server.log"), "utf8");
    expect(log.length).toBeGreaterThan(0);
    expect(personalTextsIn(log)).toEqual([]);
  });

  it("names the two commands, and every setting in its table", async () => {
    expect(readme).toContain("npm ci && npm start");
    expect(readme).toContain("npm ci && npm test");
    const table = /^### Settings\n([\s\S]*?)^(?:#|`openssl)/m.exec(readme)?.[1] ?? "";
    const named = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name),
    );
    expect(named.toSorted(byName)).toEqual([...(await variablesRead())].toSorted(byName));
  });

  it("names only commands that there are", async () => {
    const manifest = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/\bnpm run ([a-z]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  });
});
