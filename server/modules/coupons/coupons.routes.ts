import type { couponsEndpoints } from "../../contract/coupons.ts";
import type { Handlers } from "../../kernel/http.ts";

/** The handlers of coupons. */
export const couponsHandlers: Handlers<typeof couponsEndpoints> = {};
