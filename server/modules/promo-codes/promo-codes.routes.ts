import type { promoCodesEndpoints } from "../../contract/promo-codes.ts";
import type { Handlers } from "../../kernel/http.ts";
import { mustBePublished } from "../coupons/index.ts";
import { listBudgets, readOwnBudget, setBudget } from "./code-budgets.ts";
import { decideBatch, disableBatch } from "./decide-batch.ts";
import { exportCodes } from "./export-codes.ts";
import { issueCodes } from "./issue-codes.ts";
import { listBatches, listUses, readVisibleBatch, viewBatch } from "./list-batches.ts";
import { redeemCode } from "./redeem-code.ts";

/** A device says who it is by a header of its own making; without one its session stands for it. */
function deviceOf(header: string | undefined, sessionId: string): string {
  return header !== undefined && /^[\w-]{8,64}$/.test(header) ? header : sessionId;
}

/** How promo code endpoints are answered. */
export const promoCodesHandlers: Handlers<typeof promoCodesEndpoints> = {
  "POST /v1/promo-codes/redemptions": async ({ world, actor, body, request }) => {
    const coupon = await redeemCode(world, actor, {
      ...body,
      device: deviceOf(request.headers["x-device-id"], actor.sessionId),
      address: request.ip,
    });
    const template = await mustBePublished(coupon.templateId);
    return {
      couponId: coupon._id,
      templateId: coupon.templateId,
      name: template.name,
      terms: template.terms,
      from: coupon.from,
      until: coupon.until,
    };
  },
  "GET /v1/staff/code-batches": async ({ world, actor, query }) =>
    await listBatches(world, actor, query),
  "POST /v1/staff/code-batches": async ({ world, actor, body }) =>
    await viewBatch(world, await issueCodes(world, actor, body)),
  "GET /v1/staff/code-batches/:batchId": async ({ world, actor, params }) =>
    await viewBatch(world, await readVisibleBatch(actor, params.batchId)),
  "GET /v1/staff/code-batches/:batchId/uses": async ({ actor, params, query }) =>
    await listUses(actor, params.batchId, query),
  "POST /v1/staff/code-batches/:batchId/export": async ({ world, actor, params, body }) => ({
    bytes: Buffer.from(await exportCodes(world, actor, { ...params, ...body }), "utf8"),
    headers: {
      "Content-Disposition": `attachment; filename="codes-${params.batchId}.csv"`,
      "Cache-Control": "no-store",
    },
  }),
  "POST /v1/staff/code-batches/:batchId/decision": async ({ world, actor, params, body }) =>
    await viewBatch(world, await decideBatch(world, actor, { ...params, ...body })),
  "POST /v1/staff/code-batches/:batchId/disable": async ({ world, actor, params, body }) =>
    await viewBatch(world, await disableBatch(world, actor, { ...params, ...body })),
  "GET /v1/staff/code-budgets": async ({ world, query }) => await listBudgets(world, query),
  "GET /v1/staff/me/code-budget": async ({ world, actor }) => await readOwnBudget(world, actor),
  "PUT /v1/staff/code-budgets/:staffId": async ({ world, actor, params, body }) =>
    await setBudget(world, actor, { ...params, ...body }),
};
