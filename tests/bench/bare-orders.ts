import { randomUUID } from "node:crypto";
import type { mongo } from "mongoose";

type Row = { _id: string } & Record<string, unknown>;
type StockRow = { _id: string; available: number; reserved: number; sold: number };

/**
 * Place and settle as bare-driver transactions with the same number of writes that the shop makes: placing inserts an
 * order, moves stock and adds a ledger line, and saves the payment; settling inserts and marks the notification and
 * moves payment, order, stock, ledger, purchase and standing.
 */
export async function createBareOrders(client: mongo.MongoClient, dbName: string, order: Row) {
  const db = client.db(dbName);
  const at = (name: string) => db.collection<Row>(name);
  const stock = db.collection<StockRow>("stock");
  const [orders, ledger, payments, inbox] = [
    at("orders"),
    at("ledger"),
    at("payments"),
    at("inbox"),
  ];
  const [purchases, standings] = [at("purchases"), at("standings")];
  await stock.insertMany(
    Array.from({ length: 200 }, (_, index) => ({
      _id: `s${index}`,
      available: 1_000_000,
      reserved: 0,
      sold: 0,
    })),
  );
  await purchases.createIndex({ memberId: 1 });
  const transact = async (body: (session: mongo.ClientSession) => Promise<void>): Promise<void> =>
    await client.withSession(
      async (session) =>
        await session.withTransaction(async () => await body(session), {
          readConcern: { level: "snapshot" },
          writeConcern: { w: "majority" },
        }),
    );
  return async (turn: number): Promise<void> => {
    const _id = randomUUID();
    const memberId = randomUUID();
    const stockId = `s${turn % 200}`;
    await transact(async (session) => {
      await stock.updateOne(
        { _id: stockId, available: { $gte: 1 } },
        { $inc: { available: -1, reserved: 1 } },
        { session },
      );
      await ledger.insertOne({ _id: randomUUID(), stockId, kind: "reserve" }, { session });
      await orders.insertOne({ ...order, _id, memberId, state: "awaiting_payment" }, { session });
    });
    await payments.insertOne({ _id, state: "pending" }, { writeConcern: { w: "majority" } });
    const notice = randomUUID();
    await inbox.insertOne({ _id: notice, state: "received" }, { writeConcern: { w: "majority" } });
    await transact(async (session) => {
      await payments.findOneAndUpdate(
        { _id, state: "pending" },
        { $set: { state: "settled" } },
        { session },
      );
      await orders.findOneAndUpdate(
        { _id, state: "awaiting_payment" },
        { $set: { state: "paid" } },
        { session },
      );
      await stock.updateOne(
        { _id: stockId, reserved: { $gte: 1 } },
        { $inc: { reserved: -1, sold: 1 } },
        { session },
      );
      await ledger.insertOne({ _id: randomUUID(), stockId, kind: "sell" }, { session });
      await purchases.insertOne({ _id, memberId, netFen: 2_000 }, { session });
      await purchases.find({ memberId }, { session }).toArray();
      await standings.updateOne(
        { _id: memberId },
        { $set: { netFen: 2_000 } },
        { session, upsert: true },
      );
    });
    await inbox.updateOne(
      { _id: notice },
      { $set: { state: "done" } },
      { writeConcern: { w: "majority" } },
    );
  };
}
