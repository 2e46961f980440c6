import type { storesEndpoints } from "../../contract/stores.ts";
import type { Handlers } from "../../kernel/http.ts";

/** How stores endpoints are answered. */
export const storesHandlers: Handlers<typeof storesEndpoints> = {};
