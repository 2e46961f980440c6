import type { StaffActor } from "../../kernel/actor.ts";
import { fail } from "../../kernel/errors.ts";
import { countAttempt } from "../../kernel/limits.ts";
import type { World } from "../../world.ts";
import { storeScope } from "../identity/index.ts";
import { Orders, type OrderRow } from "./order.model.ts";

/** As fast as a counter can work, and far too slow to find a code of eight digits. */
const LOOKUPS = { max: 60, windowMs: 15 * 60_000 };

/**
 * The order that waits in one of the caller's stores for whoever shows this code; nothing is handed over yet.
 * @throws not_found, also for a code of another store; conflict when two orders have it by chance; rate_limited after
 * sixty in a quarter of an hour
 */
export async function findPickup(world: World, actor: StaffActor, code: string): Promise<OrderRow> {
  await countAttempt(world, `pickup-lookup:${actor.staffId}`, LOOKUPS);
  const [order, other] = await Orders.find({
    "delivery.pickupCode": code,
    ...storeScope(actor),
    paymentState: "paid",
    fulfilmentState: "awaiting_pickup",
  })
    .limit(2)
    .lean<OrderRow[]>();
  if (order === undefined) fail("not_found", { detail: "没有待自提的订单用这个取货码" });
  if (other !== undefined) fail("conflict", { detail: "有两张订单的取货码相同，请按订单号查找" });
  return order;
}
