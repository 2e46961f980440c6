import type { catalogEndpoints } from "../../contract/catalog.ts";
import type { Handlers } from "../../kernel/http.ts";

/** How catalog endpoints are answered. */
export const catalogHandlers: Handlers<typeof catalogEndpoints> = {};
