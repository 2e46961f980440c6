import { addDays, dayStart, shanghaiDay } from "../kernel/calendar.ts";
import { setSales } from "../modules/catalog/index.ts";
import { recordPurchases, type FilePurchase } from "../modules/purchases/index.ts";
import type { World } from "../world.ts";
import { createDice, type Dice } from "./dice.ts";
import type { Shelved } from "./fill-shelves.ts";
import type { DemoStores } from "./open-stores.ts";

/** A member of the seed: since when, and how fond of the shop beside the others. */
export type Regular = {
  readonly memberId: string;
  readonly joinedDay: string;
  readonly fondness: number;
};

type Line = FilePurchase["lines"][number];

const BATCH = 1_000;
const RETURNED_SHARE = 0.03;

/** How busy a month is, January first: the New Year, the summer, the eleventh of the eleventh. */
const busy = [1.5, 1.15, 0.85, 0.9, 1, 1.1, 0.95, 0.9, 1.1, 1.15, 1.5, 1.4];
/** At which hours people buy. */
const hours = [8, 9, 9, 10, 11, 12, 12, 14, 15, 15, 16, 17, 18, 19, 20, 20, 21];

/**
 * Writes two years of purchases into the members' histories, as an older system would have handed them over, and
 * counts what was sold.
 */
export async function writeHistory(
  world: World,
  wish: {
    regulars: readonly Regular[];
    own: readonly FilePurchase[];
    shelved: readonly Shelved[];
    stores: DemoStores;
    count: number;
  },
): Promise<{ purchases: number; paidFen: number }> {
  const made = [...wish.own, ...imagine(world, wish)].toSorted(
    (a, b) => Number(a.at) - Number(b.at),
  );
  for (let from = 0; from < made.length; from += BATCH)
    await recordPurchases(world, made.slice(from, from + BATCH), false);
  const sold = new Map<string, number>();
  for (const { skuId, quantity } of made.flatMap(({ lines }) => lines))
    if (skuId !== null) sold.set(skuId, (sold.get(skuId) ?? 0) + quantity);
  await setSales(sold);
  return { purchases: made.length, paidFen: made.reduce((sum, { paidFen }) => sum + paidFen, 0) };
}

function imagine(
  world: World,
  { regulars, shelved, stores, count }: Parameters<typeof writeHistory>[1],
): FilePurchase[] {
  const dice = createDice(1_118);
  const today = shanghaiDay(world.clock.now());
  const days = Array.from({ length: 729 }, (_, index) => {
    const day = addDays(today, index - 729);
    const month = Number(day.slice(5, 7));
    const isWeekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
    // The shop grows: at the end twice as busy as at the beginning.
    const weight = (busy[month - 1] ?? 1) * (isWeekend ? 1.5 : 1) * (1 + index / 729);
    return { day, month, weight };
  });
  return Array.from({ length: count }, (_, index) => {
    const { day, month } = dice.weigh(days, ({ weight }) => weight);
    const here = regulars.filter(({ joinedDay }) => joinedDay <= day);
    const { memberId } = dice.weigh(here.length > 0 ? here : regulars, (one) => one.fondness);
    const lines = basket(dice, shelved, month);
    const goodsFen = lines.reduce((sum, { paidFen }) => sum + paidFen, 0);
    const isSent = dice.next() < 0.35;
    const freightFen = isSent && goodsFen < 9_900 ? 600 : 0;
    const at = new Date(
      dayStart(day).getTime() + dice.pick(hours) * 3_600_000 + dice.between(0, 3_599) * 1_000,
    );
    return {
      memberId,
      source: "import",
      externalId: `OLD${String(index + 1).padStart(6, "0")}`,
      at,
      storeId: isSent || dice.next() < 0.6 ? stores.mainId : stores.cornerId,
      lines,
      paidFen: goodsFen + freightFen,
      freightFen,
      returnedFen: dice.next() < RETURNED_SHARE ? (lines[0]?.paidFen ?? 0) : 0,
    };
  });
}

function basket(dice: Dice, shelved: readonly Shelved[], month: number): Line[] {
  const size = dice.weigh([1, 2, 3, 4], (lines) => [52, 28, 14, 6][lines - 1] ?? 0);
  const lines = new Map<string, Line>();
  for (let index = 0; index < size; index += 1) {
    const { good, product } = dice.weigh(
      shelved,
      (one) => one.good.appeal * (one.good.season?.includes(month) ? 3 : 1),
    );
    const line = lineOf(
      product,
      dice.pick(product.skus),
      dice.next() < 0.85 || good.priceFen > 15_000 ? 1 : 2,
    );
    lines.set(line.skuId ?? "", line);
  }
  return [...lines.values()];
}

/** A line of a purchase at the list price. */
export function lineOf(
  product: Shelved["product"],
  sku: Shelved["product"]["skus"][number],
  quantity: number,
): Line {
  const options = sku.optionValues.join(" / ");
  return {
    skuId: sku.skuId,
    title: options === "" ? product.title : `${product.title}（${options}）`,
    quantity,
    paidFen: sku.listPriceFen * quantity,
  };
}
