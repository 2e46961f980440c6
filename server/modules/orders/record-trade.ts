import { Orders, type TradeMoment } from "./order.model.ts";

/**
 * Writes down when WeChat's trade management says something became of an order; saying it again changes nothing.
 * @returns whether there is such an order.
 */
export async function recordTrade(
  orderId: string,
  moments: Readonly<Partial<Record<TradeMoment, Date>>>,
): Promise<boolean> {
  const set = Object.entries(moments).map(([name, at]) => [`wechatTrade.${name}`, at] as const);
  const { matchedCount } = await Orders.updateOne(
    { _id: orderId },
    { $set: Object.fromEntries(set) },
  );
  return matchedCount === 1;
}
