import type { pointsEndpoints } from "../../contract/points.ts";
import type { Handlers } from "../../kernel/http.ts";

/** The handlers of points. */
export const pointsHandlers: Handlers<typeof pointsEndpoints> = {};
