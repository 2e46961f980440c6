import { addDays, shanghaiDay } from "../../kernel/calendar.ts";
import { rawCollection } from "../../kernel/db.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { Job } from "../../kernel/jobs.ts";
import type { World } from "../../world.ts";
import { expiredOrders } from "../orders/index.ts";
import { askWechat } from "./ask-wechat.ts";
import { BillRuns } from "./case.model.ts";
import { closeUnpaidOrder } from "./close-payment.ts";
import { Payments, type PaymentRow } from "./payment.model.ts";
import { queryPauses } from "./query-pauses.ts";
import { reconcileDay } from "./reconcile-day.ts";
import { submitDueRefunds } from "./submit-refunds.ts";

const BATCH = 100;
const LEASE_MS = 5 * 60_000;
/** Days without trade are kept by WeChat for three months; a shop that was down catches up on the last week. */
const CATCH_UP_DAYS = 7;

/** Does each, so that one that fails does not hold up the others; an unanswering WeChat is no error here. */
async function each<Item>(
  world: World,
  items: readonly Item[],
  nameOf: (item: Item) => string,
  work: (item: Item) => Promise<string>,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    let outcome: string;
    try {
      outcome = await work(item);
    } catch (error) {
      outcome = error instanceof Refusal ? error.code : "failed";
      world.log.warn({ err: error, number: nameOf(item) }, "left for the next run");
    }
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

/** Asks WeChat about one undecided payment and plans the next question; a half-closed one is closed. */
async function followUp(world: World, payment: PaymentRow): Promise<string> {
  const now = world.clock.now();
  await rawCollection(Payments).updateOne(
    { _id: payment._id, state: payment.state },
    {
      $set: { nextQueryAt: new Date(now.getTime() + queryPauses.payment(payment.queries + 1)) },
      $inc: { queries: 1 },
    },
  );
  if (payment.state !== "closing") return await askWechat(world, payment._id);
  return await closeUnpaidOrder(
    world,
    { kind: "system", name: "follow-payments" },
    { orderId: payment.orderId, reason: "已取消" },
  );
}

/** The clock's work on payments: nothing that WeChat knows stays unknown to us, and nothing undecided stays so. */
export const paymentsJobs: readonly Job[] = [
  {
    name: "follow-payments",
    cron: "*/5 * * * * *",
    leaseMs: LEASE_MS,
    async run(world) {
      const due = await rawCollection(Payments)
        .find({ nextQueryAt: { $lte: world.clock.now() } })
        .sort({ nextQueryAt: 1 })
        .limit(BATCH)
        .toArray();
      return await each(
        world,
        due,
        ({ _id }) => _id,
        async (payment) => await followUp(world, payment),
      );
    },
  },
  {
    name: "close-expired-orders",
    cron: "*/10 * * * * *",
    leaseMs: LEASE_MS,
    async run(world) {
      const actor = { kind: "system", name: "close-expired-orders" } as const;
      const expired = await expiredOrders(world.clock.now(), BATCH);
      return await each(
        world,
        expired,
        (orderId) => orderId,
        async (orderId) =>
          await closeUnpaidOrder(world, actor, { orderId, reason: "超过付款时间，自动关闭" }),
      );
    },
  },
  {
    name: "submit-refunds",
    cron: "*/10 * * * * *",
    leaseMs: LEASE_MS,
    run: async (world) => await submitDueRefunds(world, BATCH),
  },
  {
    name: "reconcile-bills",
    cron: "5,35 10-23 * * *",
    leaseMs: 30 * 60_000,
    async run(world) {
      const today = shanghaiDay(world.clock.now());
      const days = Array.from({ length: CATCH_UP_DAYS }, (_, back) => addDays(today, -1 - back));
      const done = await BillRuns.find({ _id: { $in: days } }, { _id: 1 }).lean();
      const known = new Set(done.map(({ _id }) => _id));
      return await each(
        world,
        days.filter((day) => !known.has(day)),
        (day) => day,
        async (day) => (await reconcileDay(world, day)).state,
      );
    },
  },
];
