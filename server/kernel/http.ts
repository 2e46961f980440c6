import { createHash, randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Readable } from "node:stream";
import { Router } from "@koa/router";
import Koa, { type Context, type Middleware } from "koa";
import rawBody from "raw-body";
import { z } from "zod";
import type { Auth, Endpoint } from "../contract/endpoint.ts";
import { errorCatalogue, type Problem, type ProblemIssue } from "../contract/problem.ts";
import type { World } from "../world.ts";
import type { Caller, MemberActor, StaffActor } from "./actor.ts";
import { fail, Refusal } from "./errors.ts";
import type { Log } from "./log.ts";

// What is wrong is said in Chinese, to the same people who read the pages.
z.config(z.locales.zhCN());

/** The largest request body, in bytes, unless an endpoint says otherwise. */
export const BODY_LIMIT_BYTES = 100_000;
const JSON_DEPTH_LIMIT = 32;

/** What a handler may know of the request beyond its validated parts. */
export type RequestFacts = {
  readonly id: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: string;
  readonly log: Log;
};

type ActorFor<A extends Auth> = A extends "member"
  ? MemberActor
  : A extends "staff" | `staff:${string}`
    ? StaffActor
    : A extends "optional"
      ? Caller
      : { readonly kind: "guest" };
type Decoded<S> = S extends z.ZodType ? z.output<S> : undefined;
type Answer<R> = R extends z.ZodType
  ? z.output<R>
  : R extends null
    ? void
    : { bytes: Buffer | Readable; maxAgeSeconds?: number; headers?: Record<string, string> };

/** What a handler receives for one endpoint of the contract. */
export type Call<E extends Endpoint> = {
  readonly world: World;
  readonly actor: ActorFor<E["auth"]>;
  readonly params: Decoded<E["params"]>;
  readonly query: Decoded<E["query"]>;
  readonly body: Decoded<E["body"]>;
  readonly request: RequestFacts;
};

/** A table of handlers with exactly the keys and types of a table of endpoints. */
export type Handlers<Table extends Record<string, Endpoint>> = {
  readonly [Key in keyof Table]: (
    call: Call<Table[Key]>,
  ) => Promise<Answer<Table[Key]["response"]>>;
};

type AnyHandler = (call: {
  world: World;
  actor: Caller;
  params: unknown;
  query: unknown;
  body: unknown;
  request: RequestFacts;
}) => Promise<unknown>;

/** How requests are let in: who calls, and how often they may. */
export type Gate = {
  /** Finds the caller of a bearer token. @throws unauthenticated, session_expired */
  authenticate(token: string): Promise<Caller>;
  /** Counts the request against a limit. @throws rate_limited */
  limit(kind: "general" | NonNullable<Endpoint["limit"]>, key: string): Promise<void>;
};

/** Builds the Koa router for a contract: validation, permission, limits and encoding happen here, once. */
export function createRouter<Table extends Record<string, Endpoint>>(
  world: World,
  contract: Table,
  handlers: Handlers<Table>,
  gate: Gate,
): Router {
  const router = new Router();
  for (const [key, endpoint] of Object.entries<Endpoint>(contract)) {
    const [method = "", path = ""] = key.split(" ");
    const handler = handlers[key] as unknown as AnyHandler;
    router.register(path, [method.toLowerCase()], serve(world, endpoint, handler, gate), {
      name: key,
    });
  }
  return router;
}

function serve(world: World, endpoint: Endpoint, handler: AnyHandler, gate: Gate): Middleware {
  const schemas = { params: endpoint.params, query: endpoint.query, body: endpoint.body };
  return async (ctx: Context) => {
    const requestLog = ctx.state["log"] as Log;
    const limitKey = ctx.ip;
    // Signed messages are let in by their signature: all of them come from the sender's few addresses.
    if (endpoint.rawBody === true) ctx.state["isSigned"] = true;
    else await gate.limit("general", limitKey);
    if (endpoint.limit !== undefined) await gate.limit(endpoint.limit, limitKey);
    const actor = await identify(ctx, endpoint.auth, gate);
    const text = await readBody(ctx, endpoint);
    const issues: ProblemIssue[] = [];
    const params = decode(schemas.params, ctx["params"] ?? {}, "/path", issues);
    const query = decode(
      schemas.query,
      schemas.query === undefined ? undefined : plainQuery(ctx, issues),
      "/query",
      issues,
    );
    const body =
      schemas.body === undefined ? undefined : decode(schemas.body, parseJson(text), "", issues);
    if (issues.length > 0) fail("malformed", { issues });
    const result = await handler({
      world,
      actor,
      params,
      query,
      body,
      request: {
        id: ctx.state["requestId"] as string,
        ip: ctx.ip,
        userAgent: ctx.get("user-agent").slice(0, 300),
        headers: ctx.headers as Record<string, string | undefined>,
        rawBody: text,
        log: requestLog,
      },
    });
    answer(ctx, endpoint, result);
  };
}

