import { createHash } from "node:crypto";
import type { z } from "zod";
import type { refundPreview } from "../../contract/refunds.ts";
import { mustPlan, type OrderRow, type RefundPlan, type RefundWish } from "../orders/index.ts";
import { previewStanding, type StandingRow } from "../tiers/index.ts";
import type { World } from "../../world.ts";

/** Every consequence of a refund, as shopper and staff see it before anything is done. */
export type RefundPreview = z.output<typeof refundPreview>;

/**
 * Says what a refund would do: money per tender and unit, stock, the order's states and the member's tier. It is
 * computed by the functions that do it, so the decision does exactly this; `version` changes when anything in it does.
 * @throws refund_exceeds with a pointer per fault, refund_state
 */
export async function previewRefund(
  world: World,
  order: OrderRow,
  wish: RefundWish,
): Promise<RefundPreview> {
  const plan = mustPlan(order, wish);
  const { before, after } = await previewStanding(world, order.memberId, {
    source: "shop",
    externalId: order._id,
    goodsFen: plan.goodsFen,
  });
  const shown = {
    lines: plan.lines.map((line) => ({
      lineId: line.lineId,
      title: line.title,
      quantity: line.quantity,
      refundFen: line.refundFen,
      restockQuantity: line.restockQuantity,
      unitFens: unitFensOf(order, line),
    })),
    goodsFen: plan.goodsFen,
    freightFen: plan.freightFen,
    totalFen: plan.totalFen,
    isFull: plan.isFull,
    tenders: [
      {
        tender: plan.totalFen > 0 ? ("wechat_pay" as const) : ("none" as const),
        amountFen: plan.totalFen,
      },
    ],
    order: {
      refundedFen: order.refundedFen + plan.totalFen,
      fulfilmentState: plan.fulfilmentAfter,
      afterSalesState: plan.isFull ? ("refunded" as const) : ("partly_refunded" as const),
    },
    standing: {
      before: figuresOf(before),
      after: figuresOf(after),
      isDowngraded: after.level < before.level,
    },
  };
  return {
    ...shown,
    version: createHash("sha256").update(JSON.stringify(shown)).digest("base64url").slice(0, 22),
  };
}

/** Only what is shown, so that nothing unseen makes a preview stale. */
const figuresOf = (row: StandingRow): RefundPreview["standing"]["before"] => {
  const { level, tierName, growth, termEnd, purchaseCount, netFen } = row;
  return { level, tierName, growth, termEnd, purchaseCount, netFen };
};

function unitFensOf(order: OrderRow, planned: RefundPlan["lines"][number]): number[] {
  const line = order.lines[planned.index];
  return line === undefined
    ? []
    : line.unitFens.slice(line.refundedQuantity, line.refundedQuantity + planned.quantity);
}
