import {
  answerEcho,
  ForeignMessage,
  openMessage,
  type MessageQuery,
  type MessageSecrets,
} from "../../server/kernel/wechat-message.ts";
import { callServer } from "../lib/call-server.ts";
import { setting, type Setup } from "../lib/setup.ts";

/** WeChat waits five seconds for `success`. */
const SERVER_MS = 4_000;

/** A request to the function's address, as the cloud's HTTP access hands it in. */
type HttpEvent = {
  readonly httpMethod?: string;
  readonly queryStringParameters?: MessageQuery;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
};

/** An answer as the cloud's HTTP access takes it. */
export type HttpReply = {
  readonly isBase64Encoded: false;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const reply = (statusCode: number, body: string): HttpReply => ({
  isBase64Encoded: false,
  statusCode,
  headers: { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
  body,
});

/**
 * Makes the address of WeChat's message push: what is WeChat's goes on to the server, signed by us. `success` is
 * answered only when the server has it; otherwise WeChat repeats, and the server's inbox makes copies harmless.
 */
export function createMain(setup: Setup): (event: unknown) => Promise<HttpReply> {
  const secrets = (): MessageSecrets => ({
    appid: setting(setup, "WECHAT_APPID"),
    token: setting(setup, "WECHAT_MESSAGE_TOKEN"),
    aesKey: setup.env["WECHAT_MESSAGE_AES_KEY"] ?? null,
  });
  return async (event) => {
    const request = (event ?? {}) as HttpEvent;
    const query = request.queryStringParameters ?? {};
    try {
      if (request.httpMethod === "GET") return reply(200, answerEcho(secrets(), query));
      if (request.httpMethod !== "POST") return reply(405, "");
      const message = openMessage(secrets(), query, bodyOf(request));
      const call = { call: "wechat.message", message };
      await callServer(setup, "/internal/wechat/messages", call, SERVER_MS);
      return reply(200, "success");
    } catch (error) {
      if (error instanceof ForeignMessage) return reply(401, "");
      console.error(error instanceof Error ? error.message : error);
      return reply(502, "");
    }
  };
}

const bodyOf = ({ body = "", isBase64Encoded }: HttpEvent): string =>
  isBase64Encoded === true ? Buffer.from(body, "base64").toString("utf8") : body;
