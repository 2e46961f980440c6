import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { addDays, shanghaiDay } from "@server/kernel/calendar.ts";
import { newId } from "@server/kernel/ids.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { closeCase } from "@server/modules/payments/close-case.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { BillRuns, Cases } from "@server/modules/payments/case.model.ts";
import { paymentIdOf, Payments } from "@server/modules/payments/payment.model.ts";
import { reconcileDay } from "@server/modules/payments/reconcile-day.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
let day: string;
const HOUR = 3_600_000;
const refusal = (code: string) => expect.objectContaining({ code });

beforeAll(async () => {
  shop = await startShop();
  // Begin at nine in the morning, so that a day's trade stays on one day.
  const now = shop.world.clock.now().getTime();
  await shop.advance((24 + 1) * HOUR - ((now + 8 * HOUR) % (24 * HOUR)) + 8 * HOUR);
  day = shanghaiDay(shop.world.clock.now());
});
afterEach(async () => await shop.audit());
afterAll(async () => await shop.stop());

async function paidOrder(): Promise<{ orderId: string; number: string }> {
  const shopper = await shop.loginShopper();
  const { id } = await shop.placeOrder(shopper);
  await shop.pay(shopper, id);
  await expect.poll(async () => (await Orders.findById(id).lean())?.paymentState).toBe("paid");
  return { orderId: id, number: paymentIdOf(id) };
}

describe("a day's bill", () => {
  it("is refused on the day and before ten the next morning", async () => {
    await paidOrder();
    await expect(reconcileDay(shop.world, day)).rejects.toEqual(refusal("bill_not_ready"));
    await shop.advance(24 * HOUR);
    await expect(reconcileDay(shop.world, day)).rejects.toEqual(refusal("bill_not_ready"));
    expect(await shop.runJob("reconcile-bills")).toMatchObject({ bill_not_ready: 1 });
    await shop.advance(2 * HOUR);
  });

  it("that agrees makes no case; the job fetches it once", async () => {
    expect(await shop.runJob("reconcile-bills")).toMatchObject({ done: 1 });
    expect(await BillRuns.findById(day).lean()).toMatchObject({
      state: "done",
      paymentCount: 1,
      paymentFen: 2_000,
      runs: 1,
    });
    expect(await Cases.countDocuments({})).toBe(0);
    expect(await shop.runJob("reconcile-bills")).toEqual({});
  });

  it("that differs makes one case a difference, however often it is run", async () => {
    day = shanghaiDay(shop.world.clock.now());
    const [wrong, lost, foreign] = [await paidOrder(), await paidOrder(), await paidOrder()];
    const shopper = await shop.loginShopper();
    const late = await shop.placeOrder(shopper);
    await shop.pay(shopper, late.id, "success_without_notify");
    const handMade = newId("ref", shop.world.clock.now());
    await shop.world.wechatPay.refund({
      outTradeNo: wrong.number,
      outRefundNo: handMade,
      refundFen: 100,
      totalFen: 2_000,
      reason: "人工退款",
    });
    const kept = await Payments.findById(foreign.number).lean();
    await Payments.deleteOne({ _id: foreign.number });
    await Payments.updateOne({ _id: wrong.number }, { $set: { amountFen: 1_999 } });
    const invented = paymentIdOf(newId("ord", shop.world.clock.now()));
    const likeness = await Payments.findById(lost.number).lean();
    await Payments.insertMany([
      { ...likeness, _id: invented, transactionId: "4200000000invented" },
    ]);
    await shop.advance(24 * HOUR);

    for (let run = 0; run < 2; run += 1) {
      await reconcileDay(shop.world, day);
      const cases = await Cases.find({ billDay: day }).sort({ class: 1 }).lean();
      expect(cases.map(({ class: kind, number }) => [kind, number])).toEqual([
        ["amount", wrong.number],
        ["only_ours", invented],
        ["only_theirs", foreign.number],
        ["refund", handMade],
        ["status", paymentIdOf(late.id)],
      ]);
    }
    // Money that was missing from our books is taken in at once.
    expect((await Orders.findById(late.id).lean())?.paymentState).toBe("paid");
    expect(await BillRuns.findById(day).lean()).toMatchObject({ runs: 2, paymentCount: 4 });

    await Payments.deleteOne({ _id: invented });
    await Payments.updateOne({ _id: wrong.number }, { $set: { amountFen: 2_000 } });
    await Payments.insertMany(kept === null ? [] : [kept]);
  });
});

describe("a case", () => {
  it("is closed once, with a reason, on the audit trail, and a new run does not open it again", async () => {
    const [open] = await Cases.find({ state: "open", class: "amount" }).lean();
    const caseId = open?._id ?? "";
    const reason = "金额为人工改价，已核对";
    const closed = await closeCase(shop.world, shop.owner, { caseId, reason });
    expect(closed).toMatchObject({ state: "closed", closeReason: reason });
    await expect(closeCase(shop.world, shop.owner, { caseId, reason })).rejects.toEqual(
      refusal("case_closed"),
    );
    expect(await AuditEntries.countDocuments({ subject: caseId, reason })).toBe(1);
    await reconcileDay(shop.world, open?.billDay ?? "");
    expect((await Cases.findById(caseId).lean())?.state).toBe("closed");
  });

  it("of another store is not there for staff of one store", async () => {
    const [open] = await Cases.find({ state: "open" }).lean();
    const elsewhere = { ...shop.owner, storeIds: [newId("sto", shop.world.clock.now())] };
    await expect(
      closeCase(shop.world, elsewhere, { caseId: open?._id ?? "", reason: "x" }),
    ).rejects.toEqual(refusal("not_found"));
  });
});

it("a day without trade is a result, not a failure", async () => {
  const quiet = addDays(day, -3);
  expect(await reconcileDay(shop.world, quiet)).toMatchObject({ state: "none", paymentCount: 0 });
});
