import type { z } from "zod";
import type { ordersEndpoints } from "../../contract/orders.ts";
import { shanghaiTimestamp } from "../../kernel/calendar.ts";
import { formatYuan } from "../../kernel/money.ts";
import type { OrderRow } from "./order.model.ts";
import { refundedFenOf, refundedPointsOf } from "./view-order.ts";

type Receipt = z.output<(typeof ordersEndpoints)["GET /v1/orders/:orderId/receipt"]["response"]>;

/** A step about one line names it, where the order has several. */
function labelOf(order: OrderRow, step: OrderRow["trace"][number]): string {
  const about = order.lines.find((one) => one.lineId === step.lineId);
  return about === undefined || order.lines.length === 1
    ? step.name
    : `${step.name}（${about.title}）`;
}

/**
 * The receipt of a paid order, line by line as a printer takes it: what was bought and every step that made the price as
 * the order froze it, one sum down to what was paid; then what was given back since.
 */
export function printReceipt(order: OrderRow): Receipt {
  const line = (label: string, value: string): Receipt["lines"][number] => ({ label, value });
  const bought = order.lines.map(({ title, optionsText, quantity, listPriceFen, gift }) =>
    line(
      `${optionsText === "" ? title : `${title} ${optionsText}`} × ${quantity}`,
      gift === null ? formatYuan(listPriceFen * quantity) : `赠品（${gift.offerName}）`,
    ),
  );
  const steps = order.trace
    .filter((step) => step.isApplied && step.rule !== "list_price" && step.amountFen !== 0)
    .map((step) => line(labelOf(order, step), formatYuan(step.amountFen)));
  const refunded = order.lines
    .filter((one) => one.refundedQuantity > 0)
    .map((one) =>
      one.gift === null
        ? line(`退 ${one.title} × ${one.refundedQuantity}`, formatYuan(-refundedFenOf(one)))
        : line(`退回赠品 ${one.title}`, `× ${one.refundedQuantity}`),
    );
  const backPoints = order.lines.reduce((total, one) => total + refundedPointsOf(one), 0);
  return {
    orderId: order._id,
    paidAt: order.paidAt,
    lines: [
      line("订单", order._id),
      ...(order.paidAt === null
        ? []
        : [
            line(
              "付款时间",
              shanghaiTimestamp(order.paidAt, "second").slice(0, 19).replace("T", " "),
            ),
          ]),
      ...bought,
      ...steps,
      line(order.paidAt === null ? "应付（未支付）" : "实付", formatYuan(order.totalFen)),
      ...refunded,
      ...(order.refundedFreightFen > 0
        ? [line("退运费", formatYuan(-order.refundedFreightFen))]
        : []),
      ...(backPoints > 0 ? [line("退回积分", backPoints.toString())] : []),
      ...(order.refundedFen > 0 ? [line("共退", formatYuan(order.refundedFen))] : []),
    ],
  };
}
