import { signCall } from "../../server/kernel/signature.ts";
import { setting, type Setup } from "./setup.ts";

/**
 * Calls the shop's server with a signature of its own for each try.
 * @throws Error when it does not answer in time or refuses.
 */
export async function callServer(
  setup: Pick<Setup, "http" | "env">,
  path: string,
  call: object,
  timeoutMs: number,
): Promise<unknown> {
  const body = JSON.stringify(call);
  const signed = signCall(setting(setup, "CLOUD_FUNCTION_SECRET"), body, new Date());
  const answer = await setup.http(new URL(path, setting(setup, "SERVER_URL")).href, {
    method: "POST",
    body,
    headers: {
      "Content-Type": "application/json",
      "X-Nuandian-Timestamp": signed.timestamp,
      "X-Nuandian-Nonce": signed.nonce,
      "X-Nuandian-Signature": signed.signature,
    },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`server refused: ${answer.status} ${text.slice(0, 200)}`);
  return JSON.parse(text) as unknown;
}
