import type { promoCodesEndpoints } from "../../contract/promo-codes.ts";
import type { Handlers } from "../../kernel/http.ts";

/** The handlers of promo-codes. */
export const promoCodesHandlers: Handlers<typeof promoCodesEndpoints> = {};
