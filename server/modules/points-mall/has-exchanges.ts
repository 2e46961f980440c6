import { MallExchanges } from "./mall-exchange.model.ts";

/** Whether somebody has ever swapped points for a coupon. */
export async function hasExchanges(memberId: string): Promise<boolean> {
  return (await MallExchanges.exists({ memberId })) !== null;
}
