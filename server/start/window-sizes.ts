import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** What one package of the mini-program weighs, in bytes. */
export type PackageSize = { readonly name: string; readonly bytes: number; readonly limit: number };

/** Ours, below WeChat's own limit of 2 MB a package: what comes later must still fit. */
const MAIN_LIMIT = 1_500_000;
const SUBPACKAGE_LIMIT = 1_800_000;
const TOTAL_LIMIT = 12_000_000;

/** Weighs a built mini-program: the main package, every subpackage by its root, and all together. */
export async function windowSizes(folder: string): Promise<PackageSize[]> {
  const app = JSON.parse(await readFile(join(folder, "app.json"), "utf8")) as {
    subPackages?: { root: string }[];
  };
  const roots = (app.subPackages ?? []).map(({ root }) => root.replace(/\/$/, ""));
  const bytes = new Map<string, number>([["main", 0], ...roots.map((root) => [root, 0] as const)]);
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const file of files) {
    if (!file.isFile() || file.name.startsWith(".") || file.name.endsWith(".LICENSE.txt")) continue;
    const path = join(file.parentPath, file.name);
    const inside = relative(folder, path).split(sep).join("/");
    const root = roots.find((one) => inside.startsWith(`${one}/`)) ?? "main";
    bytes.set(root, (bytes.get(root) ?? 0) + (await stat(path)).size);
  }
  const packages = [...bytes].map(([name, size]) => ({
    name,
    bytes: size,
    limit: name === "main" ? MAIN_LIMIT : SUBPACKAGE_LIMIT,
  }));
  const total = packages.reduce((sum, one) => sum + one.bytes, 0);
  return [...packages, { name: "total", bytes: total, limit: TOTAL_LIMIT }];
}