function answer(ctx: Context, endpoint: Endpoint, result: unknown): void {
  if (endpoint.response === null) {
    ctx.status = endpoint.status ?? 204;
    return;
  }
  if ("media" in endpoint.response && typeof endpoint.response.media === "string") {
    const media = result as {
      bytes: Buffer | Readable;
      maxAgeSeconds?: number;
      headers?: Record<string, string>;
    };
    ctx.status = 200;
    ctx.type = endpoint.response.media;
    if (media.maxAgeSeconds !== undefined)
      ctx.set("Cache-Control", `public, max-age=${media.maxAgeSeconds}`);
    if (media.headers !== undefined) ctx.set(media.headers);
    if (media.headers?.["ETag"] !== undefined && ctx.fresh) {
      ctx.status = 304;
      return;
    }
    ctx.body = media.bytes;
    return;
  }
  ctx.status = endpoint.status ?? 200;
  ctx.type = "application/json; charset=utf-8";
  if (endpoint.auth !== "none") ctx.set("Cache-Control", "no-store");
  const body = JSON.stringify(z.encode(endpoint.response as z.ZodType, result));
  if (endpoint.cacheSeconds !== undefined) {
    ctx.set("Cache-Control", `public, max-age=${endpoint.cacheSeconds}`);
    ctx.set("ETag", `W/"${createHash("sha1").update(body).digest("base64url")}"`);
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
  }
  ctx.body = body;
}

async function identify(ctx: Context, auth: Auth, gate: Gate): Promise<Caller> {
  if (auth === "none") return { kind: "guest" };
  const header = ctx.get("authorization");
  const token = /^Bearer ([\w-]{20,200})$/.exec(header)?.[1];
  if (token === undefined) {
    if (auth === "optional" && header === "") return { kind: "guest" };
    fail("unauthenticated");
  }
  const caller = await gate.authenticate(token);
  if (auth === "optional") return caller;
  if (auth === "member") {
    if (caller.kind !== "member") fail("forbidden", { detail: "此操作需要顾客身份登录" });
    return caller;
  }
  if (caller.kind !== "staff") fail("forbidden", { detail: "此操作需要员工身份登录" });
  const permission = auth === "staff" ? null : auth.slice("staff:".length);
  if (permission !== null && !caller.permissions.has(permission as never)) fail("forbidden");
  return caller;
}

async function readBody(ctx: Context, endpoint: Endpoint): Promise<string> {
  if (endpoint.body === undefined && endpoint.rawBody !== true) return "";
  if (endpoint.rawBody !== true) {
    const type = ctx.request.type;
    const charset = ctx.request.charset.toLowerCase();
    const mayBeEmpty = ctx.request.length === 0 || ctx.request.length === undefined;
    if (type !== "application/json" && !(mayBeEmpty && type === "")) fail("unsupported_media_type");
    if (charset !== "" && charset !== "utf-8" && charset !== "utf8") fail("unsupported_media_type");
  }
  try {
    const bytes = await rawBody(ctx.req, {
      limit: endpoint.bodyLimitBytes ?? BODY_LIMIT_BYTES,
      length: ctx.request.length ?? null,
    });
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) fail("bad_json", { detail: "请求内容不是有效的 UTF-8" });
    const type = (error as { type?: string }).type;
    if (type === "entity.too.large") fail("body_too_large");
    if (type !== undefined) fail("malformed", { detail: "请求内容不完整" });
    throw error;
  }
}

function parseJson(text: string): unknown {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text[index];
    if (inString) {
      if (unit === "\\") index += 1;
      else if (unit === '"') inString = false;
    } else if (unit === '"') inString = true;
    else if (unit === "{" || unit === "[") {
      depth += 1;
      if (depth > JSON_DEPTH_LIMIT) fail("bad_json", { detail: "嵌套层数太多" });
    } else if (unit === "}" || unit === "]") depth -= 1;
  }
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return fail("bad_json");
  }
}

function plainQuery(ctx: Context, issues: ProblemIssue[]): Record<string, string> {
  const plain: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(ctx.query)) {
    if (Array.isArray(value))
      issues.push({ pointer: `/query/${name}`, code: "repeated", detail: "参数只能出现一次" });
    else if (value !== undefined) plain[name] = value;
  }
  return { ...plain };
}

function decode(
  schema: z.ZodType | undefined,
  value: unknown,
  base: string,
  issues: ProblemIssue[],
): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value, { reportInput: false });
  if (result.success) return result.data;
  for (const issue of result.error.issues.flatMap(nearest)) {
    const path = issue.path.map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1"));
    const pointers =
      issue.code === "unrecognized_keys" ? issue.keys.map((name) => [...path, name]) : [path];
    for (const parts of pointers.slice(0, 20))
      issues.push({
        pointer: [base, ...parts].join("/"),
        code: issue.code,
        detail: sentenceOf(issue),
      });
  }
  return undefined;
}

