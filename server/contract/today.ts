import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { day, fen, instant, signedFen } from "./primitives.ts";

const figures = z.object({
  /** What was paid less what was decided to be given back, whenever it had been paid: may be below zero. */
  paidFen: signedFen,
  orders: z.int(),
  buyers: z.int(),
  /** Paid per order, before anything is given back; null without orders. */
  averageFen: fen.nullable(),
});

/** How many wait, told up to 1000; null for what the caller's role may not see. */
const count = z.int().min(0).max(1_000).nullable();

/** What staff see first: how today goes and what waits for them. */
export const todayEndpoints = endpoints({
  "GET /v1/staff/today": {
    tag: "今天",
    summary: "今天到此刻与上周同日同一时刻的对比、待办数量与 30 天走势，限本人可见门店",
    auth: "staff:orders.read",
    response: z.object({
      day,
      at: instant,
      today: figures,
      lastWeek: figures,
      toDo: z.object({
        ordersToShip: count,
        ordersToPickUp: count,
        refundsToDecide: count,
        /** Of the four that wait for a second person, only what somebody else asked for. */
        pointsToApprove: count,
        codesToApprove: count,
        personalPricesToApprove: count,
        campaignsToApprove: count,
        /** SKUs of a store with fewer than 10 left. */
        lowStock: count,
        openCases: count,
      }),
      /** The last 30 days with today, oldest first; paid less what was given back on the day. */
      series: z.array(z.object({ day, paidFen: signedFen, orders: z.int() })),
    }),
    errors: [],
  },
});
