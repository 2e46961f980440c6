import { createHash } from "node:crypto";
import type { z } from "zod";
import type { refundPreview } from "../../contract/refunds.ts";
import { fail } from "../../kernel/errors.ts";
import { formatYuan } from "../../kernel/money.ts";
import { previewReturnCoupons } from "../coupons/index.ts";
import { mustPlan, type OrderRow, type RefundPlan, type RefundWish } from "../orders/index.ts";
import { previewPointsRefund } from "../points/index.ts";
import { previewStanding, type StandingRow } from "../tiers/index.ts";
import type { World } from "../../world.ts";

/** WeChat takes refunds for 365 days after payment (WeChat Pay doc 4012556457). */
const REFUND_WINDOW_MS = 365 * 86_400_000;

/** Every consequence of a refund, as shopper and staff see it before anything is done. */
export type RefundPreview = z.output<typeof refundPreview>;

/**
 * Says what a refund would do: money per tender and unit, points by bucket, coupons, gifts to send back, stock, the order's states
 * and the member's tier. It is
 * computed by the functions that do it, so the decision does exactly this; `version` changes when anything in it does.
 * @throws refund_exceeds with a pointer per fault, refund_state, refund_window
 */
export async function previewRefund(
  world: World,
  order: OrderRow,
  wish: RefundWish,
): Promise<RefundPreview> {
  mustBeInWindow(world, order);
  const plan = mustPlan(order, wish);
  const { before, after } = await previewStanding(world, order.memberId, {
    source: "shop",
    externalId: order._id,
    goodsFen: plan.goodsFen,
    hasAllGoodsBack: plan.hasAllGoodsBack,
  });
  const points = await previewPointsRefund(world, {
    memberId: order.memberId,
    orderId: order._id,
    // No refund yet: whichever id it gets, it does the same.
    refundId: "preview",
    returnPoints: plan.points,
    lines: plan.remaining,
  });
  const shown = {
    lines: plan.lines.map((line) => ({
      lineId: line.lineId,
      title: line.title,
      quantity: line.quantity,
      refundFen: line.refundFen,
      refundPoints: line.refundPoints,
      isGift: line.isGift,
      restockQuantity: line.restockQuantity,
      unitFens: unitsOf(order, line, "unitFens"),
      unitPoints: unitsOf(order, line, "unitPoints"),
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
    points: {
      ...points,
      returned: [...points.returned],
      takenFrom: [...points.takenFrom],
    },
    coupons: await couponsOf(world, order, plan),
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

function mustBeInWindow(world: World, { paidAt }: OrderRow): void {
  if (paidAt !== null && world.clock.now().getTime() - paidAt.getTime() > REFUND_WINDOW_MS)
    fail("refund_window");
}

/** What a refund would do now, in a sentence: told to who agreed to something else. */
export function describePreview(preview: RefundPreview): string {
  const { points } = preview;
  const returned = points.returned.reduce((total, part) => total + part.points, 0);
  const taken = points.takenPending + points.takenAvailable;
  const parts = [
    `退款 ${formatYuan(preview.totalFen)}`,
    ...(returned > 0 ? [`退回 ${returned} 积分`] : []),
    ...(taken > 0 ? [`收回 ${taken} 积分`] : []),
    ...(points.newDebt > 0 ? [`欠 ${points.newDebt} 积分`] : []),
    ...preview.coupons.filter(({ outcome }) => outcome === "returned").map(() => "退回优惠券"),
    ...preview.lines
      .filter((line) => line.isGift)
      .map((line) => `退回赠品「${line.title}」× ${line.quantity}`),
    ...(preview.standing.isDowngraded ? [`等级降为「${preview.standing.after.tierName}」`] : []),
  ];
  return `现在的结果是：${parts.join("，")}`;
}

/** Only what is shown, so that nothing unseen makes a preview stale. */
const figuresOf = (row: StandingRow): RefundPreview["standing"]["before"] => {
  const { level, tierName, growth, termEnd, purchaseCount, netFen } = row;
  return { level, tierName, growth, termEnd, purchaseCount, netFen };
};

/** Coupons come back when nothing bought is kept; before that they stay used, which is said. */
async function couponsOf(
  world: World,
  order: OrderRow,
  plan: RefundPlan,
): Promise<RefundPreview["coupons"]> {
  const { _id: orderId, couponIds } = order;
  if (couponIds.length === 0) return [];
  const coupons = await previewReturnCoupons(world, { orderId, couponIds });
  return coupons.map(({ couponId, outcome, until }) =>
    plan.hasAllGoodsBack
      ? { couponId, outcome, until, reason: outcome === "kept" ? "这张券用后不退" : null }
      : { couponId, outcome: "kept" as const, until, reason: "还有商品没有退，券不退回" },
  );
}

function unitsOf(
  order: OrderRow,
  planned: RefundPlan["lines"][number],
  what: "unitFens" | "unitPoints",
): number[] {
  const line = order.lines[planned.index];
  return line === undefined
    ? []
    : line[what].slice(line.refundedQuantity, line.refundedQuantity + planned.quantity);
}
