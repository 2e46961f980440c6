import { actorLabel, type StaffActor } from "../../kernel/actor.ts";
import { countUpTo } from "../../kernel/count-up-to.ts";
import { PointsAdjustments } from "./points-adjustment.model.ts";

/** How many adjustments that colleagues asked for wait for somebody like the caller, told up to 1000. */
export async function countAdjustmentsToApprove(actor: StaffActor): Promise<number> {
  return await countUpTo(PointsAdjustments, {
    state: "requested",
    requestedBy: { $ne: actorLabel(actor) },
  });
}
