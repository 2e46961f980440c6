import { countUpTo } from "../../kernel/count-up-to.ts";
import { Orders } from "./order.model.ts";

/** How many paid orders of the given stores are to be sent, and to be collected, each told up to 1000. */
export async function countOrdersToDo(
  storeIds: readonly string[],
): Promise<{ toShip: number; toPickUp: number }> {
  const paid = { storeId: { $in: [...storeIds] }, paymentState: "paid" as const };
  const [toShip, toPickUp] = await Promise.all([
    countUpTo(Orders, { ...paid, fulfilmentState: { $in: ["unfulfilled", "partly_shipped"] } }),
    countUpTo(Orders, { ...paid, fulfilmentState: "awaiting_pickup" }),
  ]);
  return { toShip, toPickUp };
}
