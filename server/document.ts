import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Middleware } from "koa";
import { openApiDocument } from "./openapi.ts";
import { version } from "./version.ts";

const require = createRequire(import.meta.url);
const assets: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css",
  "swagger-ui-bundle.js": "text/javascript",
};

const page = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>暖店 · 接口文档</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<style>body{margin:0;background:#FAF7F2}.swagger-ui .topbar{display:none}</style>
</head>
<body>
<div id="document"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>`;

const show = (document: string): string =>
  `window.ui = SwaggerUIBundle({ ${document}, dom_id: "#document", deepLinking: true,
  docExpansion: "none", persistAuthorization: true, tryItOutEnabled: true, filter: true });`;

const start = show('url: "/openapi.json"');

/** Where a local WeChat answers on the same address, its calls stand first: they take the part of a phone. */
const startBesideSandbox = `(async () => {
const read = async (path) => { const answer = await fetch(path); return answer.ok ? await answer.json() : {}; };
const [shop, wechat] = await Promise.all([read("/openapi.json"), read("/__sandbox/openapi.json")]);
${show("spec: { ...shop, paths: { ...wechat.paths, ...shop.paths } }")}
})();`;

/**
 * Serves the OpenAPI document at \`/openapi.json\` and a page to read and try it at \`/docs\`; outside production the page
 * also has the local WeChat's calls, where there is one, so that a whole purchase can be tried on it.
 */
export function documentRoutes(options: { isProduction: boolean }): Middleware {
  const text = JSON.stringify(openApiDocument(version));
  return async (ctx, next) => {
    if (ctx.method !== "GET") return await next();
    const asset = ctx.path.startsWith("/docs/") ? ctx.path.slice("/docs/".length) : "";
    if (ctx.path === "/docs/") ctx.redirect("/docs");
    else if (ctx.path === "/openapi.json") {
      ctx.type = "application/json; charset=utf-8";
      ctx.body = text;
    } else if (ctx.path === "/docs") {
      ctx.type = "text/html; charset=utf-8";
      ctx.body = page;
    } else if (asset === "start.js") {
      ctx.type = "text/javascript; charset=utf-8";
      ctx.body = options.isProduction ? start : startBesideSandbox;
    } else if (assets[asset] !== undefined) {
      ctx.type = assets[asset];
      ctx.set("Cache-Control", "public, max-age=86400");
      ctx.body = await readFile(
        path.join(path.dirname(require.resolve("swagger-ui-dist/package.json")), asset),
      );
    } else await next();
  };
}
