import type { AuditCheck } from "../../kernel/audit-check.ts";
import { rawCollection } from "../../kernel/db.ts";
import { sumFen } from "../../kernel/money.ts";
import { readCoupons } from "../coupons/index.ts";
import { readReserved } from "../inventory/index.ts";
import { compareMallCounters, type TakenUnits } from "../points-mall/index.ts";
import { compareCampaignCounters, type HeldUses } from "../promotions/index.ts";
import { mallUnitsOf } from "./mall-units.ts";
import { Orders, type OrderRow } from "./order.model.ts";
import { orderTables } from "./order.states.ts";
import { refundedFenOf } from "./view-order.ts";

/** I2 (reservations), I5 (histories are paths), I13 (money adds up), I16 and I17 (what campaigns and the mall counted). */
export const ordersChecks: readonly AuditCheck[] = [
  {
    code: "I5",
    title: "订单历史都是状态机允许的路径",
    async run() {
      return await eachOrder((order) => {
        const faults: string[] = [];
        const now = { payment: "new", fulfilment: "unfulfilled", after_sales: "none" };
        for (const step of order.history) {
          const isStart =
            step.axis === "payment" && step.from === "new" && step.to === "awaiting_payment";
          const isAllowed =
            isStart || orderTables[step.axis][step.from]?.includes(step.to) === true;
          if (now[step.axis] !== step.from || !isAllowed)
            faults.push(`${order._id}：${step.axis} ${step.from} → ${step.to}`);
          now[step.axis] = step.to;
        }
        if (
          now.payment !== order.paymentState ||
          now.fulfilment !== order.fulfilmentState ||
          now.after_sales !== order.afterSalesState
        )
          faults.push(`${order._id}：当前状态与历史不符`);
        return faults;
      });
    },
  },
  {
    code: "I13",
    title: "每张订单的金额、单件分摊与已退金额相符",
    async run() {
      return await eachOrder((order) => {
        const faults: string[] = [];
        const unitSum = sumFen(order.lines.flatMap((line) => line.unitFens));
        const refunded = sumFen(order.lines.map(refundedFenOf)) + order.refundedFreightFen;
        if (unitSum !== order.goodsFen)
          faults.push(`${order._id}：单件合计 ${unitSum}，商品金额 ${order.goodsFen}`);
        const unitPoints = sumFen(order.lines.flatMap((line) => line.unitPoints));
        if (unitPoints !== order.points)
          faults.push(`${order._id}：单件积分合计 ${unitPoints}，订单积分 ${order.points}`);
        if (order.goodsListFen - order.discountFen - order.pointsFen !== order.goodsFen)
          faults.push(`${order._id}：原价减优惠减积分抵扣不等于商品金额`);
        if (order.goodsFen + order.freightFen !== order.totalFen)
          faults.push(`${order._id}：总额不等于商品加运费`);
        if (sumFen(order.trace.map((step) => step.amountFen)) !== order.totalFen)
          faults.push(`${order._id}：价格明细合计不等于总额`);
        if (refunded !== order.refundedFen)
          faults.push(`${order._id}：逐件已退 ${refunded}，记录 ${order.refundedFen}`);
        if (order.refundedFen > order.totalFen) faults.push(`${order._id}：退款超过实付`);
        return faults;
      });
    },
  },
  {
    code: "I2b",
    title: "锁定库存等于待付款订单占用",
    async run() {
      const held = new Map<string, number>();
      for await (const order of Orders.find({ paymentState: "awaiting_payment" })
        .lean<OrderRow[]>()
        .cursor())
        for (const line of order.lines) {
          const key = `${order.storeId}:${line.skuId}`;
          held.set(key, (held.get(key) ?? 0) + line.quantity);
        }
      const reserved = await readReserved();
      const violations: string[] = [];
      for (const key of new Set([...held.keys(), ...reserved.keys()]))
        if ((held.get(key) ?? 0) !== (reserved.get(key) ?? 0))
          violations.push(`${key}：锁定 ${reserved.get(key) ?? 0}，订单占用 ${held.get(key) ?? 0}`);
      return { checked: reserved.size, violations: violations.slice(0, 20) };
    },
  },
  {
    code: "I4",
    title: "优惠券：每张至多被一张有效订单占用或核销，且与订单所记一致",
    run: checkCoupons,
  },
  {
    code: "I16",
    title: "活动已用预算、次数、活动库存与每人已购件数等于未关闭订单的合计",
    run: async () => await compareCampaignCounters(usesOfOrders()),
  },
  {
    code: "I17",
    title: "积分商城的商品：兑出数等于未关闭订单的件数减去已退件数，不超过总量与每人限兑",
    run: async () => await compareMallCounters("product", unitsInOrders()),
  },
];

const COUPONS_AT_ONCE = 500;

/** Coupons that live orders say they use, against the coupons' own word; twice used is found by either. */
async function checkCoupons(): Promise<{ checked: number; violations: string[] }> {
  const live = {
    paymentState: { $ne: "closed" as const },
    couponIds: { $ne: [] },
    afterSalesState: { $ne: "refunded" as const },
  };
  const violations: string[] = [];
  const userOf = new Map<string, { orderId: string; state: string }>();
  let checked = 0;
  const compare = async (): Promise<void> => {
    const coupons = await readCoupons([...userOf.keys()]);
    for (const [couponId, { orderId, state }] of userOf) {
      const coupon = coupons.get(couponId);
      if (coupon?.orderId !== orderId || coupon.state !== state)
        violations.push(`${couponId}：${orderId} 记为使用，券记为 ${coupon?.state ?? "不存在"}`);
    }
    userOf.clear();
  };
  for await (const { _id: orderId, couponIds, paymentState, lines } of Orders.find(live)
    .lean<OrderRow[]>()
    .cursor()) {
    // All goods back and only freight kept: the coupon may be back as well.
    if (lines.every((line) => line.gift !== null || line.refundedQuantity === line.quantity))
      continue;
    for (const couponId of couponIds) {
      checked += 1;
      if (userOf.has(couponId)) violations.push(`${couponId}：被两张有效订单使用`);
      userOf.set(couponId, { orderId, state: paymentState === "paid" ? "redeemed" : "held" });
    }
    if (userOf.size >= COUPONS_AT_ONCE) await compare();
  }
  await compare();
  return { checked, violations: violations.slice(0, 20) };
}

async function* usesOfOrders(): AsyncGenerator<HeldUses> {
  const holding = { paymentState: { $ne: "closed" as const }, campaignUses: { $ne: [] } };
  for await (const { memberId, campaignUses } of Orders.find(holding).lean<OrderRow[]>().cursor())
    yield { memberId, uses: campaignUses };
}

async function* unitsInOrders(): AsyncGenerator<TakenUnits> {
  const orders = rawCollection(Orders).find({
    paymentState: { $ne: "closed" },
    "lines.mallItemId": { $exists: true },
  });
  for await (const order of orders)
    for (const units of mallUnitsOf(order, (line) => line.quantity - line.refundedQuantity))
      yield { memberId: order.memberId, ...units };
}

async function eachOrder(
  check: (order: OrderRow) => string[],
): Promise<{ checked: number; violations: string[] }> {
  let checked = 0;
  const violations: string[] = [];
  for await (const order of Orders.find().lean<OrderRow[]>().cursor()) {
    checked += 1;
    violations.push(...check(order));
    if (violations.length >= 20) break;
  }
  return { checked, violations: violations.slice(0, 20) };
}
