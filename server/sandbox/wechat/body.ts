import type { z } from "zod";
import { WeixinRefusal, type SandboxContext } from "../http.ts";

/**
 * Reads a body of api.weixin.qq.com and holds it against its rules.
 *
 * @throws WeixinRefusal 44002 empty, 47001 no JSON or a field of the wrong type.
 */
export function readWeixinBody<S extends z.ZodType>(schema: S, ctx: SandboxContext): z.infer<S> {
  if (ctx.state.raw.length === 0) throw new WeixinRefusal(44002, "empty post data");
  let body: unknown;
  try {
    body = JSON.parse(ctx.state.raw.toString());
  } catch {
    throw new WeixinRefusal(47001, "data format error");
  }
  return checkWeixinBody(schema, body);
}

/**
 * Holds a body against its rules.
 *
 * @throws WeixinRefusal 47001 a field of the wrong type.
 */
export function checkWeixinBody<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new WeixinRefusal(47001, `data format error: ${field} ${parsed.error.issues[0]?.message}`);
}
