import type { settingsEndpoints } from "../../contract/settings.ts";
import type { Handlers } from "../../kernel/http.ts";
import { readSettings, readShop, viewForStaff } from "./read-shop.ts";
import { saveShop } from "./save-shop.ts";

/** How the shop's settings are asked for and changed. */
export const settingsHandlers: Handlers<typeof settingsEndpoints> = {
  "GET /v1/shop": async ({ world }) => await readShop(world),
  "GET /v1/staff/shop": async ({ world }) => viewForStaff(world, await readSettings()),
  "PUT /v1/staff/shop": async ({ world, actor, body }) =>
    viewForStaff(world, await saveShop(world, actor, body)),
};
