import type { z } from "zod";
import type { ordersEndpoints } from "../../contract/orders.ts";
import type { Caller } from "../../kernel/actor.ts";
import type { World } from "../../world.ts";
import {
  chooseBest,
  explainPrice,
  priceLines,
  versionOf,
  type Priced,
} from "../promotions/index.ts";
import { readCartLines } from "./change-cart.ts";
import {
  loadPricing,
  priceLoaded,
  type LoadedInput,
  type WantedChoice,
  type WantedDelivery,
  type WantedLine,
} from "./load-pricing.ts";

type Cart = z.output<(typeof ordersEndpoints)["GET /v1/cart"]["response"]>;
type Quote = z.output<(typeof ordersEndpoints)["POST /v1/quotes"]["response"]>;

type BestChoice = z.output<(typeof ordersEndpoints)["POST /v1/quotes/best"]["response"]>;

const nothingChosen: WantedChoice = { couponIds: [], points: 0 };
const memberOf = (caller: Caller): string | null =>
  caller.kind === "member" ? caller.memberId : null;

/** A cart as it stands, priced anew: totals and offers count the selected lines that can be bought. */
export async function readCart(world: World, caller: Caller, key: string): Promise<Cart> {
  const lines = await readCartLines(key);
  const loaded = priceLoaded(
    await loadPricing(world, {
      memberId: memberOf(caller),
      lines,
      delivery: null,
      choice: nothingChosen,
    }),
  );
  const counted = priceLines(countedInput(lines, loaded));
  const views = new Map(viewLines(lines, loaded, counted).map((view) => [view.lineId, view]));
  return {
    lines: lines.flatMap((line) => {
      const view = views.get(line.lineId);
      return view === undefined
        ? []
        : [{ ...view, isSelected: line.isSelected, addedAt: line.addedAt }];
    }),
    ...totalsOf(counted),
    trace: [...counted.trace],
  };
}

/** What of a cart is about to be bought: the selected lines without a fault. */
function countedInput(
  lines: Awaited<ReturnType<typeof readCartLines>>,
  loaded: LoadedInput,
): LoadedInput["input"] {
  const isCounted = new Set(
    lines
      .filter((line) => line.isSelected && !loaded.faults.has(line.lineId))
      .map((line) => line.lineId),
  );
  return {
    ...loaded.input,
    lines: loaded.input.lines.filter((line) => isCounted.has(line.lineId)),
  };
}

/** Prices what somebody wants to buy, explained, with the version under which it can be ordered. */
export async function quoteLines(
  world: World,
  caller: Caller,
  input: { lines: readonly WantedLine[]; delivery: WantedDelivery } & WantedChoice,
): Promise<Quote> {
  const loaded = await loadPricing(world, {
    memberId: memberOf(caller),
    lines: input.lines,
    delivery: input.delivery,
    choice: input,
  });
  const { priced, coupons } = explainPrice(loaded.input);
  const faults = [
    ...[...loaded.faults.values()].map(({ code, detail }) => ({ code, detail })),
    ...(priced.isServed ? [] : [{ code: "address_unserved", detail: "暂不支持配送到该地区" }]),
  ];
  return {
    lines: viewLines(input.lines, { ...loaded, priced }, priced),
    gifts: [...priced.gifts],
    ...totalsOf(priced),
    trace: [...priced.trace],
    couponIds: [...priced.couponIds],
    coupons: coupons.map((view) => ({ ...view, refusals: [...view.refusals] })),
    pointsAvailable: loaded.input.points?.available ?? 0,
    pointsMax: priced.pointsMax,
    version: versionOf(loaded.input, priced),
    isOrderable: faults.length === 0,
    faults,
  };
}

/** Which choice of coupons and points is cheapest for a member; nothing is held or changed. */
export async function bestForLines(
  world: World,
  caller: Caller,
  input: { lines: readonly WantedLine[]; delivery: WantedDelivery | null },
): Promise<BestChoice> {
  const loaded = await loadPricing(world, {
    memberId: memberOf(caller),
    ...input,
    choice: nothingChosen,
  });
  return chooseFor(loaded.input);
}

/** The same for the selected lines of a cart, before it is known where they go. */
export async function bestForCart(world: World, caller: Caller, key: string): Promise<BestChoice> {
  const lines = await readCartLines(key);
  const loaded = await loadPricing(world, {
    memberId: memberOf(caller),
    lines,
    delivery: null,
    choice: nothingChosen,
  });
  return chooseFor(countedInput(lines, loaded));
}

function chooseFor(input: LoadedInput["input"]): BestChoice {
  const { best, withoutPoints } = chooseBest(input);
  return {
    best: { ...best, couponIds: [...best.couponIds] },
    withoutPoints: { ...withoutPoints, couponIds: [...withoutPoints.couponIds] },
  };
}

const totalsOf = (priced: Priced) => ({
  goodsListFen: priced.goodsListFen,
  discountFen: priced.discountFen,
  points: priced.points,
  pointsFen: priced.pointsFen,
  goodsFen: priced.goodsFen,
  freightFen: priced.freightFen,
  totalFen: priced.totalFen,
});

/** Lines as they are shown; one that is not counted shows what it would cost. */
function viewLines(
  lines: readonly WantedLine[],
  loaded: LoadedInput & { priced: Priced },
  counted: Priced,
): Quote["lines"] {
  const priced = new Map(
    [...loaded.priced.lines, ...counted.lines].map((line) => [line.lineId, line]),
  );
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
      points: priced.get(line.lineId)?.points ?? 0,
      pointsFen: priced.get(line.lineId)?.pointsFen ?? 0,
      mallItemId: line.mallItemId ?? null,
      fault: loaded.faults.get(line.lineId) ?? null,
    };
  });
}