/** Of several shapes that something may have, what is wrong with the one it is nearest to. */
function nearest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const [closest] = issue.errors.toSorted((a, b) => a.length - b.length);
  if (closest === undefined) return [issue];
  return closest
    .map((one): z.core.$ZodIssue => ({ ...one, path: [...issue.path, ...one.path] }))
    .flatMap(nearest);
}

const kinds: Readonly<Record<string, string>> = {
  string: "文字",
  number: "数字",
  int: "整数",
  boolean: "true 或 false",
  array: "列表",
  object: "对象",
  date: "时间",
  null: "null",
};

/** What is wrong, for people: the library's Chinese sentences but for those that name types of a language. */
function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return "没有这个字段";
  if (issue.code === "invalid_union") return "没有这一种";
  if (issue.code === "too_small" || issue.code === "too_big") return boundOf(issue);
  if (issue.code !== "invalid_type") return issue.message;
  return issue.input === undefined && issue.message.includes("undefined")
    ? "缺少此项"
    : `应为${kinds[issue.expected] ?? issue.expected}`;
}

function boundOf(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const unit = { string: " 个字", array: " 项" }[issue.origin as string] ?? "";
  return issue.code === "too_small"
    ? `${unit === "" ? "不能小于" : "至少"} ${String(issue.minimum)}${unit}`
    : `${unit === "" ? "不能大于" : "最多"} ${String(issue.maximum)}${unit}`;
}

/** Gives every request an id and a log of its own, and turns whatever is thrown into one problem+json answer. */
export function problems(log: Log): Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now();
    const given = ctx.get("x-request-id");
    const requestId = /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
    ctx.state["requestId"] = requestId;
    ctx.state["log"] = log.child({ requestId });
    ctx.set("X-Request-Id", requestId);
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) fail("not_found");
      if (ctx.status === 405) fail("method_not_allowed");
    } catch (error) {
      renderProblem(ctx, error);
    }
    const route = ctx["_matchedRouteName"] as string | undefined;
    (ctx.state["log"] as Log).info(
      {
        method: ctx.method,
        route: route ?? ctx.path.slice(0, 100),
        status: ctx.status,
        ms: Math.round(performance.now() - startedAt),
      },
      "request",
    );
  };
}

function renderProblem(ctx: Context, error: unknown): void {
  const refusal = error instanceof Refusal ? error : asRefusal(error);
  const { status, title } = errorCatalogue[refusal.code];
  if (status >= 500) (ctx.state["log"] as Log).error({ err: error }, "request failed");
  if (ctx.state["isSigned"] === true) {
    // The sender of signed messages, WeChat Pay, reads refusals in its own shape.
    ctx.status = status;
    ctx.body = { code: "FAIL", message: title };
    return;
  }
  const detail = refusal.code === "internal" ? undefined : refusal.detail;
  // What concerns no field concerns the whole of what was sent: the empty pointer (RFC 6901, section 5).
  const whole = { pointer: "", code: refusal.code, detail: detail ?? title };
  const body: Problem = {
    type: `urn:nuandian:problem:${refusal.code}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    instance: ctx.path,
    code: refusal.code,
    requestId: ctx.state["requestId"] as string,
    errors: refusal.issues.length === 0 ? [whole] : [...refusal.issues],
  };
  ctx.status = status;
  if (refusal.retryAfterSeconds !== undefined)
    ctx.set("Retry-After", String(refusal.retryAfterSeconds));
  // What was not read of a body that is too large must not be taken for the next request.
  if (refusal.code === "body_too_large") ctx.set("Connection", "close");
  ctx.set("Cache-Control", "no-store");
  ctx.type = "application/problem+json; charset=utf-8";
  ctx.body = JSON.stringify(body);
}

const databaseIsAway = new Set([
  "MongoServerSelectionError",
  "MongoNetworkError",
  "MongoNetworkTimeoutError",
  "MongoNotConnectedError",
  "MongooseServerSelectionError",
]);

function asRefusal(error: unknown): Refusal {
  const { name, status } = error as { name?: string; status?: number };
  if (name !== undefined && databaseIsAway.has(name))
    return new Refusal("unavailable", undefined, [], 1);
  if (status === 400) return new Refusal("malformed", STATUS_CODES[400], [], undefined);
  return new Refusal("internal", undefined, [], undefined);
}

/** A Koa application that trusts `X-Forwarded-For` only behind a declared proxy. */
export function createKoa(options: { trustProxy: boolean; log: Log }): Koa {
  const app = new Koa({ proxy: options.trustProxy, maxIpsCount: 1 });
  app.on("error", (error: unknown) => options.log.warn({ err: error }, "response not delivered"));
  return app;
}
