import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

const ANSWER_WITHIN = 5_000;
const LONGEST_KEPT_ANSWER = 2_048;

/** What came back from a notify_url. */
export type Posted =
  { readonly status: number; readonly answer: string } | { readonly error: string };

/** Sends notifications over kept-alive connections. */
export interface Poster {
  post(url: string, headers: Record<string, string>, body: string): Promise<Posted>;
  close(): void;
}

/** Makes the sender of notifications: five seconds for an answer, no redirects followed. */
export function createPoster(): Poster {
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: 64 }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: 64 }),
  };

  async function send(url: string, headers: Record<string, string>, body: string): Promise<Posted> {
    const secure = url.startsWith("https:");
    return new Promise((resolve, reject) => {
      const options = { method: "POST", headers, agent: secure ? agents.https : agents.http };
      const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
        const chunks: Buffer[] = [];
        let kept = 0;
        response.on("data", (chunk: Buffer) => {
          if (kept < LONGEST_KEPT_ANSWER) chunks.push(chunk);
          kept += chunk.length;
        });
        response.on("end", () => {
          clearTimeout(timer);
          const answer = Buffer.concat(chunks).subarray(0, LONGEST_KEPT_ANSWER).toString();
          resolve({ status: response.statusCode ?? 0, answer });
        });
        response.on("error", reject);
      });
      const timer = setTimeout(
        () => request.destroy(new Error("no answer within 5 seconds")),
        ANSWER_WITHIN,
      );
      request.on("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        // A kept connection the other side has just closed says nothing about this message.
        if (request.reusedSocket && error.code === "ECONNRESET")
          send(url, headers, body).then(resolve, reject);
        else reject(error);
      });
      request.end(body);
    });
  }

  return {
    async post(url, headers, body) {
      try {
        return await send(url, headers, body);
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      }
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
