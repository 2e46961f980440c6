/** Chance that falls the same way every time. */
export type Dice = {
  /** A number from 0 up to but not 1. */
  next(): number;
  /** A whole number between the two, both possible. */
  between(least: number, most: number): number;
  /** One of several, all as likely. */
  pick<Item>(items: readonly Item[]): Item;
  /** One of several, as likely as its weight says. */
  weigh<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item;
};

/** Makes dice from a seed (mulberry32, a 32-bit generator in the public domain). */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const at = <Item>(items: readonly Item[], index: number): Item => {
    const item = items[index];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  };
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (items) => at(items, Math.floor(next() * items.length)),
    weigh(items, weightOf) {
      let left = next() * items.reduce((sum, item) => sum + weightOf(item), 0);
      const index = items.findIndex((item) => (left -= weightOf(item)) < 0);
      return at(items, index === -1 ? items.length - 1 : index);
    },
  };
}
