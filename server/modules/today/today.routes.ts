import type { todayEndpoints } from "../../contract/today.ts";
import type { Handlers } from "../../kernel/http.ts";
import { readToday } from "./read-today.ts";

/** How the day's figures are asked for. */
export const todayHandlers: Handlers<typeof todayEndpoints> = {
  "GET /v1/staff/today": async ({ world, actor }) => await readToday(world, actor),
};
