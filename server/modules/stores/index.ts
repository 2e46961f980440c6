/*
 * Stores: the places that sell, with address, hours and whether orders can be collected there.
 * Words: direct and franchise store, pickup store, default store (sends parcels; its stock is on the product page).
 * Invariants: one default store as soon as there is a store.
 */
export { createStore } from "./create-store.ts";
export {
  defaultStore,
  defaultStoreBriefly,
  listPickupStores,
  listStoreIds,
  readStore,
  readStoreBriefly,
} from "./read-store.ts";
export type { StoreRow } from "./store.model.ts";
export { storesHandlers } from "./stores.routes.ts";
