import { actorLabel, type StaffActor } from "../../kernel/actor.ts";
import { countUpTo } from "../../kernel/count-up-to.ts";
import { Campaigns } from "./campaigns/campaign.model.ts";
import { PersonalPrices } from "./personal-prices/personal-price.model.ts";

/** How many personal prices that colleagues asked for wait for somebody like the caller, told up to 1000. */
export async function countPersonalPricesToApprove(actor: StaffActor): Promise<number> {
  return await countUpTo(PersonalPrices, {
    state: "requested",
    requestedBy: { $ne: actorLabel(actor) },
  });
}

/** How many campaigns of colleagues wait for somebody who answers for units below cost, told up to 1000. */
export async function countCampaignsToApprove(actor: StaffActor): Promise<number> {
  const by = actorLabel(actor);
  return await countUpTo(Campaigns, {
    state: "draft",
    floorAskedAt: { $ne: null },
    createdBy: { $ne: by },
    editedBy: { $ne: by },
  });
}
