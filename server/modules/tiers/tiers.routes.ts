import type { tiersEndpoints } from "../../contract/tiers.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { fail } from "../../kernel/errors.ts";
import type { Handlers } from "../../kernel/http.ts";
import { decodeCursor, toPage } from "../../kernel/page.ts";
import { findMember } from "../members/index.ts";
import { listPurchases } from "../purchases/index.ts";
import { benefitDifferences } from "./benefit-differences.ts";
import { previewCosts } from "./preview-costs.ts";
import { previewPolicy } from "./preview-policy.ts";
import { publishPolicy } from "./publish-policy.ts";
import { readStanding } from "./read-standing.ts";
import { readStaffTierCard, readTierCard } from "./read-tier-card.ts";
import { readTimeline, viewPurchase } from "./read-timeline.ts";
import { benefitsShown } from "./show-benefits.ts";
import { readPolicies, type TierPolicyRow } from "./tier-policy.model.ts";
import { noBenefits, policyOn } from "./tier-rules.ts";

const view = (policy: TierPolicyRow) => ({ ...policy, levels: [...policy.levels] });

/** How tier endpoints are answered. */
export const tiersHandlers: Handlers<typeof tiersEndpoints> = {
  "GET /v1/tiers": async ({ world }) => {
    const policies = await readPolicies();
    if (policies.length === 0) fail("not_found");
    const current = policyOn(policies, shanghaiDay(world.clock.now()));
    const shown = await benefitsShown();
    return {
      ...current,
      baseBenefits: shown(noBenefits, 0),
      levels: current.levels.map(({ benefits, ...level }) => ({
        ...level,
        benefits: shown(benefits, level.level),
      })),
    };
  },
  "GET /v1/me/tier": async ({ world, actor }) => await readTierCard(world, actor.memberId),
  "GET /v1/me/standing": async ({ world, actor }) => await readStanding(world, actor.memberId),
  "GET /v1/me/purchases": async ({ actor, query }) => {
    const after = decodeCursor("purchases", query.cursor, ["number", "string"]);
    const before = after === null ? null : { at: new Date(after[0]), id: after[1] };
    const rows = await listPurchases(actor.memberId, before, query.limit + 1);
    return toPage(
      "purchases",
      rows,
      query.limit,
      (row) => [row.at.getTime(), row._id],
      viewPurchase,
    );
  },
  "GET /v1/me/timeline": async ({ actor, query }) => await readTimeline(actor.memberId, query),
  "GET /v1/staff/members/:memberId/standing": async ({ world, params }) => {
    await findMember(params.memberId);
    return await readStanding(world, params.memberId);
  },
  "GET /v1/staff/members/:memberId/tier": async ({ world, params }) => {
    await findMember(params.memberId);
    return await readStaffTierCard(world, params.memberId);
  },
  "GET /v1/staff/members/:memberId/timeline": async ({ params, query }) => {
    await findMember(params.memberId);
    return await readTimeline(params.memberId, query);
  },
  "GET /v1/staff/tier-policies": async () => ({
    items: (await readPolicies()).toReversed().map(view),
  }),
  "POST /v1/staff/tier-policies/preview": async ({ world, body }) =>
    await previewPolicy(world, body),
  "POST /v1/staff/tier-policies/costs": async ({ world, body }) => await previewCosts(world, body),
  "POST /v1/staff/tier-policies": async ({ world, actor, body }) => {
    const published = await publishPolicy(world, actor, {
      expectedVersion: body.expectedVersion,
      draft: body.policy,
      acknowledged: body.acknowledged,
      reason: body.reason,
    });
    const before = (await readPolicies()).find((one) => one.version === body.expectedVersion);
    return { ...view(published), differences: benefitDifferences(before ?? null, published) };
  },
};
