import { addDays, dayStart, shanghaiDay } from "../../kernel/calendar.ts";
import { rawCollection } from "../../kernel/db.ts";
import { Purchases } from "./purchase.model.ts";

/** What was paid in a span of time; fen. */
export type Turnover = {
  /** Less what was given back in the same span, of whatever purchase. */
  paidFen: number;
  orders: number;
  buyers: number;
  /** Before anything was given back; null without orders. */
  averageFen: number | null;
};

type DayRow = { _id: string; fen: number; orders: number; earlyFen: number; earlyOrders: number };
type RefundRow = { _id: string; fen: number; earlyFen: number };

const nothing = { fen: 0, orders: 0, earlyFen: 0, earlyOrders: 0 };
const WEEK_MS = 7 * 86_400_000;

/**
 * What was bought in the given stores (null: anywhere) up to a moment: its day, the same day a week before up to the
 * same time of day, and every day from `from` on. Three commands: purchases, who made them, and refunds; the purchases
 * of the span are read from the index alone.
 */
export async function readTurnover(wish: {
  storeIds: readonly string[] | null;
  from: string;
  at: Date;
}): Promise<{
  today: Turnover;
  lastWeek: Turnover;
  days: { day: string; paidFen: number; orders: number }[];
}> {
  const { from, at } = wish;
  const day = shanghaiDay(at);
  const weekAgo = new Date(at.getTime() - WEEK_MS);
  const weekAgoDay = shanghaiDay(weekAgo);
  const scope = wish.storeIds === null ? {} : { storeId: { $in: [...wish.storeIds] } };
  const raw = rawCollection(Purchases);
  // Of the day a week ago, what came after this time of day is counted apart.
  const early = (field: string, value: unknown) => ({
    $sum: { $cond: [{ $lte: [field, weekAgo] }, value, 0] },
  });
  const span = { $gte: dayStart(from), $lte: at };
  const [paid, refunded, buyers] = await Promise.all([
    raw
      .aggregate<DayRow>([
        { $match: { at: span, ...scope } },
        {
          $group: {
            _id: "$day",
            fen: { $sum: "$paidFen" },
            orders: { $sum: 1 },
            earlyFen: early("$at", "$paidFen"),
            earlyOrders: early("$at", 1),
          },
        },
      ])
      .toArray(),
    raw
      .aggregate<RefundRow>([
        { $match: { "refunds.at": span, ...scope } },
        { $project: { _id: 0, refunds: 1 } },
        { $unwind: "$refunds" },
        { $match: { "refunds.at": span } },
        {
          $group: {
            _id: {
              $dateToString: { date: "$refunds.at", format: "%Y-%m-%d", timezone: "+08:00" },
            },
            fen: { $sum: { $add: ["$refunds.goodsFen", "$refunds.freightFen"] } },
            earlyFen: early("$refunds.at", { $add: ["$refunds.goodsFen", "$refunds.freightFen"] }),
          },
        },
      ])
      .toArray(),
    raw
      .aggregate<{ _id: string; count: number }>([
        {
          $match: {
            $or: [
              { at: { $gte: dayStart(day), $lte: at }, ...scope },
              { at: { $gte: dayStart(weekAgoDay), $lte: weekAgo }, ...scope },
            ],
          },
        },
        { $group: { _id: { day: "$day", memberId: "$memberId" } } },
        { $group: { _id: "$_id.day", count: { $sum: 1 } } },
      ])
      .toArray(),
  ]);
  const paidOn = new Map(paid.map((row) => [row._id, row]));
  const backOn = new Map(refunded.map((row) => [row._id, row]));
  const buyersOn = new Map(buyers.map((row) => [row._id, row.count]));
  const turnover = (of: string, fen: number, orders: number, backFen: number): Turnover => ({
    paidFen: fen - backFen,
    orders,
    buyers: buyersOn.get(of) ?? 0,
    averageFen: orders === 0 ? null : Math.round(fen / orders),
  });
  const now = paidOn.get(day) ?? nothing;
  const then = paidOn.get(weekAgoDay) ?? nothing;
  return {
    today: turnover(day, now.fen, now.orders, backOn.get(day)?.fen ?? 0),
    lastWeek: turnover(
      weekAgoDay,
      then.earlyFen,
      then.earlyOrders,
      backOn.get(weekAgoDay)?.earlyFen ?? 0,
    ),
    days: daysOf(from, day).map((each) => ({
      day: each,
      paidFen: (paidOn.get(each)?.fen ?? 0) - (backOn.get(each)?.fen ?? 0),
      orders: paidOn.get(each)?.orders ?? 0,
    })),
  };
}

function daysOf(from: string, until: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) days.push(day);
  return days;
}
