import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  Agent,
  createServer,
  request as openRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import type { Problem } from "../contract/problem.ts";

const LOOPBACK = "127.0.0.1";
/** Paths of WeChat's own servers and of the sandbox's control pages; all else is the shop's. */
const WECHAT = /^\/(__sandbox|sns|cgi-bin|wxa|v3|tcb)(\/|\?|$)/;
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "upgrade",
  "expect",
]);
/** Paths of the shop window: its page, and its files, whose names carry a digest. */
export const WINDOW = /^\/(?:$|\?|(?:js|css|assets|static|chunk)\/|index\.html)/;
const PORTS_TO_TRY = 20;

/** Where the front passes requests on to; null while that part is not open, or has no process of its own. */
export type Rooms = { shop: number | null; wechat: number | null; window: number | null };

/** The one address of a started shop. */
export type Front = {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
};

/**
 * Listens on the wanted port of the loopback address, or on the next free one, and passes every request on to its room
 * unchanged, both ways and byte by byte. `own` answers what belongs to the front itself and says whether it did.
 */
export async function openFront(options: {
  port: number;
  rooms: Rooms;
  own: (request: IncomingMessage, response: ServerResponse) => boolean;
}): Promise<Front> {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  const server = createServer((request, response) => {
    if (options.own(request, response)) return;
    const port = roomOf(options.rooms, request);
    if (port === null) answerAway(request, response, OPENING);
    else void passOn(request, response, { port, agent });
  });
  const port = await takePort(server, options.port);
  return {
    port,
    url: `http://${LOOPBACK}:${port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function roomOf(rooms: Rooms, { url = "/", headers }: IncomingMessage): number | null {
  // The SMS provider has one address for all its calls; a header says which.
  if (WECHAT.test(url) || headers["x-tc-action"] !== undefined) return rooms.wechat;
  return WINDOW.test(url) && rooms.window !== null ? rooms.window : rooms.shop;
}

async function takePort(server: ReturnType<typeof createServer>, wanted: number): Promise<number> {
  for (let port = wanted; ; port += 1) {
    try {
      server.listen(port, LOOPBACK);
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken || port - wanted >= PORTS_TO_TRY || port >= 65_535) throw error;
    }
  }
}

async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  room: { port: number; agent: Agent },
): Promise<void> {
  const onward = openRequest({
    host: LOOPBACK,
    port: room.port,
    agent: room.agent,
    method: request.method,
    path: request.url,
    headers: [
      ...endToEnd(request.rawHeaders, "x-forwarded-for"),
      "X-Forwarded-For",
      request.socket.remoteAddress ?? LOOPBACK,
    ],
  });
  response.once("close", () => {
    if (!response.writableFinished) onward.destroy();
  });
  onward.once("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? "", [
      ...endToEnd(answer.rawHeaders),
      // An answer before the end of the question (too large): what still comes must not be taken for the next one.
      ...(request.complete ? [] : ["Connection", "close"]),
    ]);
    // A line that breaks on one side breaks on the other: half an answer must not look like a whole one.
    pipeline(answer, response).catch(() => response.destroy());
  });
  onward.once("error", (error: NodeJS.ErrnoException) => {
    if (response.headersSent) response.destroy();
    else
      answerAway(
        request,
        response,
        error.code === "ECONNREFUSED" ? OPENING : "商店没有答复，请稍后再试",
      );
  });
  await pipeline(request, onward).catch(() => undefined);
}

function endToEnd(raw: readonly string[], dropped?: string): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const isDropped = HOP_BY_HOP.has(name.toLowerCase()) || name.toLowerCase() === dropped;
    if (!isDropped) kept.push(name, raw[index + 1] ?? "");
  }
  return kept;
}

const OPENING = "本店正在准备，请稍候再试";

function answerAway(request: IncomingMessage, response: ServerResponse, title: string): void {
  const body: Problem = {
    type: "urn:nuandian:problem:unavailable",
    title,
    status: 503,
    instance: (request.url ?? "/").split("?", 1)[0] ?? "/",
    code: "unavailable",
    requestId: randomUUID(),
    errors: [{ pointer: "", code: "unavailable", detail: title }],
  };
  response.writeHead(503, {
    "Content-Type": "application/problem+json; charset=utf-8",
    "Retry-After": "1",
    "Cache-Control": "no-store",
  });
  response.end(JSON.stringify(body));
}
