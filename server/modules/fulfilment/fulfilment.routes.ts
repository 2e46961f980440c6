import type { fulfilmentEndpoints } from "../../contract/fulfilment.ts";
import type { Handlers } from "../../kernel/http.ts";

/** How fulfilment endpoints are answered. */
export const fulfilmentHandlers: Handlers<typeof fulfilmentEndpoints> = {};
