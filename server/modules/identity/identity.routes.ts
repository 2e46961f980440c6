import type { identityEndpoints } from "../../contract/identity.ts";
import type { Handlers } from "../../kernel/http.ts";

/** How identity endpoints are answered. */
export const identityHandlers: Handlers<typeof identityEndpoints> = {};
