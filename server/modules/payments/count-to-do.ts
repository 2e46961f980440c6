import type { StaffActor } from "../../kernel/actor.ts";
import { countUpTo } from "../../kernel/count-up-to.ts";
import { storeScope } from "../identity/index.ts";
import { Cases } from "./case.model.ts";
import { Refunds } from "./refund.model.ts";

/** How many requests of shoppers for money back wait for a decision in the caller's stores, told up to 1000. */
export async function countRefundsToDecide(actor: StaffActor): Promise<number> {
  return await countUpTo(Refunds, { ...storeScope(actor), state: "requested" });
}

/** How many differences to WeChat's bills the caller may see are open, told up to 1000. */
export async function countOpenCases(actor: StaffActor): Promise<number> {
  return await countUpTo(Cases, { ...storeScope(actor), state: "open" });
}
