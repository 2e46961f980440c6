import { once } from "node:events";
import { readFile } from "node:fs/promises";
import {
  createServer,
  request as openRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { windowFolder } from "@server/start/window.ts";
import { compileBundle } from "./compile.ts";
import { wxNames } from "./wx-names.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** A phone with the bundle on it, at an address of this machine. */
export type PhoneServer = { readonly url: string; close(): Promise<void> };

const types: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json; charset=utf-8",
  png: "image/png",
  jpg: "image/jpeg",
  svg: "image/svg+xml",
  webp: "image/webp",
};

/** Everything of the phone but the bundle: WeChat's component framework and our side of it, as one script. */
async function phoneScript(): Promise<string> {
  const built = await build({
    entryPoints: [join(here, "browser/main.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    mainFields: ["module", "main"],
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  return built.outputFiles[0]?.text ?? "";
}

const page = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>暖店</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/__weapp/phone.css"></head>
<body><script type="module" src="/__weapp/phone.js"></script></body></html>`;

/** Serves the built mini-program on a phone of ours; whatever else is asked for is asked of the shop. */
export async function servePhone(shopUrl: string): Promise<PhoneServer> {
  const folder = windowFolder("weapp");
  const [bundle, script, css] = await Promise.all([
    compileBundle(folder),
    phoneScript(),
    readFile(join(here, "browser/phone.css"), "utf8"),
  ]);
  const own: Readonly<Record<string, { text: string; type: string }>> = {
    "/__weapp/": { text: page, type: "text/html; charset=utf-8" },
    "/__weapp/phone.js": { text: script, type: types["js"] ?? "" },
    "/__weapp/phone.css": { text: css, type: types["css"] ?? "" },
    "/__weapp/bundle.json": {
      text: JSON.stringify({ ...bundle, wxNames: await wxNames(createRequire(import.meta.url)) }),
      type: types["json"] ?? "",
    },
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const found = own[path];
    if (found !== undefined) {
      response.writeHead(200, { "Content-Type": found.type });
      response.end(found.text);
    } else if (path.startsWith("/__weapp/package/")) {
      const file = join(folder, path.slice("/__weapp/package".length));
      const content = file.startsWith(folder) ? await readFile(file).catch(() => null) : null;
      response.writeHead(content === null ? 404 : 200, {
        "Content-Type": types[file.split(".").at(-1) ?? ""] ?? "application/octet-stream",
      });
      response.end(content);
    } else await passOn(shopUrl, request, response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function passOn(
  shopUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const onward = openRequest(new URL(request.url ?? "/", shopUrl), {
    method: request.method,
    headers: { ...request.headers, host: new URL(shopUrl).host },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    onward.once("response", resolve);
    onward.once("error", reject);
  });
  await pipeline(request, onward);
  const answer = await answered;
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  await pipeline(answer, response);
}
