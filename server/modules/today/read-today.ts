import type { z } from "zod";
import type { Permission } from "../../contract/permissions.ts";
import type { todayEndpoints } from "../../contract/today.ts";
import type { StaffActor } from "../../kernel/actor.ts";
import { addDays, shanghaiDay } from "../../kernel/calendar.ts";
import type { World } from "../../world.ts";
import { countLowStock } from "../inventory/index.ts";
import { countOrdersToDo } from "../orders/index.ts";
import { countOpenCases, countRefundsToDecide } from "../payments/index.ts";
import { countAdjustmentsToApprove } from "../points/index.ts";
import { countBatchesToApprove } from "../promo-codes/index.ts";
import { countCampaignsToApprove, countPersonalPricesToApprove } from "../promotions/index.ts";
import { readTurnover } from "../purchases/index.ts";
import { listStoreIds } from "../stores/index.ts";

type Today = z.output<(typeof todayEndpoints)["GET /v1/staff/today"]["response"]>;

const SERIES_DAYS = 30;
const LOW_STOCK_BELOW = 10;

/**
 * How today goes beside the same weekday a week ago up to the same time of day, what waits for the caller, and the last
 * 30 days, all within the caller's stores. Every read is bounded and answered by an index.
 */
export async function readToday(world: World, actor: StaffActor): Promise<Today> {
  const at = world.clock.now();
  const day = shanghaiDay(at);
  const stores = actor.storeIds ?? (await listStoreIds());
  const seen = async (permission: Permission, count: () => Promise<number>) =>
    actor.permissions.has(permission) ? await count() : null;
  const [turnover, orders, ...counts] = await Promise.all([
    readTurnover({ storeIds: actor.storeIds, from: addDays(day, 1 - SERIES_DAYS), at }),
    countOrdersToDo(stores),
    seen("refunds.read", async () => await countRefundsToDecide(actor)),
    seen("points.approve", async () => await countAdjustmentsToApprove(actor)),
    seen("promotions.approve", async () => await countBatchesToApprove(actor)),
    seen("promotions.approve", async () => await countPersonalPricesToApprove(actor)),
    seen("promotions.approve", async () => await countCampaignsToApprove(actor)),
    seen("stock.read", async () => await countLowStock(stores, LOW_STOCK_BELOW)),
    seen("payments.reconcile", async () => await countOpenCases(actor)),
  ]);
  const [refunds, points, codes, prices, campaigns, lowStock, openCases] = counts;
  return {
    day,
    at,
    today: turnover.today,
    lastWeek: turnover.lastWeek,
    toDo: {
      ordersToShip: orders.toShip,
      ordersToPickUp: orders.toPickUp,
      refundsToDecide: refunds ?? null,
      pointsToApprove: points ?? null,
      codesToApprove: codes ?? null,
      personalPricesToApprove: prices ?? null,
      campaignsToApprove: campaigns ?? null,
      lowStock: lowStock ?? null,
      openCases: openCases ?? null,
    },
    series: turnover.days,
  };
}
