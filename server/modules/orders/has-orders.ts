import { Orders } from "./order.model.ts";

/** Whether somebody has ever placed an order. */
export async function hasOrders(memberId: string): Promise<boolean> {
  return (await Orders.exists({ memberId })) !== null;
}
