import { Refusal } from "../../../kernel/errors.ts";
import { rawCollection } from "../../../kernel/db.ts";
import type { World } from "../../../world.ts";
import { eachScopeSku, findUnknown, readSaleSkus, type ScopeSku } from "../../catalog/index.ts";
import { readStoreBriefly } from "../../stores/index.ts";
import { readPolicies } from "../../tiers/index.ts";
import { PersonalPrices } from "../personal-prices/personal-price.model.ts";
import { priceOf } from "../personal-prices/read-personal-prices.ts";
import { isInScope } from "../pricing/judge-offer.ts";
import { Campaigns, type CampaignRow } from "./campaign.model.ts";
import type { LintedCampaign, LintFacts } from "./lint-campaign.ts";
import { skusOf } from "./lint-terms.ts";
import type { FloorOffer } from "./lowest-price.ts";

let readCoupons: ((world: World) => Promise<readonly FloorOffer[]>) | null = null;

/** Lets the checks of lowest prices know of published coupons, which are made in a module below. */
export function checkFloorWith(read: (world: World) => Promise<readonly FloorOffer[]>): void {
  readCoupons = read;
}

/** Loads what the check of a campaign rests on. */
export async function loadLintFacts(world: World, campaign: LintedCampaign): Promise<LintFacts> {
  const { terms } = campaign;
  const { scope, benefit } = terms;
  const named = skusOf(benefit).map(({ skuId }) => skuId);
  const isBySku = benefit.kind === "flash_price" || benefit.kind === "bundle_price";
  const unknown = await findUnknown({
    productIds: [...scope.productIds, ...scope.excludedProductIds],
    categoryIds: scope.categoryIds,
    skuIds: named,
  });
  for (const storeId of await unknownStores(scope.storeIds)) unknown.add(storeId);
  const policies = await readPolicies();
  return {
    now: world.clock.now(),
    unknown,
    tierLevels: new Set([0, ...(policies.at(-1)?.levels.map(({ level }) => level) ?? [])]),
    skus: await scopeSkus(terms, isBySku ? named : null),
    ...(await loadFloorFacts(world, campaign._id)),
    giftCostsFen: await giftCosts(benefit.kind === "gift" ? [benefit.skuId] : []),
  };
}

/** What else lowers prices: campaigns, personal prices and, where they are known, coupons. */
export async function loadFloorFacts(
  world: World,
  campaignId: string | null,
): Promise<Pick<LintFacts, "others" | "personalPrices" | "coupons">> {
  const now = world.clock.now();
  const others = await rawCollection(Campaigns)
    .find({ state: { $in: ["published", "paused", "stopped"] } }, { projection: { history: 0 } })
    .toArray();
  const prices = await rawCollection(PersonalPrices).find({ state: "approved" }).toArray();
  return {
    others: others.filter(({ _id, schedule }) => _id !== campaignId && schedule.until > now),
    personalPrices: prices.filter(({ until }) => until > now).map(priceOf),
    coupons: readCoupons === null ? null : await readCoupons(world),
  };
}

/** What gifts cost the shop; one without a known cost counts as nothing. */
export async function giftCosts(skuIds: readonly string[]): Promise<Map<string, number>> {
  const skus = skuIds.length === 0 ? [] : (await readSaleSkus(skuIds)).values();
  return new Map([...skus].map(({ skuId, costFen }) => [skuId, costFen ?? 0]));
}

async function scopeSkus(
  terms: CampaignRow["terms"],
  skuIds: readonly string[] | null,
): Promise<ScopeSku[]> {
  const { productIds, categoryIds } = terms.scope;
  const ids =
    skuIds === null
      ? { productIds, categoryIds, skuIds: [] }
      : { productIds: [], categoryIds: [], skuIds };
  const skus: ScopeSku[] = [];
  for await (const sku of eachScopeSku(ids)) if (isInScope(terms, sku)) skus.push(sku);
  return skus;
}

async function unknownStores(storeIds: readonly string[]): Promise<string[]> {
  const unknown: string[] = [];
  for (const storeId of storeIds)
    try {
      await readStoreBriefly(storeId);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === "not_found")) throw error;
      unknown.push(storeId);
    }
  return unknown;
}
