import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { Refusal } from "@server/kernel/errors.ts";
import { newId } from "@server/kernel/ids.ts";
import { inventoryChecks, readAvailable } from "@server/modules/inventory/index.ts";
import {
  applyRefund,
  closeOrder,
  markSent,
  ordersChecks,
  settleOrder,
} from "@server/modules/orders/index.ts";
import { confirmReceipt } from "@server/modules/orders/change-order.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { tiersChecks } from "@server/modules/tiers/index.ts";
import { useDatabase } from "@support/database.ts";
import { buildOrder, buildShop, buildShopper, buildStockedSku } from "@support/orders.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
const system = { kind: "system", name: "test" } as const;
const UNITS = 4;
const PRICE_FEN = 2_000;
let storeId = "";

beforeAll(async () => {
  ({ storeId } = await buildShop(world));
});

type Step =
  | { do: "settle" }
  | { do: "close" }
  | { do: "confirm" }
  | { do: "send" | "refund"; quantity: number };

/** The plain model of one order of four units: what a person would note on paper. */
type Paper = {
  payment: "open" | "paid" | "closed";
  sent: number;
  cancelled: number;
  refunded: number;
  isReceived: boolean;
};

/** Does a step on paper; null when it is not allowed. */
function onPaper(paper: Paper, step: Step): Paper | null {
  const toSend = UNITS - paper.sent - paper.cancelled;
  switch (step.do) {
    case "settle":
      return paper.payment === "open" ? { ...paper, payment: "paid" } : paper;
    case "close":
      return paper.payment === "open" ? { ...paper, payment: "closed" } : paper;
    case "send":
      return paper.payment === "paid" && step.quantity <= toSend
        ? { ...paper, sent: paper.sent + step.quantity }
        : null;
    case "refund":
      if (paper.payment !== "paid" || step.quantity > UNITS - paper.refunded) return null;
      return {
        ...paper,
        refunded: paper.refunded + step.quantity,
        cancelled: paper.cancelled + Math.min(step.quantity, toSend),
      };
    case "confirm":
      return paper.payment === "paid" && paper.sent > 0 && toSend === 0
        ? { ...paper, isReceived: true }
        : null;
  }
}

/** The fulfilment state the paper amounts to. */
function fulfilmentOf(paper: Paper): string {
  if (paper.isReceived) return "received";
  if (paper.payment !== "paid" || paper.sent + paper.cancelled === 0) return "unfulfilled";
  if (paper.sent + paper.cancelled < UNITS)
    return paper.sent > 0 ? "partly_shipped" : "unfulfilled";
  return paper.sent > 0 ? "shipped" : "cancelled";
}

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Step>({ do: "settle" }) },
    { weight: 1, arbitrary: fc.constant<Step>({ do: "close" }) },
    { weight: 2, arbitrary: fc.constant<Step>({ do: "confirm" }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constantFrom("send" as const, "refund" as const),
        quantity: fc.integer({ min: 1, max: 3 }),
      }),
    },
  ),
  { maxLength: 9 },
);

it("an order follows a plain model through any sequence of steps, and its money, stock and tier add up", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const { skuId } = await buildStockedSku(world, storeId, {
        quantity: UNITS,
        listPriceFen: PRICE_FEN,
      });
      const order = await buildOrder(world, buildShopper(world), [{ skuId, quantity: UNITS }], {
        kind: "express",
        address: {
          name: "王小明",
          phone: "13812345678",
          province: "上海市",
          city: "上海市",
          district: "徐汇区",
          detail: "漕溪北路 1 号",
        },
      });
      const orderId = order._id;
      const lineId = order.lines[0]?.lineId ?? "";
      const really = async (step: Step): Promise<unknown> => {
        if (step.do === "settle")
          return await transaction(
            async () => await settleOrder(world, { orderId, paidAt: world.clock.now() }),
          );
        if (step.do === "close")
          return await closeOrder(world, system, { orderId, reason: "测试" });
        if (step.do === "confirm") return await confirmReceipt(world, system, orderId);
        const lines = [{ lineId, quantity: step.quantity }];
        if (step.do === "send")
          return await transaction(async () => await markSent(world, system, { orderId, lines }));
        const wish = { lines, freightFen: 0, hasGoodsBack: false };
        return await transaction(
          async () =>
            await applyRefund(world, system, {
              orderId,
              refundId: newId("ref", world.clock.now()),
              wish,
            }),
        );
      };
      let paper: Paper = { payment: "open", sent: 0, cancelled: 0, refunded: 0, isReceived: false };
      for (const step of sequence) {
        const next = onPaper(paper, step);
        const isDone = await really(step).then(
          () => true,
          (error: unknown) => {
            if (error instanceof Refusal) return false;
            throw error;
          },
        );
        expect({ step, isDone }).toEqual({ step, isDone: next !== null });
        paper = next ?? paper;
      }
      const row = await Orders.findById(orderId).lean();
      expect({
        payment: row?.paymentState,
        fulfilment: row?.fulfilmentState,
        refundedFen: row?.refundedFen,
        available: (await readAvailable(storeId, [skuId])).get(skuId),
      }).toEqual({
        payment: { open: "awaiting_payment", paid: "paid", closed: "closed" }[paper.payment],
        fulfilment: fulfilmentOf(paper),
        refundedFen: paper.refunded * PRICE_FEN,
        // Units never sent are back on the shelf; what was sent and refunded stayed away (nobody brought it back).
        available: paper.payment === "closed" ? UNITS : paper.cancelled,
      });
    }),
    { numRuns: 40 },
  );
  for (const check of [...inventoryChecks, ...ordersChecks, ...tiersChecks])
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
});
