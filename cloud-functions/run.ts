import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { builtFolder, buildCloudFunctions } from "./build.ts";
import { CloudRefusal, loadFunction } from "./offline/load-function.ts";

/*
 * npm run cloud -- <name> [event.json]: builds the functions and runs one of them once, as the cloud would. Settings
 * come from the environment; calls to WeChat are shown and refused, for there is no WeChat here.
 */

const [name, eventFile] = process.argv.slice(2);
const names = await buildCloudFunctions();
if (name === undefined || !names.includes(name)) {
  console.error(`用法：npm run cloud -- <${names.join("|")}> [event.json]`);
  process.exit(2);
}

const event: unknown = eventFile === undefined ? {} : JSON.parse(await readFile(eventFile, "utf8"));
try {
  const loaded = await loadFunction({
    folder: join(builtFolder, name),
    environment: process.env["TCB_ENV"] ?? "offline",
    settings: process.env,
    openapi: async (call, input) => {
      console.error(`${call} ${JSON.stringify(input)}`);
      return await Promise.reject(new CloudRefusal(-1, `openapi.${call}:fail offline`));
    },
  });
  const { triggers } = loaded.config;
  for (const { name: trigger, config } of triggers) console.error(`触发器 ${trigger}：${config}`);
  console.log(JSON.stringify(await loaded.invoke(event), null, 2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
