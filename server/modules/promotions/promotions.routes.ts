import type { promotionsEndpoints } from "../../contract/promotions.ts";
import type { Handlers } from "../../kernel/http.ts";
import { publishFreightPolicy, readFreightPolicy } from "./freight/publish-freight-policy.ts";

const mutable = (policy: Awaited<ReturnType<typeof readFreightPolicy>>) => ({
  version: policy.version,
  storeId: policy.storeId,
  rules: policy.rules.map((rule) => ({ ...rule, provinces: [...rule.provinces] })),
});

/** How price endpoints are answered. */
export const promotionsHandlers: Handlers<typeof promotionsEndpoints> = {
  "GET /v1/freight-policy": async () => mutable(await readFreightPolicy()),
  "POST /v1/staff/freight-policies": async ({ world, actor, body }) =>
    mutable(await publishFreightPolicy(world, actor, body)),
};
