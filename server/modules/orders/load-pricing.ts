import type { lineFaults } from "../../contract/orders.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { readSaleSkus, type SaleSku } from "../catalog/index.ts";
import { readAvailable } from "../inventory/index.ts";
import { readHeldCoupons } from "../coupons/index.ts";
import { readPointsRule, seePoints, type SeenPoints } from "../points/index.ts";
import { readMallOffers, type MallOffer } from "../points-mall/index.ts";
import {
  priceLines,
  limitToMember,
  readFreightPolicy,
  readLiveCampaigns,
  readPersonalPrices,
  versionOf,
  type Priced,
  type PricingDelivery,
  type PricingInput,
  type PricingOffer,
  type PricingPoints,
} from "../promotions/index.ts";
import { readStoreBriefly } from "../stores/index.ts";
import { readBenefits } from "../tiers/index.ts";
import type { World } from "../../world.ts";
import { findMallFaults } from "./find-mall-faults.ts";
import { MemberLimits } from "./order.model.ts";

/** What somebody wants to buy. */
export type WantedLine = {
  readonly lineId: string;
  readonly skuId: string;
  readonly quantity: number;
  /** Wanted from the points mall, not from the shelf. */
  readonly mallItemId?: string | undefined;
};
/** How they want it: enough to price it. */
export type WantedDelivery =
  | { readonly kind: "express"; readonly province: string; readonly city: string }
  | { readonly kind: "pickup"; readonly storeId: string };
/** Why a line cannot be bought now. */
export type LineFault = { readonly code: (typeof lineFaults)[number]; readonly detail: string };

/** Which held coupons and how many points the shopper wants to use. */
export type WantedChoice = { readonly couponIds: readonly string[]; readonly points: number };

/** Everything that a price rests on, as of now. */
export type LoadedInput = {
  readonly storeId: string;
  readonly skus: ReadonlyMap<string, SaleSku>;
  readonly faults: ReadonlyMap<string, LineFault>;
  readonly input: PricingInput;
  readonly seenPoints: SeenPoints;
};

/** The same with the price that it makes. */
export type LoadedPrice = LoadedInput & { readonly priced: Priced; readonly version: string };

/** The price of what was loaded, with the version under which it can be ordered. */
export function priceLoaded(loaded: LoadedInput): LoadedPrice {
  const priced = priceLines(loaded.input);
  return { ...loaded, priced, version: versionOf(loaded.input, priced) };
}

/**
 * Loads what the price of something rests on from what the database says now: catalogue, tier, offers, coupons, points, freight rules
 * and stock, in at most eight commands, one more for items of the points mall that limit members and one for flash
 * prices that do. Lines that cannot be bought are priced at 0 and named with the reason.
 * @throws not_found for a store that does not exist or does not hand over goods.
 */
