import type { membersEndpoints } from "../../contract/members.ts";
import type { Handlers } from "../../kernel/http.ts";

/** How members endpoints are answered. */
export const membersHandlers: Handlers<typeof membersEndpoints> = {};
