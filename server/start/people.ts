import type { Introduced } from "./welcome-page.ts";

/** The people a demo shop introduces. */
export const introduced: readonly Introduced[] = [];
