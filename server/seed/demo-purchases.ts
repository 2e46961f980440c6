import { addDays, dayStart, shanghaiDay } from "../kernel/calendar.ts";
import type { FilePurchase } from "../modules/purchases/index.ts";
import type { World } from "../world.ts";
import type { Shelved } from "./fill-shelves.ts";
import type { DemoStores } from "./open-stores.ts";
import { lineOf } from "./write-history.ts";

/** What the demo shopper bought: days ago, and the codes of the goods (the first SKU of each). */
const bought: readonly (readonly [daysAgo: number, codes: readonly string[]])[] = [
  [640, ["DR-AME", "BK-CR"]],
  [548, ["GF-TL", "GF-SB"]],
  [455, ["HM-BW"]],
  // From here on all is within twelve months: ¥1,876.00, so that the next ¥124.00 lifts her a tier.
  [300, ["GF-XL"]],
  [262, ["SK-MS"]],
  [221, ["TE-LJ"]],
  [190, ["HM-TB", "BK-QQ"]],
  [158, ["HM-DD"]],
  [121, ["SK-JH"]],
  [88, ["GF-XX", "BK-BA"]],
  [52, ["TE-BC", "JM-FM"]],
  [25, ["SK-JM", "DR-SHI", "DR-SHI"]],
  [9, ["DR-SHI"]],
];

/** The purchases of the demo shopper, the same however the rest of the history falls. */
export function demoPurchases(
  world: World,
  memberId: string,
  shelved: readonly Shelved[],
  stores: DemoStores,
): FilePurchase[] {
  const today = shanghaiDay(world.clock.now());
  return bought.map(([daysAgo, codes], index) => {
    const lines = [...new Set(codes)].map((code) => {
      const found = shelved.find(({ good }) => good.code === code);
      const sku = found?.product.skus[0];
      if (found === undefined || sku === undefined) throw new Error(`nothing is called ${code}`);
      return lineOf(found.product, sku, codes.filter((other) => other === code).length);
    });
    return {
      memberId,
      source: "import",
      externalId: `DEMO${String(index + 1).padStart(3, "0")}`,
      at: new Date(dayStart(addDays(today, -daysAgo)).getTime() + 15 * 3_600_000),
      storeId: stores.mainId,
      lines,
      paidFen: lines.reduce((sum, { paidFen }) => sum + paidFen, 0),
      freightFen: 0,
      returnedFen: 0,
    };
  });
}
