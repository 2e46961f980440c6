import type { lineFaults } from "../../contract/orders.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { readSaleSkus, type SaleSku } from "../catalog/index.ts";
import { readAvailable } from "../inventory/index.ts";
import {
  priceLines,
  readFreightPolicy,
  versionOf,
  type Priced,
  type PricingDelivery,
  type PricingInput,
} from "../promotions/index.ts";
import { readStoreBriefly } from "../stores/index.ts";
import { readBenefits } from "../tiers/index.ts";
import { MemberLimits } from "./order.model.ts";

/** What somebody wants to buy. */
export type WantedLine = {
  readonly lineId: string;
  readonly skuId: string;
  readonly quantity: number;
};
/** How they want it: enough to price it. */
export type WantedDelivery =
  | { readonly kind: "express"; readonly province: string; readonly city: string }
  | { readonly kind: "pickup"; readonly storeId: string };
/** Why a line cannot be bought now. */
export type LineFault = { readonly code: (typeof lineFaults)[number]; readonly detail: string };

/** A price as of now, with everything it rests on. */
export type LoadedPrice = {
  readonly storeId: string;
  readonly skus: ReadonlyMap<string, SaleSku>;
  readonly faults: ReadonlyMap<string, LineFault>;
  readonly priced: Priced;
  readonly version: string;
};

/**
 * Prices what somebody wants from what the database says now: catalogue, tier, freight rules and stock, in at most
 * six commands. Lines that cannot be bought are priced at 0 and named with the reason.
 * @throws not_found for a store that does not exist or does not hand over goods.
 */
export async function loadPricing(input: {
  memberId: string | null;
  lines: readonly WantedLine[];
  delivery: WantedDelivery | null;
}): Promise<LoadedPrice> {
  const [skus, benefits, freight, pickupStore] = await Promise.all([
    readSaleSkus(input.lines.map((line) => line.skuId)),
    input.memberId === null ? null : readBenefits(input.memberId),
    readFreightPolicy(),
    input.delivery?.kind === "pickup" ? readStoreBriefly(input.delivery.storeId) : null,
  ]);
  if (pickupStore?.isPickup === false) fail("not_found", { detail: "该门店不支持自取" });
  const storeId = pickupStore?._id ?? freight.storeId;
  const [available, bought] = await Promise.all([
    readAvailable(
      storeId,
      input.lines.map((line) => line.skuId),
    ),
    readBought(input.memberId, skus),
  ]);
  const faults = findFaults(input.lines, skus, available, bought);
  const pricing: PricingInput = {
    lines: input.lines
      .filter((line) => !isGone(faults.get(line.lineId)))
      .map((line) => {
        const sku = skus.get(line.skuId);
        assert(sku !== undefined, "a line without fault has its SKU");
        return {
          lineId: line.lineId,
          skuId: line.skuId,
          quantity: line.quantity,
          listPriceFen: sku.listPriceFen,
          memberPricesFen: sku.memberPricesFen,
          weightGrams: sku.weightGrams,
        };
      }),
    member: benefits,
    delivery: input.delivery === null ? null : pricingDelivery(input.delivery),
    freight,
  };
  const priced = priceLines(pricing);
  return { storeId, skus, faults, priced, version: versionOf(pricing, priced) };
}

/** Whether the fault leaves nothing to price; too little stock or too many asked for still has a price. */
function isGone(fault: LineFault | undefined): boolean {
  return fault?.code === "product_unavailable" || fault?.code === "sku_unavailable";
}

function pricingDelivery(delivery: WantedDelivery): PricingDelivery {
  return delivery.kind === "pickup"
    ? { kind: "pickup" }
    : { kind: "express", province: delivery.province, city: delivery.city };
}

async function readBought(
  memberId: string | null,
  skus: ReadonlyMap<string, SaleSku>,
): Promise<ReadonlyMap<string, number>> {
  const limited = [...skus.values()].filter((sku) => sku.perMemberLimit !== null);
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
