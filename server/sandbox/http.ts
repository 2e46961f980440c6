import type { DefaultState, ParameterizedContext } from "koa";

/** What the first middleware leaves for all others. */
export interface SandboxState extends DefaultState {
  /** The body's bytes exactly as received. */
  raw: Buffer;
}

/** A request under way in the sandbox. */
export type SandboxContext = ParameterizedContext<SandboxState>;

/** A refusal of WeChat Pay v3: HTTP status, code, message and, for fields, a detail. */
export class PayRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: unknown;

  constructor(status: number, code: string, message: string, detail?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

/** A refusal of api.weixin.qq.com, answered with HTTP 200 and an errcode. */
export class WeixinRefusal extends Error {
  readonly errcode: number;

  constructor(errcode: number, errmsg: string) {
    super(errmsg);
    this.errcode = errcode;
  }
}

/** A refusal of the control surface under `/__sandbox`. */
export class ControlRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const LONGEST_BODY = 1_048_576;

/**
 * Reads the whole body as bytes.
 *
 * @throws PayRefusal 413 PARAM_ERROR over 1 MiB.
 */
export async function readBody(ctx: SandboxContext): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new PayRefusal(413, "PARAM_ERROR", "请求体过大");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Takes one query parameter, the first when it is repeated. */
export function queryText(ctx: SandboxContext, name: string): string | undefined {
  const value = ctx.query[name];
  return Array.isArray(value) ? value[0] : value;
}
