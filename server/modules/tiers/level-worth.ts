/** What points have to say on levels, by the rules of points in force. */
export type LevelPoints = {
  readonly version: number;
  /** Thousandths of a point per yuan. */
  milliPerYuan(level: number): number;
  /** What so many net fen in one purchase earn, by the level's rate alone. */
  pointsFor(level: number, netFen: number): number;
  /** What so many points pay, in fen; null when points do not pay. */
  worthFen(points: number): number | null;
};

/** What one unit of a SKU costs a level, in fen. */
export type LevelPrice = (
  sku: {
    readonly listPriceFen: number;
    readonly memberPricesFen: Readonly<Record<string, number>>;
  },
  level: number,
) => number;

type LevelWorth = {
  /** Null before the first rules of points were published. */
  points: () => Promise<LevelPoints | null>;
  price: LevelPrice;
  /** Of some ids, those of published coupon templates. */
  templates: (templateIds: readonly string[]) => Promise<ReadonlySet<string>>;
};

const told: Partial<LevelWorth> = {};

/**
 * Registers what modules below know of levels: points their rates, promotions their prices,
 * coupons what can be given. So each rule stays in the
 * one module that applies it to an order, and tiers can show it without knowing that module.
 */
export function onLevelsAsked(worth: Partial<LevelWorth>): void {
  Object.assign(told, worth);
}

/** What points say on levels; null when there are no rules of points. */
export async function readLevelPoints(): Promise<LevelPoints | null> {
  return (await told.points?.()) ?? null;
}

/** What one unit of a SKU costs a level: the list price as long as nobody knows otherwise. */
export const priceForLevel: LevelPrice = (sku, level) =>
  told.price?.(sku, level) ?? sku.listPriceFen;

/** Of some ids, those of coupon templates that can be given. */
export async function findGiftTemplates(
  templateIds: readonly string[],
): Promise<ReadonlySet<string>> {
  return (await told.templates?.(templateIds)) ?? new Set();
}
