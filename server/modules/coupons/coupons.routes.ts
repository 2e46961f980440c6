import type { couponsEndpoints } from "../../contract/coupons.ts";
import type { Handlers } from "../../kernel/http.ts";
import type { World } from "../../world.ts";
import { findMember } from "../members/index.ts";
import type { CouponRow } from "./coupon.model.ts";
import { claimCoupon } from "./issuing/claim-coupon.ts";
import type { CouponIssueRow } from "./issuing/coupon-issue.model.ts";
import { issueCoupon } from "./issuing/issue-coupon.ts";
import { listIssues } from "./issuing/list-issues.ts";
import { readIssue, startIssue, stopIssue } from "./issuing/start-issue.ts";
import { acceptGift, giveCoupon } from "./life/give-coupon.ts";
import { listCoupons } from "./life/list-coupons.ts";
import { voidCoupon } from "./life/void-coupon.ts";
import { changeTemplate, moveTemplate } from "./templates/change-template.ts";
import type { CouponTemplateRow } from "./templates/coupon-template.model.ts";
import { copyTemplate, createTemplate, inputOf } from "./templates/create-template.ts";
import { listClaimable } from "./templates/list-claimable.ts";
import {
  countsOf,
  countStates,
  listTemplates,
  type StateCounts,
} from "./templates/list-templates.ts";
import { readPublished, readTemplate } from "./templates/read-templates.ts";
import { viewCoupon, viewStaffCoupon } from "./view-coupon.ts";

const shown = async (world: World, row: CouponRow) =>
  viewCoupon(row, await readPublished([row.templateId]), world.clock.now());

const viewTemplate = (row: CouponTemplateRow, counts: StateCounts) => ({
  ...inputOf(row),
  templateId: row._id,
  version: row.version,
  state: row.state,
  faceFen: row.faceFen,
  linkToken: row.linkToken,
  issued: row.issued,
  counts,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  editedBy: row.editedBy,
  publishedAt: row.publishedAt,
  // Templates from before this was asked have none.
  floorApproval: row.floorApproval ?? null,
});

const counted = async (row: CouponTemplateRow) =>
  viewTemplate(row, countsOf(row, await countStates([row])));

const viewIssue = (row: CouponIssueRow) => ({
  issueId: row._id,
  templateId: row.templateId,
  audience: row.audience.kind,
  reason: row.reason,
  state: row.state,
  counts: row.counts,
  createdAt: row.createdAt,
  endedAt: row.endedAt,
});

/** How coupon endpoints are answered. */
export const couponsHandlers: Handlers<typeof couponsEndpoints> = {
  "GET /v1/coupons": async ({ world, actor }) => ({
    items: (await listClaimable(world, actor)).map(({ template, ...seen }) => ({
      templateId: template._id,
      name: template.name,
      terms: template.terms,
      validity: template.validity,
      perMember: template.caps.perMember,
      ...seen,
    })),
  }),
  "POST /v1/coupons/claims": async ({ world, actor, body }) =>
    await shown(world, await claimCoupon(world, actor, body)),
  "GET /v1/me/coupons": async ({ world, actor, query }) =>
    await listCoupons(world, actor.memberId, query, (coupon) => coupon),
  "POST /v1/me/coupons/:couponId/gift": async ({ world, actor, params }) =>
    await giveCoupon(world, actor, params.couponId),
  "POST /v1/coupon-gifts/:token/accept": async ({ world, actor, params }) =>
    await shown(world, await acceptGift(world, actor, params.token)),
  "GET /v1/staff/coupon-templates": async ({ query }) => await listTemplates(query, viewTemplate),
  "POST /v1/staff/coupon-templates": async ({ world, actor, body }) =>
    await counted(await createTemplate(world, actor, body)),
  "GET /v1/staff/coupon-templates/:templateId": async ({ params }) =>
    await counted(await readTemplate(params.templateId)),
  "PUT /v1/staff/coupon-templates/:templateId": async ({ world, actor, params, body }) =>
    await counted(await changeTemplate(world, actor, { ...params, ...body })),
  "POST /v1/staff/coupon-templates/:templateId/copy": async ({ world, actor, params }) =>
    await counted(await copyTemplate(world, actor, params.templateId)),
  "POST /v1/staff/coupon-templates/:templateId/state": async ({ world, actor, params, body }) =>
    await counted(await moveTemplate(world, actor, { ...params, ...body })),
  "POST /v1/staff/members/:memberId/coupons": async ({ world, actor, params, body }) => {
    await findMember(params.memberId);
    const row = await issueCoupon(world, actor, {
      templateId: body.templateId,
      memberId: params.memberId,
      source: { scene: "staff", id: `${params.memberId}:${body.claimId}` },
      reason: body.reason,
    });
    return viewStaffCoupon(await shown(world, row), row);
  },
  "GET /v1/staff/members/:memberId/coupons": async ({ world, params, query }) => {
    await findMember(params.memberId);
    return await listCoupons(world, params.memberId, query, viewStaffCoupon);
  },
  "POST /v1/staff/coupons/:couponId/void": async ({ world, actor, params, body }) => {
    const row = await voidCoupon(world, actor, { ...params, ...body });
    return viewStaffCoupon(await shown(world, row), row);
  },
  "GET /v1/staff/coupon-issues": async ({ query }) => await listIssues(query, viewIssue),
  "POST /v1/staff/coupon-issues": async ({ world, actor, body }) =>
    viewIssue(await startIssue(world, actor, body)),
  "GET /v1/staff/coupon-issues/:issueId": async ({ params }) =>
    viewIssue(await readIssue(params.issueId)),
  "POST /v1/staff/coupon-issues/:issueId/stop": async ({ world, actor, params, body }) =>
    viewIssue(await stopIssue(world, actor, { ...params, ...body })),
};
