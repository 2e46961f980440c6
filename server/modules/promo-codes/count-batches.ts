import type { StaffActor } from "../../kernel/actor.ts";
import { countUpTo } from "../../kernel/count-up-to.ts";
import { CodeBatches } from "./promo-code.model.ts";

/** How many batches that colleagues asked for wait for somebody like the caller, told up to 1000. */
export async function countBatchesToApprove(actor: StaffActor): Promise<number> {
  return await countUpTo(CodeBatches, {
    state: "awaiting_approval",
    requestedBy: { $ne: actor.staffId },
  });
}
