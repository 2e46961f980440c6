import type { campaignsEndpoints } from "../../../contract/campaigns.ts";
import type { Handlers } from "../../../kernel/http.ts";

/** The handlers of campaigns. */
export const campaignsHandlers: Handlers<typeof campaignsEndpoints> = {};
