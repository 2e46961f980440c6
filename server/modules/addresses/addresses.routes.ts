import type { addressesEndpoints } from "../../contract/addresses.ts";
import type { Handlers } from "../../kernel/http.ts";
import { addAddress, removeAddress, replaceAddress } from "./edit-addresses.ts";
import { readAddresses } from "./read-addresses.ts";

/** How the address book is answered. */
export const addressesHandlers: Handlers<typeof addressesEndpoints> = {
  "GET /v1/me/addresses": async ({ world, actor }) => ({
    items: await readAddresses(world, actor.memberId),
  }),
  "POST /v1/me/addresses": async ({ world, actor, body }) => await addAddress(world, actor, body),
  "PUT /v1/me/addresses/:addressId": async ({ world, actor, params, body }) =>
    await replaceAddress(world, actor, { ...params, ...body }),
  "DELETE /v1/me/addresses/:addressId": async ({ actor, params }) =>
    await removeAddress(actor, params.addressId),
};
