import type { liabilitiesEndpoints } from "../../contract/liabilities.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { fail } from "../../kernel/errors.ts";
import type { Handlers } from "../../kernel/http.ts";
import { listCreditors } from "./list-creditors.ts";
import { readLiabilities } from "./read-liabilities.ts";

/** How liability endpoints are answered. */
export const liabilitiesHandlers: Handlers<typeof liabilitiesEndpoints> = {
  "GET /v1/staff/liabilities": async ({ world, query }) => {
    if (query.to > shanghaiDay(world.clock.now()))
      fail("malformed", { issues: [{ pointer: "/query/to", detail: "不能晚于今天" }] });
    return { ...query, ...(await readLiabilities(world, query)) };
  },
  "GET /v1/staff/liabilities/creditors": async ({ world, query }) =>
    await listCreditors(world, query),
};
