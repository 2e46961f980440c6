// The points mall (积分商城): what points, and money beside them, are swapped for. Words: item (兑换品), exchange (兑换),
// units taken (已兑件数). A product goes through an ordinary order, a coupon comes at once. Invariants: what was
// published never changes; an item's own stock and the limit per member are kept by the writes themselves and equal
// a recount; points leave and the coupon comes in one transaction.
import { onTiesAsked } from "../members/index.ts";
import { hasExchanges } from "./has-exchanges.ts";

onTiesAsked(hasExchanges);

export { judgeMallItem, type MallOffer } from "./judge-mall-item.ts";
export { compareMallCounters, pointsMallChecks, type TakenUnits } from "./points-mall.audit.ts";
export { pointsMallHandlers } from "./points-mall.routes.ts";
export { publishMallItem } from "./move-mall-item.ts";
export { readMallOffers } from "./read-mall.ts";
export { createMallItem } from "./save-mall-item.ts";
export { giveBackMallUnits, takeMallUnits, type MallUnits } from "./take-mall-units.ts";
