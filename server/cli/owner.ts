import { once } from "node:events";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { createOwner } from "../modules/identity/index.ts";
import { optionsOrUsage } from "./read-options.ts";
import { withWorld } from "./with-shop.ts";

/** From the keyboard without an echo, or from what is piped in; never from an argument, which others can read. */
async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write("密码（输入时不显示）：");
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: silent,
    terminal: process.stdin.isTTY,
  });
  const [password] = (await once(lines, "line")) as [string];
  lines.close();
  return password;
}

const usage = "用法：npm run owner -- --login 登录名 --name 姓名";
const { login, name } = optionsOrUsage(usage, {
  login: { type: "string" },
  name: { type: "string" },
});
if (login === undefined || name === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const password = await readPassword();
  await withWorld(async (world) => {
    const { staffId } = await createOwner(world, { name, login, password });
    console.log(`店主账号已建立：${login}（${staffId}）`);
  });
}
