import { Router } from "@koa/router";
import type { Context, Middleware } from "koa";
import rawBody from "raw-body";
import { z } from "zod";
import { jobs } from "./jobs.ts";
import { fail } from "./kernel/errors.ts";
import { BODY_LIMIT_BYTES } from "./kernel/http.ts";
import { runDueJobs } from "./kernel/jobs.ts";
import { answerOnce, receiveSignedCall } from "./kernel/signed-call.ts";
import { receiveEvent } from "./modules/wechat-events/index.ts";
import type { World } from "./world.ts";

/** Each call names itself, so that a signature for one is none for another. */
const messageCall = z.strictObject({ call: z.literal("wechat.message"), message: z.string() });
const tickCall = z.strictObject({
  call: z.literal("jobs.tick"),
  key: z.string().regex(/^[\w:.-]{8,80}$/),
});

/**
 * The doors for cloud functions, beside the public contract: each call signed, fresh and taken once. Without
 * `CLOUD_FUNCTION_SECRET` there are no such doors (404).
 */
export function internalRoutes(world: World): Middleware {
  const router = new Router();
  router.post("POST /internal/wechat/messages", "/internal/wechat/messages", async (ctx) => {
    const { message } = await readCall(world, ctx, messageCall);
    await receiveEvent(world, message);
    ctx.body = { outcome: "success" };
  });
  router.post("POST /internal/jobs/tick", "/internal/jobs/tick", async (ctx) => {
    const { key } = await readCall(world, ctx, tickCall);
    ctx.body = await answerOnce(world, key, async () => ({ ran: await runDueJobs(world, jobs) }));
  });
  return router.routes() as Middleware;
}

async function readCall<Schema extends z.ZodType>(
  world: World,
  ctx: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (world.config.cloudFunctionSecret === null) fail("not_found");
  const text = await readText(ctx);
  await receiveSignedCall(world, ctx.headers as Record<string, string | undefined>, text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    fail("bad_json");
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : fail("malformed");
}

async function readText(ctx: Context): Promise<string> {
  try {
    return await rawBody(ctx.req, {
      limit: BODY_LIMIT_BYTES,
      length: ctx.request.length ?? null,
      encoding: "utf-8",
    });
  } catch (error) {
    const { type } = error as { type?: string };
    if (type === "entity.too.large") fail("body_too_large");
    if (type !== undefined) fail("malformed", { detail: "请求内容不完整" });
    throw error;
  }
}
