import type { z } from "zod";
import { campaignDraft } from "@server/contract/campaigns.ts";
import type { CampaignRow } from "@server/modules/promotions/campaigns/campaign.model.ts";
import { publishCampaign } from "@server/modules/promotions/campaigns/publish-campaign.ts";
import {
  createCampaign,
  type CampaignDraft,
} from "@server/modules/promotions/campaigns/save-campaign.ts";
import type { World } from "@server/world.ts";
import { owner } from "@support/catalog.ts";

type Given = Partial<z.input<typeof campaignDraft>>;

/** A draft as staff would send it: ¥5 off for ten days around the given moment. */
export function draftInput(now: Date, parts: Given = {}): CampaignDraft {
  return campaignDraft.parse({
    name: "春日立减",
    terms: { benefit: { kind: "amount_off", amountFen: 500 }, threshold: { fen: 1_000 } },
    schedule: {
      from: new Date(now.getTime() - 86_400_000).toISOString(),
      until: new Date(now.getTime() + 9 * 86_400_000).toISOString(),
    },
    ...parts,
  });
}

/** Makes a campaign and publishes it with every warning acknowledged that it is known to have. */
export async function buildCampaign(
  world: World,
  parts: Given = {},
  acknowledgedWarnings: readonly string[] = [],
): Promise<CampaignRow> {
  const draft = await createCampaign(world, owner, draftInput(world.clock.now(), parts));
  return await publishCampaign(world, owner, {
    campaignId: draft._id,
    version: 1,
    acknowledgedWarnings,
  });
}