export async function loadPricing(
  world: World,
  wanted: {
    memberId: string | null;
    lines: readonly WantedLine[];
    delivery: WantedDelivery | null;
    choice: WantedChoice;
  },
): Promise<LoadedInput> {
  const { memberId, lines, choice } = wanted;
  const offers = await readOffers(world, memberId);
  const giftSkuIds = giftsOf([...offers.campaigns, ...offers.coupons]);
  const mallItemIds = lines.flatMap((line) => line.mallItemId ?? []);
  const shelfSkuIds = lines.flatMap((line) => (line.mallItemId === undefined ? line.skuId : []));
  const [skus, benefits, freight, pickupStore, points, mall, campaigns] = await Promise.all([
    readSaleSkus([...lines.map((line) => line.skuId), ...giftSkuIds]),
    memberId === null ? null : readBenefits(memberId),
    readFreightPolicy(),
    wanted.delivery?.kind === "pickup" ? readStoreBriefly(wanted.delivery.storeId) : null,
    readPoints(world, memberId, choice.points),
    readMallOffers(memberId, mallItemIds),
    limitToMember(offers.campaigns, memberId, shelfSkuIds),
  ]);
  if (pickupStore?.isPickup === false) fail("not_found", { detail: "该门店不支持自提" });
  const storeId = pickupStore?._id ?? freight.storeId;
  const [available, bought] = await Promise.all([
    readAvailable(storeId, [...skus.keys()]),
    readBought(memberId, lines, skus),
  ]);
  const faults = worse(
    findFaults(lines, skus, available, bought),
    findMallFaults(lines, mall, {
      now: world.clock.now(),
      level: benefits?.level ?? null,
      points: points.seen.available,
    }),
  );
  const input: PricingInput = {
    now: world.clock.now(),
    storeId,
    lines: lines
      .filter((line) => !isGone(faults.get(line.lineId)))
      .map((line) => {
        const sku = skus.get(line.skuId);
        assert(sku !== undefined, "a line without fault has its SKU");
        const { productId, categoryIds, listPriceFen, memberPricesFen, weightGrams } = sku;
        const { lineId, skuId, quantity } = line;
        return {
          lineId,
          skuId,
          quantity,
          productId,
          categoryIds,
          listPriceFen,
          memberPricesFen,
          weightGrams,
          ...mallPrice(line, mall),
        };
      }),
    member:
      memberId === null || benefits === null
        ? null
        : { memberId, ...benefits, isFirstOrder: benefits.purchaseCount === 0 },
    delivery: wanted.delivery === null ? null : pricingDelivery(wanted.delivery),
    freight,
    ...offers,
    campaigns,
    couponIds: choice.couponIds,
    points: points.paying,
    gifts: readGifts(giftSkuIds, skus, available, lines),
  };
  return { storeId, skus, faults, input, seenPoints: points.seen };
}

/** What the shop offers now, and what this member holds. */
async function readOffers(
  world: World,
  memberId: string | null,
): Promise<Pick<PricingInput, "campaigns" | "personalPrices" | "coupons">> {
  const [campaigns, personalPrices, coupons] = await Promise.all([
    readLiveCampaigns(world),
    readPersonalPrices(world),
    memberId === null ? [] : readHeldCoupons(world, memberId),
  ]);
  return { campaigns, personalPrices, coupons };
}

async function readPoints(
  world: World,
  memberId: string | null,
  wanted: number,
): Promise<{ seen: SeenPoints; paying: PricingPoints | null }> {
  if (memberId === null) return { seen: { available: 0, row: null }, paying: null };
  const [rule, seen] = await Promise.all([readPointsRule(), seePoints(world, memberId)]);
  const { available } = seen;
  return { seen, paying: rule === null ? null : { wanted, available, rule } };
}

/** The SKUs that some offer may add for nothing. */
function giftsOf(offers: readonly PricingOffer[]): string[] {
  return [
    ...new Set(
      offers.flatMap(({ terms }) => (terms.benefit.kind === "gift" ? [terms.benefit.skuId] : [])),
    ),
  ];
}

/** What of the gifts is left when the units that are bought have gone. */
function readGifts(
  giftSkuIds: readonly string[],
  skus: ReadonlyMap<string, SaleSku>,
  available: ReadonlyMap<string, number>,
  lines: readonly WantedLine[],
): PricingInput["gifts"] {
  return new Map(
    giftSkuIds.flatMap((skuId) => {
      const sku = skus.get(skuId);
      if (sku === undefined) return [];
      const bought = lines.filter((line) => line.skuId === skuId);
      const left = bought.reduce((rest, line) => rest - line.quantity, available.get(skuId) ?? 0);
      return [
        [skuId, { title: sku.title, listPriceFen: sku.listPriceFen, available: left }] as const,
      ];
    }),
  );
}

/** Faults that leave nothing to price; too little stock or too many asked for still has a price. */
const gone = new Set<LineFault["code"]>([
  "product_unavailable",
  "sku_unavailable",
  "mall_item_unavailable",
]);
const isGone = (fault: LineFault | undefined): boolean =>
  fault !== undefined && gone.has(fault.code);

