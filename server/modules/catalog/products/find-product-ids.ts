import { searchRows } from "./search-rows.ts";

/** The ids of the products that a search finds first, on the shelf or not: to find what was sold of them. */
export async function findProductIds(q: string, limit: number): Promise<string[]> {
  const rows = await searchRows<{ _id: string; soldCount: number }>(
    { q, limit: limit - 1 },
    { soldCount: 1 },
  );
  return rows.map(({ _id }) => _id);
}
