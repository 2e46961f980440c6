import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** One HTTP call over kept connections; the cheapest client that still speaks real HTTP. @throws on a status ≥ 400 */
export async function call<Body>(
  url: string,
  options: { method?: string; token?: string; body?: unknown } = {},
): Promise<Body> {
  const payload = options.body === undefined ? undefined : JSON.stringify(options.body);
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        agent,
        method: options.method ?? "GET",
        headers: {
          ...(payload !== undefined && {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(payload),
          }),
          ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          if ((incoming.statusCode ?? 500) >= 400)
            reject(new Error(`${incoming.statusCode} ${text}`));
          else resolve((text === "" ? null : JSON.parse(text)) as Body);
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}
