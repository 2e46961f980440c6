import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { context, formatMessages, stop, type BuildOptions, type OutputFile } from "esbuild";

const source = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));

const folder = source("dist");

/** The file that runs the server: our own code bundled; the packages of node_modules stay beside it. */
export const serverBundle = join(folder, "main.js");

const settings = {
  entryPoints: [source("main.ts")],
  outdir: folder,
  bundle: true,
  // What only an embedded database needs is a part of its own, not loaded where MongoDB is given.
  splitting: true,
  chunkNames: "parts/[name]-[hash]",
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: true,
  sourcesContent: false,
  charset: "utf8",
  logLevel: "silent",
  write: false,
} as const satisfies BuildOptions;

/**
 * Bundles the server as production runs it.
 * @throws Error with what the compiler says.
 */
export async function buildServer(): Promise<void> {
  const compiler = await context(settings);
  try {
    const { outputFiles } = await compiler.rebuild();
    await writeWhole(outputFiles);
  } finally {
    await compiler.dispose();
    await stop();
  }
}

/** Bundles the server again at every change of its source, and says each time how that went. */
export async function watchServer(on: {
  built: () => void;
  failed: (messages: string) => void;
}): Promise<{ close(): Promise<void> }> {
  const compiler = await context({
    ...settings,
    plugins: [
      {
        name: "tell",
        setup(build) {
          build.onEnd(async ({ errors, outputFiles = [] }) => {
            if (errors.length > 0) {
              const texts = await formatMessages(errors, { kind: "error", color: false });
              on.failed(texts.join("\n"));
              return;
            }
            await writeWhole(outputFiles);
            on.built();
          });
        },
      },
    ],
  });
  await compiler.watch();
  return {
    async close() {
      await compiler.dispose();
      await stop();
    },
  };
}

/** By rename, so that a process that starts just now reads a whole file, the old or the new. */
async function writeWhole(files: readonly OutputFile[]): Promise<void> {
  for (const { path, contents } of files) {
    await mkdir(dirname(path), { recursive: true });
    const own = `${path}.${process.pid}`;
    await writeFile(own, contents);
    await rename(own, path);
  }
  const parts = join(folder, "parts");
  const written = new Set(files.map(({ path }) => path));
  for (const name of await readdir(parts).catch(() => []))
    if (!written.has(join(parts, name)) && /\.js(\.map)?$/.test(name)) await rm(join(parts, name));
}