/** Of two faults of a line the one that leaves nothing to price, else the first. */
function worse(
  first: ReadonlyMap<string, LineFault>,
  second: ReadonlyMap<string, LineFault>,
): ReadonlyMap<string, LineFault> {
  const faults = new Map(first);
  for (const [lineId, fault] of second) {
    const known = faults.get(lineId);
    if (known === undefined || (isGone(fault) && !isGone(known))) faults.set(lineId, fault);
  }
  return faults;
}

/** A line's price in the points mall; nothing for what is bought from the shelf. */
function mallPrice(
  { mallItemId }: WantedLine,
  mall: ReadonlyMap<string, MallOffer>,
): Pick<PricingInput["lines"][number], "mall"> {
  if (mallItemId === undefined) return {};
  const offer = mall.get(mallItemId);
  assert(offer !== undefined, "a mall line without fault has its item");
  const { points, priceFen } = offer.item;
  return { mall: { mallItemId, points, priceFen } };
}

function pricingDelivery(delivery: WantedDelivery): PricingDelivery {
  return delivery.kind === "pickup"
    ? { kind: "pickup" }
    : { kind: "express", province: delivery.province, city: delivery.city };
}

async function readBought(
  memberId: string | null,
  lines: readonly WantedLine[],
  skus: ReadonlyMap<string, SaleSku>,
): Promise<ReadonlyMap<string, number>> {
  const limited = lines
    .flatMap((line) => skus.get(line.skuId) ?? [])
    .filter((sku) => sku.perMemberLimit !== null);
  if (memberId === null || limited.length === 0) return new Map();
  const rows = await MemberLimits.find({
    _id: { $in: limited.map((sku) => `${memberId}:${sku.productId}`) },
  }).lean();
  return new Map(rows.map((row) => [row._id.slice(memberId.length + 1), row.quantity]));
}

function findFaults(
  lines: readonly WantedLine[],
  skus: ReadonlyMap<string, SaleSku>,
  available: ReadonlyMap<string, number>,
  bought: ReadonlyMap<string, number>,
): ReadonlyMap<string, LineFault> {
  const perProduct = new Map<string, number>();
  const perSku = new Map<string, number>();
  for (const line of lines) {
    const productId = skus.get(line.skuId)?.productId ?? "";
    perProduct.set(productId, (perProduct.get(productId) ?? 0) + line.quantity);
    perSku.set(line.skuId, (perSku.get(line.skuId) ?? 0) + line.quantity);
  }
  const faults = new Map<string, LineFault>();
  for (const line of lines) {
    const sku = skus.get(line.skuId);
    const left = available.get(line.skuId) ?? 0;
    if (sku === undefined)
      faults.set(line.lineId, { code: "sku_unavailable", detail: "该规格已不存在" });
    else if (!sku.isBuyable)
      faults.set(line.lineId, { code: "product_unavailable", detail: "商品已下架" });
    else {
      const wanted = perProduct.get(sku.productId) ?? 0;
      const before = bought.get(sku.productId) ?? 0;
      if (sku.perOrderLimit !== null && wanted > sku.perOrderLimit)
        faults.set(line.lineId, {
          code: "purchase_limit",
          detail: `每单限购 ${sku.perOrderLimit} 件`,
        });
      else if (sku.perMemberLimit !== null && before + wanted > sku.perMemberLimit)
        faults.set(line.lineId, {
          code: "purchase_limit",
          detail: `每人限购 ${sku.perMemberLimit} 件${before > 0 ? `，您已购 ${before} 件` : ""}`,
        });
      else if ((perSku.get(line.skuId) ?? 0) > left)
        faults.set(line.lineId, {
          code: "stock_insufficient",
          detail: left === 0 ? "已售罄" : `仅剩 ${left} 件`,
        });
    }
  }
  return faults;
}
