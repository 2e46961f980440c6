import type { z } from "zod";
import type { ordersEndpoints } from "../../contract/orders.ts";
import { shanghaiTimestamp } from "../../kernel/calendar.ts";
import { formatYuan } from "../../kernel/money.ts";
import type { OrderRow } from "./order.model.ts";
import { refundedFenOf } from "./view-order.ts";

type Receipt = z.output<(typeof ordersEndpoints)["GET /v1/orders/:orderId/receipt"]["response"]>;

/**
 * The receipt of a paid order, line by line as a printer takes it: what was bought, every step that made the price as
 * the order froze it, what was paid how, and what was given back since.
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
    .map((step) => line(step.name, formatYuan(step.amountFen)));
  const refunded = order.lines
    .filter((one) => one.refundedQuantity > 0)
    .map((one) =>
      line(`退 ${one.title} × ${one.refundedQuantity}`, `-${formatYuan(refundedFenOf(one))}`),
    );
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
      line("商品原价", formatYuan(order.goodsListFen)),
      ...steps,
      line("实付", formatYuan(order.totalFen)),
      ...refunded,
      ...(order.refundedFreightFen > 0
        ? [line("退运费", `-${formatYuan(order.refundedFreightFen)}`)]
        : []),
    ],
  };
}
