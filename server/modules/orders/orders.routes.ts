import type { ordersEndpoints } from "../../contract/orders.ts";
import type { Handlers } from "../../kernel/http.ts";

/** How orders endpoints are answered. */
export const ordersHandlers: Handlers<typeof ordersEndpoints> = {};
