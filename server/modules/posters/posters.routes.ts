import type { postersEndpoints } from "../../contract/posters.ts";
import type { Handlers } from "../../kernel/http.ts";
import { readPoster } from "./read-poster.ts";

const FIVE_MINUTES_SECONDS = 300;

/** How requests for posters are answered. */
export const postersHandlers: Handlers<typeof postersEndpoints> = {
  "GET /v1/products/:productId/poster": async ({ world, params }) => {
    const poster = await readPoster(world, params.productId);
    return {
      bytes: poster.bytes,
      maxAgeSeconds: FIVE_MINUTES_SECONDS,
      headers: { ETag: poster.etag, "Cross-Origin-Resource-Policy": "cross-origin" },
    };
  },
};
