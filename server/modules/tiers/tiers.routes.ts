import type { tiersEndpoints } from "../../contract/tiers.ts";
import type { Handlers } from "../../kernel/http.ts";

/** How tiers endpoints are answered. */
export const tiersHandlers: Handlers<typeof tiersEndpoints> = {};
