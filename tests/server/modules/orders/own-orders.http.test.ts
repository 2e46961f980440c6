import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { settleOrder } from "@server/modules/orders/settle-order.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";

useDatabase();

let shop: TestShop;
let shopper: Shopper;
/** One that waits for its payment, one to be sent, one on its way, one to be collected, one with a refund asked. */
let ids: Record<"unpaid" | "paid" | "shipped" | "ready" | "asked", string>;

const list = async (query: string, { token } = shopper) =>
  await shop.call<{ items: { id: string }[]; nextCursor: string | null }>(
    "GET",
    `/v1/orders?${query}`,
    { token },
  );
const found = async (query: string) => (await list(query)).body.items.map(({ id }) => id);
const counts = async ({ token } = shopper) =>
  (await shop.call("GET", "/v1/orders/counts", { token })).body;

beforeAll(async () => {
  shop = await startShop();
  shopper = await shop.loginShopper();
  const place = async (state: object | null) => {
    const { id } = await shop.placeOrder(shopper);
    if (state === null) return id;
    await transaction(
      async () => await settleOrder(shop.world, { orderId: id, paidAt: shop.world.clock.now() }),
    );
    await Orders.updateOne({ _id: id }, { $set: state });
    return id;
  };
  ids = {
    paid: await place({ fulfilmentState: "unfulfilled" }),
    shipped: await place({ fulfilmentState: "shipped" }),
    ready: await place({ fulfilmentState: "awaiting_pickup" }),
    asked: await place({ fulfilmentState: "received", afterSalesState: "requested" }),
    unpaid: await place(null),
  };
});
afterAll(async () => {
  await shop.stop();
});

describe("a shopper's own orders", () => {
  it("are one list of several states, newest first, page by page", async () => {
    expect(await found("fulfilmentState=shipped,awaiting_pickup")).toEqual([
      ids.ready,
      ids.shipped,
    ]);
    expect(await found("paymentState=awaiting_payment,closed")).toEqual([ids.unpaid]);
    expect(await found("paymentState=paid&fulfilmentState=unfulfilled")).toEqual([ids.paid]);
    const first = await list("fulfilmentState=shipped,awaiting_pickup,received&limit=2");
    expect(first.body.items.map(({ id }) => id)).toEqual([ids.asked, ids.ready]);
    const cursor = encodeURIComponent(first.body.nextCursor ?? "");
    const query = `fulfilmentState=shipped,awaiting_pickup,received&limit=2&cursor=${cursor}`;
    expect(await found(query)).toEqual([ids.shipped]);
  });

  it.each(["paid,", ",paid", "paid,unknown", "paid paid", "paid,paid,paid,paid", "$ne"])(
    "refuse %s, which names no states",
    async (states) => {
      expect(await list(`paymentState=${encodeURIComponent(states)}`)).toMatchObject({
        status: 400,
        body: { code: "malformed", errors: [{ pointer: "/query/paymentState" }] },
      });
    },
  );

  it("are counted by what they wait for, and nobody else's with them", async () => {
    expect(await counts()).toEqual({ toPay: 1, toShip: 1, toReceive: 2, inRefund: 1 });
    const stranger = await shop.loginShopper();
    expect(await counts(stranger)).toEqual({ toPay: 0, toShip: 0, toReceive: 0, inRefund: 0 });
    await Orders.updateOne({ _id: ids.shipped }, { $set: { fulfilmentState: "received" } });
    expect(await counts()).toEqual({ toPay: 1, toShip: 1, toReceive: 1, inRefund: 1 });
  });
});
