import type { paymentsEndpoints } from "../../contract/payments.ts";
import type { StaffActor } from "../../kernel/actor.ts";
import { fail } from "../../kernel/errors.ts";
import type { Handlers } from "../../kernel/http.ts";
import { readOrderForPayment } from "../orders/index.ts";
import { closeCase } from "./close-case.ts";
import { closeUnpaidOrder } from "./close-payment.ts";
import { listBillRuns, listCases, listPayments, viewCase } from "./list-payments.ts";
import { readPayment } from "./read-payment.ts";
import { receiveNotification } from "./receive-notification.ts";
import { reconcileDay } from "./reconcile-day.ts";
import { startPayment } from "./start-payment.ts";

/** How payment endpoints are answered. */
export const paymentsHandlers: Handlers<typeof paymentsEndpoints> = {
  "POST /v1/orders/:orderId/payment": async ({ world, actor, params }) =>
    await startPayment(world, actor, params),
  "GET /v1/orders/:orderId/payment": async ({ world, actor, params }) =>
    await readPayment(world, actor, params),
  "POST /v1/orders/:orderId/cancel": async ({ world, actor, params }) => {
    const own = await readOrderForPayment(actor.memberId, params.orderId);
    if (own === null) fail("not_found");
    if (own.paymentState === "paid") return { outcome: "paid" };
    const reason = "顾客取消";
    return { outcome: await closeUnpaidOrder(world, actor, { orderId: own._id, reason }) };
  },
  "POST /v1/payments/wechat/notifications": async ({ world, request }) =>
    await receiveNotification(world, request.headers, request.rawBody),
  "GET /v1/staff/payments": async ({ actor, query }) => await listPayments(actor, query),
  "GET /v1/staff/reconciliation/days": async ({ actor, query }) => {
    mustSeeAllStores(actor);
    return await listBillRuns(query);
  },
  "POST /v1/staff/reconciliation/days/:day": async ({ world, actor, params }) => {
    mustSeeAllStores(actor);
    const { _id, ...run } = await reconcileDay(world, params.day);
    return { day: _id, ...run };
  },
  "GET /v1/staff/reconciliation/cases": async ({ actor, query }) => await listCases(actor, query),
  "POST /v1/staff/reconciliation/cases/:caseId/close": async ({ world, actor, params, body }) =>
    viewCase(await closeCase(world, actor, { ...params, ...body })),
};

/** A bill is the whole merchant's. */
function mustSeeAllStores(actor: StaffActor): void {
  if (actor.storeIds !== null) fail("forbidden", { detail: "账单包含所有门店，需要全部门店权限" });
}
