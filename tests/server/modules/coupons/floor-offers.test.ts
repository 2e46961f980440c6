import { beforeAll, expect, it } from "vitest";
import { checkCampaign } from "@server/modules/promotions/campaigns/publish-campaign.ts";
import { createCampaign } from "@server/modules/promotions/campaigns/save-campaign.ts";
import { campaignDraft } from "@server/contract/campaigns.ts";
import { buildProduct, skuInput } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { buildTemplate, valueOwner } from "@support/value.ts";
import { createTestWorld } from "@support/world.ts";
import { readFloorOffers } from "@server/modules/coupons/templates/floor-offers.ts";

useDatabase();
const world = createTestWorld();
let productId = "";

beforeAll(async () => {
  const skus = [
    skuInput({ code: "FLOOR", listPriceFen: 10_000, memberPricesFen: {}, costFen: 7_000 }),
  ];
  ({ productId } = await buildProduct(world, { skus }));
});

it("a published coupon counts when a campaign is checked against cost", async () => {
  const draft = campaignDraft.parse({
    name: "八折",
    terms: { benefit: { kind: "percent_off", payBps: 8_000 }, scope: { productIds: [productId] } },
    schedule: { from: "2026-03-01T00:00:00.000Z", until: "2026-06-01T00:00:00.000Z" },
  });
  const { _id } = await createCampaign(world, valueOwner, draft);
  const codes = async () => (await checkCampaign(world, _id)).findings.map(({ code }) => code);
  expect(await codes()).not.toContain("below_cost");
  await buildTemplate(world, { benefit: { kind: "amount_off", amountFen: 2_000 } });
  expect((await readFloorOffers()).map(({ name }) => name)).toEqual(["满减券"]);
  // ¥80 less ¥20 is below the ¥70 that it cost.
  expect(await codes()).toContain("below_cost");
});
