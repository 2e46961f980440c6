import type { z } from "zod";
import type { paymentsEndpoints } from "../../contract/payments.ts";
import type { StaffActor } from "../../kernel/actor.ts";
import { pageById, pageByTime } from "../../kernel/page.ts";
import { storeScope } from "../identity/index.ts";
import { BillRuns, Cases, type CaseRow } from "./case.model.ts";
import { Payments } from "./payment.model.ts";

type QueryOf<Key extends keyof typeof paymentsEndpoints> = (typeof paymentsEndpoints)[Key] extends {
  query: infer Query extends z.ZodType;
}
  ? z.output<Query>
  : never;

/** Payments of the stores the member of staff may see, newest first. */
export async function listPayments(actor: StaffActor, query: QueryOf<"GET /v1/staff/payments">) {
  return await pageByTime(
    Payments,
    { ...storeScope(actor), ...(query.state !== undefined && { state: query.state }) },
    query,
    (row) => ({
      id: row._id,
      orderId: row.orderId,
      memberId: row.memberId,
      storeId: row.storeId,
      amountFen: row.amountFen,
      state: row.state,
      transactionId: row.transactionId,
      createdAt: row.createdAt,
      paidAt: row.paidAt,
    }),
  );
}

/** Cases, newest first; those about no store of ours are for staff who see all stores. */
export async function listCases(
  actor: StaffActor,
  query: QueryOf<"GET /v1/staff/reconciliation/cases">,
) {
  return await pageById(
    Cases,
    {
      ...storeScope(actor),
      ...(query.state !== undefined && { state: query.state }),
      ...(query.class !== undefined && { class: query.class }),
      ...(query.billDay !== undefined && { billDay: query.billDay }),
    },
    query,
    viewCase,
  );
}

/** A case as staff see it. */
export function viewCase({ _id, ...row }: CaseRow) {
  return { id: _id, ...row };
}

/** The days that were reconciled, newest first. */
export async function listBillRuns(query: QueryOf<"GET /v1/staff/reconciliation/days">) {
  const page = await pageById(BillRuns, {}, query, (row) => row);
  const open = new Map<string, number>();
  const shown = await Cases.find(
    { billDay: { $in: page.items.map(({ _id }) => _id) }, state: "open" },
    { billDay: 1 },
  ).lean();
  for (const { billDay } of shown) open.set(billDay, (open.get(billDay) ?? 0) + 1);
  return {
    ...page,
    items: page.items.map(({ _id, ...row }) => ({
      day: _id,
      ...row,
      openCases: open.get(_id) ?? 0,
    })),
  };
}
