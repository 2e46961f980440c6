import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openApiDocument } from "../openapi.ts";
import { version } from "../version.ts";

const file = fileURLToPath(new URL("../openapi.json", import.meta.url));
await writeFile(file, `${JSON.stringify(openApiDocument(version), null, 2)}\n`);
console.log(`已写入 ${file}`);
