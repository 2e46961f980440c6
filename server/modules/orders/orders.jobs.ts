import type { Job } from "../../kernel/jobs.ts";
import { confirmReceipt } from "./change-order.ts";
import { Orders } from "./order.model.ts";

const BATCH = 200;

/** The clock's work on orders: what was sent long enough ago counts as received. */
export const ordersJobs: readonly Job[] = [
  {
    name: "auto-confirm-receipt",
    cron: "20 * * * *",
    leaseMs: 10 * 60_000,
    async run(world) {
      const before = new Date(
        world.clock.now().getTime() - world.config.autoConfirmDays * 86_400_000,
      );
      let confirmed = 0;
      for (;;) {
        const rows = await Orders.find(
          { fulfilmentState: "shipped", shippedAt: { $lte: before } },
          { _id: 1 },
        )
          .sort({ shippedAt: 1 })
          .limit(BATCH)
          .lean();
        for (const row of rows) {
          await confirmReceipt(world, { kind: "system", name: "auto-confirm-receipt" }, row._id);
          confirmed += 1;
        }
        if (rows.length < BATCH) return { confirmed };
      }
    },
  },
];
