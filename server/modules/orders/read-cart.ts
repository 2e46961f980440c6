import type { z } from "zod";
import type { ordersEndpoints } from "../../contract/orders.ts";
import type { Caller } from "../../kernel/actor.ts";
import type { WantedLine, LoadedPrice } from "./load-pricing.ts";
import { loadPricing, type WantedDelivery } from "./load-pricing.ts";
import { readCartLines } from "./change-cart.ts";

type Cart = z.output<(typeof ordersEndpoints)["GET /v1/cart"]["response"]>;
type Quote = z.output<(typeof ordersEndpoints)["POST /v1/quotes"]["response"]>;

/** A cart as it stands, priced anew: the totals count selected lines that can be bought. */
export async function readCart(caller: Caller, key: string): Promise<Cart> {
  const lines = await readCartLines(key);
  const memberId = caller.kind === "member" ? caller.memberId : null;
  const loaded = await loadPricing({ memberId, lines, delivery: null });
  const counted = lines.filter((line) => line.isSelected && !loaded.faults.has(line.lineId));
  const isCounted = new Set(counted.map((line) => line.lineId));
  const payable = new Map(loaded.priced.lines.map((line) => [line.lineId, line]));
  let goodsListFen = 0;
  let goodsFen = 0;
  for (const line of counted) {
    const priced = payable.get(line.lineId);
    goodsListFen += (priced?.listPriceFen ?? 0) * line.quantity;
    goodsFen += priced?.payableFen ?? 0;
  }
  const views = new Map(viewLines(lines, loaded).map((view) => [view.lineId, view]));
  return {
    lines: lines.flatMap((line) => {
      const view = views.get(line.lineId);
      return view === undefined
        ? []
        : [{ ...view, isSelected: line.isSelected, addedAt: line.addedAt }];
    }),
    goodsListFen,
    discountFen: goodsListFen - goodsFen,
    goodsFen,
    freightFen: 0,
    totalFen: goodsFen,
    trace: loaded.priced.trace.filter((step) => step.lineId !== null && isCounted.has(step.lineId)),
  };
}

/** Prices what somebody wants to buy, explained, with the version under which it can be ordered. */
export async function quoteLines(
  caller: Caller,
  input: { lines: readonly WantedLine[]; delivery: WantedDelivery },
): Promise<Quote> {
  const memberId = caller.kind === "member" ? caller.memberId : null;
  const loaded = await loadPricing({ memberId, ...input });
  const { priced } = loaded;
  const faults = [
    ...[...loaded.faults.values()].map(({ code, detail }) => ({ code, detail })),
    ...(priced.isServed ? [] : [{ code: "address_unserved", detail: "暂不支持配送到该地区" }]),
  ];
  return {
    lines: viewLines(input.lines, loaded),
    goodsListFen: priced.goodsListFen,
    discountFen: priced.discountFen,
    goodsFen: priced.goodsFen,
    freightFen: priced.freightFen,
    totalFen: priced.totalFen,
    trace: [...priced.trace],
    version: loaded.version,
    isOrderable: faults.length === 0,
    faults,
  };
}

function viewLines(lines: readonly WantedLine[], loaded: LoadedPrice): Quote["lines"] {
  const priced = new Map(loaded.priced.lines.map((line) => [line.lineId, line]));
  return lines.map((line) => {
    const sku = loaded.skus.get(line.skuId);
    return {
      lineId: line.lineId,
      skuId: line.skuId,
      productId: sku?.productId ?? null,
      title: sku?.title ?? "已删除的商品",
      optionsText: sku?.optionsText ?? "",
      pictureUrl: sku?.pictureUrl ?? null,
      quantity: line.quantity,
      listPriceFen: sku?.listPriceFen ?? 0,
      payableFen: priced.get(line.lineId)?.payableFen ?? 0,
      fault: loaded.faults.get(line.lineId) ?? null,
    };
  });
}
