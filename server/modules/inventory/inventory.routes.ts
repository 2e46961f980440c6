import type { inventoryEndpoints } from "../../contract/inventory.ts";
import type { Handlers } from "../../kernel/http.ts";

/** How inventory endpoints are answered. */
export const inventoryHandlers: Handlers<typeof inventoryEndpoints> = {};
