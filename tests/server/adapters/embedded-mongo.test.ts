import mongoose from "mongoose";
import { expect, inject, it } from "vitest";

it("gives the test run a replica set with transactions and change streams", async () => {
  const connection = await mongoose
    .createConnection(inject("mongoUri"), { dbName: "embedded_mongo_suite" })
    .asPromise();
  const Note = connection.model("Note", new mongoose.Schema({ text: String }));
  await Note.createCollection();
  const stream = Note.watch();
  const seen = stream.next();
  await connection.transaction(async (session) => {
    await Note.create([{ text: "写入" }], { session });
  });
  await expect(
    connection.transaction(async (session) => {
      await Note.create([{ text: "作废" }], { session });
      throw new Error("abort");
    }),
  ).rejects.toThrow("abort");
  expect(await seen).toMatchObject({ operationType: "insert", fullDocument: { text: "写入" } });
  expect(await Note.countDocuments()).toBe(1);
  await stream.close();
  await connection.dropDatabase();
  await connection.close();
});
