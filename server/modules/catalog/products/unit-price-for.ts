/** What a SKU costs: the list price, and member prices by tier level as text. */
type Priced = {
  readonly listPriceFen: number;
  readonly memberPricesFen: Readonly<Record<string, number>>;
};

/** The price of one unit for a tier level: the best member price among its own and lower levels, never above list. */
export function unitPriceFor(sku: Priced, level: number): number {
  let best = sku.listPriceFen;
  for (const [key, priceFen] of Object.entries(sku.memberPricesFen))
    if (Number(key) <= level && priceFen < best) best = priceFen;
  return best;
}
