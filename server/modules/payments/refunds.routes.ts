import type { refundsEndpoints } from "../../contract/refunds.ts";
import type { Handlers } from "../../kernel/http.ts";
import { pageByTime } from "../../kernel/page.ts";
import { storeScope } from "../identity/index.ts";
import { findOwnOrder, findStaffOrder } from "../orders/index.ts";
import {
  approveRefund,
  findRequest,
  makeRefund,
  rejectRefund,
  requestRefund,
  retryRefund,
  wishOf,
  withdrawRefund,
} from "./decide-refund.ts";
import { previewRefund } from "./preview-refund.ts";
import { redirectRefund } from "./redirect-refund.ts";
import { Refunds, type RefundRow } from "./refund.model.ts";

const view = ({ _id, ...row }: RefundRow) => ({ id: _id, ...row });

/** How refund endpoints are answered. */
export const refundsHandlers: Handlers<typeof refundsEndpoints> = {
  "POST /v1/orders/:orderId/refunds/preview": async ({ world, actor, params, body }) =>
    await previewRefund(world, await findOwnOrder(actor, params.orderId), {
      ...body,
      hasGoodsBack: false,
    }),
  "POST /v1/orders/:orderId/refunds": async ({ world, actor, params, body }) =>
    view(await requestRefund(world, actor, params.orderId, body)),
  "GET /v1/orders/:orderId/refunds": async ({ actor, params }) => {
    await findOwnOrder(actor, params.orderId);
    const rows = await Refunds.find({ orderId: params.orderId })
      .sort({ _id: 1 })
      .limit(100)
      .lean<RefundRow[]>();
    return { items: rows.map(view) };
  },
  "POST /v1/orders/:orderId/refunds/:refundId/withdraw": async ({ world, actor, params }) =>
    view(await withdrawRefund(world, actor, params.refundId, params.orderId)),
  "GET /v1/staff/refunds": async ({ actor, query }) =>
    await pageByTime(
      Refunds,
      {
        ...storeScope(actor),
        ...(query.state !== undefined && { state: query.state }),
        ...(query.orderId !== undefined && { orderId: query.orderId }),
      },
      query,
      view,
    ),
  "POST /v1/staff/orders/:orderId/refunds/preview": async ({ world, actor, params, body }) =>
    await previewRefund(world, await findStaffOrder(actor, params.orderId), body),
  "POST /v1/staff/orders/:orderId/refunds": async ({ world, actor, params, body }) =>
    view(await makeRefund(world, actor, params.orderId, body)),
  "POST /v1/staff/refunds/:refundId/preview": async ({ world, actor, params, body }) => {
    const request = await findRequest(actor, params.refundId);
    return await previewRefund(world, await findStaffOrder(actor, request.orderId), {
      ...wishOf(request),
      ...body,
    });
  },
  "POST /v1/staff/refunds/:refundId/approve": async ({ world, actor, params, body }) =>
    view(await approveRefund(world, actor, params.refundId, body)),
  "POST /v1/staff/refunds/:refundId/reject": async ({ world, actor, params, body }) =>
    view(await rejectRefund(world, actor, params.refundId, body.reason)),
  "POST /v1/staff/refunds/:refundId/redirect": async ({ world, actor, params, body }) =>
    view(await redirectRefund(world, actor, params.refundId, body)),
  "POST /v1/staff/refunds/:refundId/retry": async ({ world, actor, params, body }) =>
    view(await retryRefund(world, actor, params.refundId, body)),
};
