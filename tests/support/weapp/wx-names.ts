import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Every name that WeChat's `wx` has, as Taro's own types list them for this platform. */
export async function wxNames(require: NodeJS.Require): Promise<string[]> {
  const folder = join(dirname(require.resolve("@tarojs/taro/package.json")), "types/api");
  const names = new Set<string>();
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith(".d.ts")) continue;
    const text = await readFile(join(folder, file), "utf8");
    const [, ...blocks] = text.split("interface TaroStatic {");
    for (const block of blocks) {
      const own = block.slice(0, block.indexOf("\n  }"));
      for (const [, doc = "", name = ""] of own.matchAll(
        /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)?\s+(\w+)(?:<[^(]*>)?\(/g,
      ))
        if (doc === "" || /weapp/.test(doc)) names.add(name);
    }
  }
  return [...names];
}
