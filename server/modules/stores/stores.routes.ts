import type { storesEndpoints } from "../../contract/stores.ts";
import type { Handlers } from "../../kernel/http.ts";
import { createStore } from "./create-store.ts";
import { editStore } from "./edit-store.ts";
import { listStores, storeView } from "./read-store.ts";

/** How stores endpoints are answered. */
export const storesHandlers: Handlers<typeof storesEndpoints> = {
  "GET /v1/stores": async ({ query }) => await listStores(query),
  "POST /v1/staff/stores": async ({ world, actor, body }) =>
    storeView(await createStore(world, actor, body)),
  "PATCH /v1/staff/stores/:storeId": async ({ world, actor, params, body }) => {
    const { reason, ...changes } = body;
    return storeView(await editStore(world, actor, { ...params, changes, reason }));
  },
};
