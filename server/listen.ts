import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { Server as NetServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type Koa from "koa";

/** Longer than the 60 s a proxy keeps an idle connection, so that it is never we who close one under a request. */
const KEEP_ALIVE_MS = 72_000;
const HEADERS_MS = 15_000;
const REQUEST_MS = 60_000;
const IDLE_GRACE_MS = 1_000;
const LOOK_EVERY_MS = 50;

/** A listening HTTP server that can be emptied without breaking a request. */
export type Listening = {
  readonly port: number;
  /** Accepts no more connections, answers what is under way and what still arrives on open ones, then closes all. */
  drain(): Promise<void>;
};

/** Serves an application on an address; port 0 takes any free one. */
export async function listen(
  app: Koa,
  address: { host: string; port: number },
): Promise<Listening> {
  const answer = app.callback();
  const underWay = new Set<ServerResponse>();
  let isDraining = false;
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS },
    (request, response) => {
      underWay.add(response);
      response.once("close", () => underWay.delete(response));
      if (isDraining) response.setHeader("Connection", "close");
      void answer(request, response);
    },
  );
  server.listen(address.port, address.host);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async drain() {
      isDraining = true;
      const closed = once(server, "close");
      // The HTTP server's own close() cuts idle connections at once, on which a proxy may be sending just now.
      NetServer.prototype.close.call(server);
      for (const response of underWay)
        if (!response.headersSent) response.setHeader("Connection", "close");
      const emptied = new AbortController();
      void closed.then(() => emptied.abort());
      const until = performance.now() + IDLE_GRACE_MS;
      while (!emptied.signal.aborted) {
        if (performance.now() >= until) server.closeIdleConnections();
        await sleep(LOOK_EVERY_MS, undefined, { signal: emptied.signal }).catch(() => undefined);
      }
    },
  };
}
