import type { liabilitiesEndpoints } from "../../contract/liabilities.ts";
import type { Handlers } from "../../kernel/http.ts";
import { listCreditors } from "./list-creditors.ts";
import { readLiabilities } from "./read-liabilities.ts";

/** How liability endpoints are answered. */
export const liabilitiesHandlers: Handlers<typeof liabilitiesEndpoints> = {
  "GET /v1/staff/liabilities": async ({ world, query }) => ({
    ...query,
    ...(await readLiabilities(world, query)),
  }),
  "GET /v1/staff/liabilities/creditors": async ({ world, query }) =>
    await listCreditors(world, query),
};
