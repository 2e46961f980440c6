import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { generateKeyPairSync } from "node:crypto";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWindow, windowFolder } from "../start/window.ts";
import { windowSizes } from "../start/window-sizes.ts";
import { optionsOrUsage } from "./read-options.ts";
import { version } from "../version.ts";

const USAGE = `用法：npm run upload -- [--dry-run] [--desc 说明] [--robot 1–30]
需要 WECHAT_APPID、WECHAT_UPLOAD_KEY（代码上传密钥文件）、TARO_APP_SHOP_URL（https 的商店地址）`;

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = windowFolder("weapp");

/** What of miniprogram-ci is used; its own types name much that is not there. */
type Ci = {
  readonly DefaultProjectAttr: object;
  readonly Project: new (options: object) => { attr(): Promise<object> };
  getAppJSON(project: object): Promise<{ pages: string[]; subPackages?: SubPackage[] }>;
  getPageJSON(
    project: object,
    page: { miniprogramRoot: string; pagePath: string },
  ): Promise<object>;
  checkThemeJSON(project: object, app: object): Promise<object>;
  getCompiledResult(options: object, zip: string): Promise<object>;
  upload(options: object): Promise<object>;
};
type SubPackage = { root: string; pages: string[] };

const settings = { es6: true, enhance: true, minify: true };

const values = optionsOrUsage(USAGE, {
  "dry-run": { type: "boolean", default: false },
  desc: { type: "string", default: `暖店 ${version}` },
  robot: { type: "string", default: "1" },
});

let faults = 0;
async function check(what: string, work: () => Promise<string>): Promise<void> {
  try {
    console.log(`✓ ${what}：${await work()}`);
  } catch (error) {
    faults += 1;
    console.log(`✗ ${what}：${error instanceof Error ? error.message : String(error)}`);
  }
}
const missing = (what: string, how: string): void => console.log(`— ${what}：还没有，${how}`);

async function privateKey(scratch: string): Promise<string> {
  const given = process.env["WECHAT_UPLOAD_KEY"];
  if (given !== undefined && given !== "") {
    if (!(await readFile(given, "utf8")).includes("PRIVATE KEY")) throw new Error("不是私钥文件");
    return given;
  }
  // WeChat's packer signs nothing offline, but does not begin without a key.
  const { privateKey: key } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const path = join(scratch, "key.pem");
  await writeFile(path, key.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
  return path;
}

async function dryRun(ci: Ci, scratch: string): Promise<void> {
  const appid = process.env["WECHAT_APPID"] ?? "";
  if (appid === "") missing("小程序 AppID", "设置 WECHAT_APPID");
  else
    await check("小程序 AppID", async () => {
      if (!/^wx[0-9a-f]{16}$/.test(appid)) throw new Error("应为 wx 开头的 18 位");
      return appid;
    });
  const shop = process.env["TARO_APP_SHOP_URL"] ?? "";
  if (shop === "")
    missing("商店地址", "设置 TARO_APP_SHOP_URL，须在小程序后台登记为 request 合法域名");
  else
    await check("商店地址", async () => {
      const url = new URL(shop);
      if (url.protocol !== "https:" || /^[\d.]+$|^localhost$/.test(url.hostname))
        throw new Error("须为 https 域名，不能是 IP");
      return url.origin;
    });
  if ((process.env["WECHAT_UPLOAD_KEY"] ?? "") === "")
    missing("代码上传密钥", "在小程序后台生成，WECHAT_UPLOAD_KEY 指向它，并登记本机 IP");
  const key = await privateKey(scratch);
  const project = new ci.Project({
    appid: appid === "" ? "wx0000000000000000" : appid,
    type: "miniProgram",
    projectPath: root,
    privateKeyPath: key,
    ignores: ["node_modules/**/*"],
  });
  // What WeChat would say of the account; its limits for everyone stand in for it here.
  project.attr = async () => ci.DefaultProjectAttr;
  await check("app.json 与每一页", async () => {
    const app = await ci.getAppJSON(project);
    const pages = [
      ...app.pages,
      ...(app.subPackages ?? []).flatMap((one) => one.pages.map((page) => join(one.root, page))),
    ];
    for (const pagePath of pages)
      await ci.getPageJSON(project, { miniprogramRoot: folder, pagePath });
    await ci.checkThemeJSON(project, app);
    return `${pages.length} 页`;
  });
  for (const { name, bytes, limit } of await windowSizes(folder))
    await check(`大小 ${name}`, async () => {
      const text = `${Math.ceil(bytes / 1_000)} kB，至多 ${limit / 1_000} kB`;
      if (bytes > limit) throw new Error(text);
      return text;
    });
  await check("微信的打包程序", async () => {
    const options = {
      project,
      version,
      desc: values.desc,
      setting: settings,
      onProgressUpdate() {},
    };
    await ci.getCompiledResult(options, join(scratch, "package.zip"));
    return "编译通过";
  });
  console.log("没有查：密钥是否属于此小程序、IP 白名单、类目与隐私指引（只有微信知道）");
}

async function upload(ci: Ci): Promise<void> {
  for (const name of ["WECHAT_APPID", "WECHAT_UPLOAD_KEY", "TARO_APP_SHOP_URL"])
    if ((process.env[name] ?? "") === "") throw new Error(`缺少 ${name}\n${USAGE}`);
  const project = new ci.Project({
    appid: process.env["WECHAT_APPID"],
    type: "miniProgram",
    projectPath: root,
    privateKeyPath: process.env["WECHAT_UPLOAD_KEY"],
    ignores: ["node_modules/**/*"],
  });
  const robot = Number(values.robot);
  await ci.upload({
    project,
    version,
    desc: values.desc,
    setting: settings,
    robot,
    onProgressUpdate() {},
  });
  console.log(`已上传 ${version}（机器人 ${robot}），请到小程序后台提交审核`);
}

await buildWindow("weapp", (line) => console.log(line));
// It prints its own start-up as it is loaded: only here is it wanted.
const ci = createRequire(import.meta.url)("miniprogram-ci") as Ci;
const scratch = await mkdtemp(join(tmpdir(), "nuandian-upload-"));
try {
  if (values["dry-run"]) await dryRun(ci, scratch);
  else await upload(ci);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
// Its compiler keeps child processes waiting for more.
process.exit(faults > 0 ? 1 : 0);
