import type { paymentsEndpoints } from "../../contract/payments.ts";
import type { Handlers } from "../../kernel/http.ts";

/** How payments endpoints are answered. */
export const paymentsHandlers: Handlers<typeof paymentsEndpoints> = {};
