import type { scenesEndpoints } from "../../contract/scenes.ts";
import type { Handlers } from "../../kernel/http.ts";
import { makeScene } from "./make-scene.ts";
import { drawSceneCode, readScene } from "./read-scene.ts";

const A_DAY_SECONDS = 86_400;

/** How scenes are answered. */
export const scenesHandlers: Handlers<typeof scenesEndpoints> = {
  "POST /v1/staff/scenes": async ({ world, actor, body }) => await makeScene(world, actor, body),
  "GET /v1/scenes/:scene": async ({ params }) => await readScene(params.scene),
  "GET /v1/scenes/:scene/code": async ({ world, params }) => ({
    bytes: await drawSceneCode(world, params.scene),
    maxAgeSeconds: A_DAY_SECONDS,
    headers: { "Cross-Origin-Resource-Policy": "cross-origin" },
  }),
};
