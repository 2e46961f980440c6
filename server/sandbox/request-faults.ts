import { setTimeout as sleep } from "node:timers/promises";
import type { Next } from "koa";
import type { Faults, RequestFault } from "./faults.ts";
import type { SandboxContext } from "./http.ts";

const PAY_CODES: Record<number, [code: string, message: string]> = {
  429: ["FREQUENCY_LIMITED", "频率限制"],
  500: ["SYSTEM_ERROR", "系统异常，请稍后重试"],
  502: ["SERVICE_UNAVAILABLE", "服务不可用"],
  503: ["SERVICE_UNAVAILABLE", "服务不可用"],
};

function answerStatus(ctx: SandboxContext, status: number): void {
  const [code, message] = PAY_CODES[status] ?? ["SYSTEM_ERROR", "系统异常"];
  ctx.status = status;
  ctx.body = { code, message };
}

/** Sends the head with the full length, half of the body, and breaks the line. */
function cutAnswer(ctx: SandboxContext): void {
  const body = Buffer.isBuffer(ctx.body)
    ? ctx.body
    : Buffer.from(typeof ctx.body === "string" ? ctx.body : JSON.stringify(ctx.body ?? {}));
  ctx.respond = false;
  ctx.res.writeHead(ctx.status, { "Content-Length": body.length });
  ctx.res.write(body.subarray(0, Math.floor(body.length / 2)), () => ctx.req.socket.destroy());
}

function breakSignature(ctx: SandboxContext): void {
  const signature = Buffer.from(ctx.response.get("Wechatpay-Signature"), "base64");
  if (signature.length === 0) return;
  signature[0] = (signature[0] ?? 0) ^ 0x01;
  ctx.set("Wechatpay-Signature", signature.toString("base64"));
}

async function suffer(ctx: SandboxContext, next: Next, fault: RequestFault): Promise<void> {
  switch (fault.kind) {
    case "status":
      return answerStatus(ctx, fault.status);
    case "errcode":
      ctx.body = { errcode: fault.errcode, errmsg: fault.errmsg ?? "sandbox fault" };
      return;
    case "slow":
      await sleep(fault.ms);
      await next();
      return;
    case "reset":
      ctx.respond = false;
      ctx.req.socket.resetAndDestroy();
      return;
    case "timeout_after_commit":
      await next();
      if (fault.answer_after_ms === undefined) ctx.respond = false;
      else await sleep(fault.answer_after_ms);
      return;
    case "truncated_answer":
      await next();
      cutAnswer(ctx);
      return;
    case "bad_answer_signature":
      await next();
      breakSignature(ctx);
  }
}

/** Lets the faults set for a route happen to the requests that fit; the control surface never suffers. */
export function sufferRequestFaults(faults: Faults) {
  return async (ctx: SandboxContext, next: Next): Promise<void> => {
    const fault = ctx.path.startsWith("/__sandbox")
      ? undefined
      : faults.takeForRequest(ctx.method, ctx.path);
    return fault ? suffer(ctx, next, fault) : next();
  };
}
