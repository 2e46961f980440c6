import type { pointsEndpoints } from "../../contract/points.ts";
import { fail } from "../../kernel/errors.ts";
import type { Handlers } from "../../kernel/http.ts";
import { findMember } from "../members/index.ts";
import { adjustPoints, approveAdjustment, rejectAdjustment } from "./adjust-points.ts";
import { listAdjustments, viewAdjustment } from "./list-adjustments.ts";
import { listEntries, viewEntry, viewStaffEntry } from "./list-entries.ts";
import { pointsLiability } from "./points-liability.ts";
import { readPointsPolicies, readPointsPolicy } from "./points-policy.model.ts";
import { previewEarning } from "./preview-earning.ts";
import { publishPointsPolicy } from "./publish-points-policy.ts";
import { viewPoints } from "./read-points.ts";

/** The handlers of points. */
export const pointsHandlers: Handlers<typeof pointsEndpoints> = {
  "GET /v1/points/rules": async () => (await readPointsPolicy()) ?? fail("not_found"),
  "GET /v1/me/points": async ({ world, actor }) => await viewPoints(world, actor.memberId),
  "GET /v1/me/points/entries": async ({ actor, query }) =>
    await listEntries(actor.memberId, query, viewEntry),
  "GET /v1/staff/members/:memberId/points": async ({ world, params }) => {
    await findMember(params.memberId);
    return await viewPoints(world, params.memberId);
  },
  "GET /v1/staff/members/:memberId/points/entries": async ({ params, query }) => {
    await findMember(params.memberId);
    return await listEntries(params.memberId, query, viewStaffEntry);
  },
  "POST /v1/staff/members/:memberId/points/adjustments": async ({ world, actor, params, body }) =>
    viewAdjustment(await adjustPoints(world, actor, { memberId: params.memberId, ...body })),
  "GET /v1/staff/points/adjustments": async ({ query }) => await listAdjustments(query),
  "POST /v1/staff/points/adjustments/:adjustmentId/approve": async ({ world, actor, params }) =>
    viewAdjustment(await approveAdjustment(world, actor, params.adjustmentId)),
  "POST /v1/staff/points/adjustments/:adjustmentId/reject": async ({
    world,
    actor,
    params,
    body,
  }) =>
    viewAdjustment(
      await rejectAdjustment(world, actor, {
        adjustmentId: params.adjustmentId,
        reason: body.reason,
      }),
    ),
  "GET /v1/staff/points/policies": async () => ({ items: await readPointsPolicies() }),
  "POST /v1/staff/points/policies": async ({ world, actor, body }) =>
    await publishPointsPolicy(world, actor, body),
  "POST /v1/staff/points/policies/preview": async ({ body }) =>
    previewEarning(body.rules, body.purchase),
  "GET /v1/staff/points/liability": async ({ world, query }) => ({
    ...query,
    ...(await pointsLiability(world, query.from, query.to)),
  }),
};
