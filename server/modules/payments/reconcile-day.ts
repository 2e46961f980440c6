import { addDays, dayStart, shanghaiDay } from "../../kernel/calendar.ts";
import { rawCollection } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { sumFen } from "../../kernel/money.ts";
import type { BillRow, World } from "../../world.ts";
import { askWechat } from "./ask-wechat.ts";
import { BillRuns, Cases, type BillRunRow } from "./case.model.ts";
import { compareBill } from "./compare-bill.ts";
import { openCase } from "./open-case.ts";
import { Payments, type PaymentRow } from "./payment.model.ts";
import { Refunds, type RefundRow } from "./refund.model.ts";

const NUMBERS_AT_ONCE = 1_000;

/** One day's result with how many of its cases are still open. */
export type DayResult = BillRunRow & { openCases: number };

/**
 * Fetches the bill of a past day, compares it with our books and opens a case for every difference. Running it again
 * finds the same cases and makes no new ones. Money that WeChat has and we do not is asked about and taken in at
 * once; the case stays for a person to close.
 * @throws bill_not_ready before ten in the morning of the next day or while WeChat makes it, payment_unavailable
 */
export async function reconcileDay(world: World, day: string): Promise<DayResult> {
  if (day >= shanghaiDay(world.clock.now())) fail("bill_not_ready");
  const bill = await world.wechatPay.tradeBill(day);
  if (bill === "creating") fail("bill_not_ready");
  const rows = bill === "none" ? [] : bill;
  const [from, to] = [dayStart(day), dayStart(addDays(day, 1))];
  const found = compareBill({
    day,
    bill: rows,
    payments: await loadPayments(rows, from, to),
    refunds: await loadRefunds(rows, from, to),
    isOnDay: (at) => at >= from && at < to,
  });
  for (const difference of found) {
    await openCase(world, difference);
    if (difference.class === "status") await askWechat(world, difference.number);
  }
  const payments = rows.filter(({ kind }) => kind === "payment");
  const refunds = rows.filter(({ kind }) => kind === "refund");
  const run = await BillRuns.findOneAndUpdate(
    { _id: day },
    {
      $set: {
        state: bill === "none" ? "none" : "done",
        paymentCount: payments.length,
        paymentFen: sumFen(payments.map(({ amountFen }) => amountFen)),
        refundCount: refunds.length,
        refundFen: sumFen(refunds.map(({ amountFen }) => amountFen)),
        ranAt: world.clock.now(),
      },
      $inc: { runs: 1 },
    },
    { upsert: true, returnDocument: "after" },
  ).lean();
  world.log.info({ day, rows: rows.length, differences: found.length }, "bill reconciled");
  return { ...run, openCases: await Cases.countDocuments({ billDay: day, state: "open" }) };
}

async function loadPayments(rows: readonly BillRow[], from: Date, to: Date): Promise<PaymentRow[]> {
  const payments = rawCollection(Payments);
  const held = new Map<string, PaymentRow>();
  for (const row of await payments.find({ paidAt: { $gte: from, $lt: to } }).toArray())
    held.set(row._id, row);
  const named = new Set(rows.map(({ outTradeNo }) => outTradeNo));
  for (const some of chunks([...named].filter((number) => !held.has(number))))
    for (const row of await payments.find({ _id: { $in: some } }).toArray()) held.set(row._id, row);
  return [...held.values()];
}

async function loadRefunds(rows: readonly BillRow[], from: Date, to: Date): Promise<RefundRow[]> {
  const refunds = rawCollection(Refunds);
  const held = new Map<string, RefundRow>();
  for (const row of await refunds.find({ acceptedAt: { $gte: from, $lt: to } }).toArray())
    held.set(row._id, row);
  const named = new Set(rows.flatMap(({ outRefundNo }) => outRefundNo ?? []));
  for (const some of chunks([...named].filter((number) => !held.has(number))))
    for (const row of await refunds.find({ _id: { $in: some } }).toArray()) held.set(row._id, row);
  return [...held.values()];
}

function chunks(numbers: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(numbers.length / NUMBERS_AT_ONCE) }, (_, nth) =>
    numbers.slice(nth * NUMBERS_AT_ONCE, (nth + 1) * NUMBERS_AT_ONCE),
  );
}
