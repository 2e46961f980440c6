import { expect, it } from "vitest";
import { offerTerms } from "@server/contract/offer-terms.ts";
import { checkCampaign } from "@server/modules/promotions/campaigns/publish-campaign.ts";
import { createCampaign } from "@server/modules/promotions/campaigns/save-campaign.ts";
import { checkFloorWith } from "@server/modules/promotions/index.ts";
import { buildProduct, owner, skuInput } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";
import { draftInput } from "./build-campaign.ts";

useDatabase();
const world = createTestWorld();

it("says whether coupons were counted, and counts them once a module below tells of them", async () => {
  await buildProduct(world, { skus: [skuInput({ memberPricesFen: {}, costFen: 1_400 })] });
  const { _id } = await createCampaign(
    world,
    owner,
    draftInput(world.clock.now(), {
      terms: { benefit: { kind: "amount_off", amountFen: 500 }, threshold: { fen: 2_000 } },
    }),
  );
  const alone = await checkCampaign(world, _id);
  expect(alone.isPublishable).toBe(true);
  expect(alone.notChecked).toContainEqual({ code: "coupons", title: "未计入优惠券的叠加" });
  checkFloorWith(async () =>
    Promise.resolve([
      {
        kind: "coupon",
        name: "老友券",
        priority: 0,
        terms: offerTerms.parse({ benefit: { kind: "amount_off", amountFen: 101 } }),
      },
    ]),
  );
  const together = await checkCampaign(world, _id);
  expect(together.notChecked.map(({ code }) => code)).not.toContain("coupons");
  expect(together.findings).toMatchObject([{ code: "below_cost", severity: "error" }]);
  expect(together.findings[0]?.detail).toContain("¥13.99，低于成本 ¥14.00（春日立减 + 老友券）");
});
