import type { z } from "zod";
import { couponTemplateInput } from "@server/contract/coupons.ts";
import { campaignDraft } from "@server/contract/campaigns.ts";
import { permissions } from "@server/contract/permissions.ts";
import type { StaffActor } from "@server/kernel/actor.ts";
import { newId } from "@server/kernel/ids.ts";
import { createTemplate, issueCoupon, moveTemplate } from "@server/modules/coupons/index.ts";
import {
  openBalances,
  publishPointsPolicy,
  starterPointsRules,
  type PointsRules,
} from "@server/modules/points/index.ts";
import { approveFloor } from "@server/modules/promotions/campaigns/approve-floor.ts";
import { forgetCampaigns } from "@server/modules/promotions/campaigns/read-live-campaigns.ts";
import {
  checkCampaign,
  publishCampaign,
} from "@server/modules/promotions/campaigns/publish-campaign.ts";
import { createCampaign } from "@server/modules/promotions/campaigns/save-campaign.ts";
import type { World } from "@server/world.ts";

const system = { kind: "system", name: "test" } as const;

/** The owner, who may do everything. */
export const valueOwner: StaffActor = {
  kind: "staff",
  staffId: "stf_owner",
  name: "林店主",
  roles: ["owner"],
  permissions: new Set(permissions),
  storeIds: null,
  sessionId: "ses_owner",
};

/** Somebody else, who answers for prices below cost. */
const colleague: StaffActor = { ...valueOwner, staffId: "stf_colleague", name: "周店长" };

/** Publishes rules of points: the starter's, changed as said. */
export async function buildPointsPolicy(
  world: World,
  change: Partial<PointsRules> = {},
  expectedVersion = 0,
): Promise<void> {
  await publishPointsPolicy(world, system, {
    expectedVersion,
    rules: { ...starterPointsRules, ...change },
    reason: "测试",
  });
}

/** Gives a member points that can be spent at once. */
export async function givePoints(
  world: World,
  memberId: string,
  points: number,
  expiresOn: string | null = null,
): Promise<void> {
  const causeId = newId("cau", world.clock.now());
  await openBalances(world, system, [{ memberId, causeId, points, expiresOn, reason: "期初" }]);
}

/** Publishes a template that rules can issue, claimable by everybody too. */
export async function buildTemplate(
  world: World,
  terms: z.input<typeof couponTemplateInput>["terms"],
  change: Partial<z.input<typeof couponTemplateInput>> = {},
): Promise<string> {
  const { _id: templateId } = await createTemplate(
    world,
    system,
    couponTemplateInput.parse({
      name: "满减券",
      terms,
      validity: { kind: "relative", days: 30 },
      channels: { isPublic: true, isByRule: true, isByStaff: true, isByCode: true },
      caps: { perMember: 1_000 },
      ...change,
    }),
  );
  await moveTemplate(world, system, { templateId, to: "published", reason: "测试" });
  return templateId;
}

/** Issues one coupon of a template. */
export async function giveCoupon(
  world: World,
  memberId: string,
  templateId: string,
): Promise<string> {
  const id = newId("src", world.clock.now());
  const source = { scene: "rule", id } as const;
  const coupon = await issueCoupon(world, system, { templateId, memberId, source, reason: "测试" });
  return coupon._id;
}

/** Publishes a campaign that runs for a month from now, whatever the check warns of. */
export async function buildCampaign(
  world: World,
  terms: z.input<typeof campaignDraft>["terms"],
  change: Partial<z.input<typeof campaignDraft>> = {},
): Promise<string> {
  const now = world.clock.now();
  const draft = campaignDraft.parse({
    name: `活动${newId("x", now).slice(-6)}`,
    terms,
    schedule: {
      from: new Date(now.getTime() - 60_000).toISOString(),
      until: new Date(now.getTime() + 30 * 86_400_000).toISOString(),
    },
    ...change,
  });
  const { _id: campaignId, version: drafted } = await createCampaign(world, valueOwner, draft);
  const reason = "测试";
  const { version } = await approveFloor(world, colleague, {
    campaignId,
    version: drafted,
    reason,
  });
  const { findings } = await checkCampaign(world, campaignId);
  const acknowledgedWarnings = findings.map(({ code }) => code);
  await publishCampaign(world, valueOwner, { campaignId, version, acknowledgedWarnings });
  forgetCampaigns();
  return campaignId;
}
