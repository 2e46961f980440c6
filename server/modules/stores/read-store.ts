import { briefly } from "../../kernel/briefly.ts";
import { currentSession, rawCollection } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { decodeCursor, toPage } from "../../kernel/page.ts";
import { Stores, type StoreRow } from "./store.model.ts";

const PICKUP_STORES_LIMIT = 500;

/** Reads one store. @throws not_found */
export async function readStore(storeId: string): Promise<StoreRow> {
  const session = currentSession();
  const row = await rawCollection(Stores).findOne(
    { _id: storeId },
    session === undefined ? {} : { session },
  );
  return row ?? fail("not_found", { detail: "没有这家门店" });
}

const cards = briefly(readStore);

/** A store's card, at most a second old: for pricing. @throws not_found */
export async function readStoreBriefly(storeId: string): Promise<StoreRow> {
  return await cards.get(storeId);
}

const defaults = briefly(async () => await defaultStore());

/** The default store's card, at most a second old: for the product page. @throws not_found in a shop without stores */
export async function defaultStoreBriefly(): Promise<StoreRow> {
  return await defaults.get("");
}

/** Makes this process read stores anew: one was just changed. */
export function forgetStores(): void {
  cards.forget();
  defaults.forget();
}

/** Reads the store that sends parcels and whose stock the product page shows. @throws not_found in a shop without stores */
export async function defaultStore(): Promise<StoreRow> {
  const session = currentSession();
  const row = await rawCollection(Stores).findOne(
    { isDefault: true },
    session === undefined ? {} : { session },
  );
  return row ?? fail("not_found", { detail: "店铺还没有门店" });
}

/** Reads all stores where orders can be collected, in the order they were opened. */
export async function listPickupStores(): Promise<StoreRow[]> {
  return await Stores.find({ isPickup: true }).sort({ _id: 1 }).limit(PICKUP_STORES_LIMIT).lean();
}

/** The ids of all stores. */
export async function listStoreIds(): Promise<string[]> {
  return (await Stores.find({}, { _id: 1 }).lean()).map(({ _id }) => _id);
}

/** A store as everybody sees it. */
export function storeView({ _id, ...store }: StoreRow) {
  return { storeId: _id, ...store };
}

/** Lists stores in the order they were opened. */
export async function listStores(query: {
  isPickup?: "true" | undefined;
  limit: number;
  cursor?: string | undefined;
}) {
  const after = decodeCursor("stores", query.cursor, ["string"]);
  const rows = await Stores.find({
    ...(query.isPickup === undefined ? {} : { isPickup: true }),
    ...(after === null ? {} : { _id: { $gt: after[0] } }),
  })
    .sort({ _id: 1 })
    .limit(query.limit + 1)
    .lean();
  return toPage("stores", rows, query.limit, (row) => [row._id], storeView);
}
