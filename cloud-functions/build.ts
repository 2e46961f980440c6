import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { z } from "zod";

const room = fileURLToPath(new URL(".", import.meta.url));

/** Where the bundled functions are: what `cloudfunctionRoot` of project.config.json points to. */
export const builtFolder = join(room, "dist");

const SDK = { name: "wx-server-sdk", version: "~4.0.2" };

/** Hands WeChat's SDK in, the only line that knows it. */
const entry = `
import { createMain } from "./index.ts";
const cloud = require("${SDK.name}");
cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
const main = createMain({ cloud, http: fetch, env: process.env });
export { main };
`;

/** The names of the functions: every folder here with an index.ts. */
export async function functionNames(): Promise<string[]> {
  const names = [];
  for (const found of await readdir(room, { withFileTypes: true }))
    if (found.isDirectory() && (await readdir(join(room, found.name))).includes("index.ts"))
      names.push(found.name);
  return names.toSorted();
}

/**
 * Bundles every function for WeChat's cloud into `<folder>/<name>/`: index.js, package.json with what the cloud
 * installs, config.json.
 * @throws Error with what the compiler says.
 */
export async function buildCloudFunctions(folder: string = builtFolder): Promise<string[]> {
  const names = await functionNames();
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(join(room, "../package.json"), "utf8")));
  await rm(folder, { recursive: true, force: true });
  for (const name of names) {
    const to = join(folder, name);
    await mkdir(to, { recursive: true });
    const { metafile } = await build({
      stdin: { contents: entry, resolveDir: join(room, name), loader: "ts" },
      outfile: join(to, "index.js"),
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node18",
      packages: "external",
      // A package is loaded by require in any case: what the cloud hands in can then be exchanged.
      supported: { "dynamic-import": false },
      charset: "utf8",
      metafile: true,
      logLevel: "silent",
    });
    const needed = Object.values(metafile.outputs)
      .flatMap(({ imports }) => imports.map(({ path }) => path))
      .filter((path) => path !== SDK.name && !isBuiltin(path));
    const own = needed.map((path) => {
      const version = dependencies[path];
      if (version === undefined) throw new Error(`${name} needs ${path}, which is not installed`);
      return [path, version];
    });
    const manifest = {
      name,
      private: true,
      main: "index.js",
      dependencies: { [SDK.name]: SDK.version, ...Object.fromEntries(own) },
    };
    await writeFile(join(to, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    await copyFile(join(room, name, "config.json"), join(to, "config.json"));
  }
  return names;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  console.log(`已生成云函数：${(await buildCloudFunctions()).join("、")}`);
