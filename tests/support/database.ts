import { randomBytes } from "node:crypto";
import mongoose from "mongoose";
import { afterAll, beforeAll, inject } from "vitest";
import { connectDatabase, createIndexes, disconnectDatabase } from "@server/kernel/db.ts";

/** Gives the test file a database of its own on the real replica set, with all declared indexes; dropped at the end. */
export function useDatabase(): void {
  beforeAll(async () => {
    await connectDatabase(inject("mongoUri"), {
      dbName: `t_${randomBytes(6).toString("hex")}`,
      maxPoolSize: 20,
      monitorCommands: true,
    });
    // Tests set their own clock: the server's would expire rows that are alive by it.
    await mongoose.connection.db?.admin().command({ setParameter: 1, ttlMonitorEnabled: false });
    await createIndexes();
  });
  afterAll(async () => {
    await mongoose.connection.dropDatabase();
    await disconnectDatabase();
  });
}
