import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { buildCloudFunctions } from "@cloud/build.ts";
import { loadFunction, type LoadedFunction, type Openapi } from "@cloud/offline/load-function.ts";

/** A secret between a test's server and its functions. */
export const SECRET = "a secret of cloud functions, for tests";

/** The bundled functions of a test file, in a folder of their own. */
export type BuiltFunctions = {
  /** The folder with one folder for each. */
  folder(): string;
  /** Loads one as the cloud would; a call to WeChat fails the test where none is expected. */
  load(name: string, settings?: Record<string, string>, openapi?: Openapi): Promise<LoadedFunction>;
  /** A copy of one with another config.json, for what the cloud refuses. */
  copy(name: string, config: unknown): Promise<string>;
};

/** Builds the functions before the tests of a file, and takes them away afterwards. */
export function useCloudFunctions(): BuiltFunctions {
  let root = "";
  let copies = 0;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "nuandian-cloud-"));
    await buildCloudFunctions(join(root, "dist"));
  });
  afterAll(async () => {
    await rm(root, { recursive: true, force: true });
  });
  const folder = (): string => join(root, "dist");
  return {
    folder,
    load: async (name, settings = {}, openapi = unexpected) =>
      await loadFunction({
        folder: join(folder(), name),
        environment: "test-env",
        settings: { CLOUD_FUNCTION_SECRET: SECRET, ...settings },
        openapi,
      }),
    async copy(name, config) {
      copies += 1;
      const to = join(root, `copy-${copies}`, name);
      await cp(join(folder(), name), to, { recursive: true });
      const text = typeof config === "string" ? config : JSON.stringify(config);
      await writeFile(join(to, "config.json"), text);
      return to;
    },
  };
}

const unexpected: Openapi = async (name) =>
  await Promise.reject(new Error(`unexpected cloud call: ${name}`));
