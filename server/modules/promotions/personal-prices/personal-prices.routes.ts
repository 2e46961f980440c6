import type { personalPricesEndpoints } from "../../../contract/personal-prices.ts";
import type { Handlers } from "../../../kernel/http.ts";

/** The handlers of personal prices. */
export const personalPricesHandlers: Handlers<typeof personalPricesEndpoints> = {};
