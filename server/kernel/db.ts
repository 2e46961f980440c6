import type { AsyncLocalStorage } from "node:async_hooks";
import mongoose, { mongo, type ClientSession, type Model, type SchemaDefinition } from "mongoose";
import { fail } from "./errors.ts";

mongoose.set("transactionAsyncLocalStorage", true);
mongoose.set("strictQuery", "throw");
mongoose.set("sanitizeFilter", false);
mongoose.set("autoIndex", false);
mongoose.set("autoCreate", false);

/** Mongoose keeps the running transaction's session here; its types do not name it (Automattic/mongoose#14583). */
const asyncLocalSessions = mongoose as unknown as {
  transactionAsyncLocalStorage?: AsyncLocalStorage<{ session: ClientSession }>;
};

/** One index as the deploy step creates it. */
export type IndexSpec = readonly [
  keys: Record<string, 1 | -1>,
  options?: mongo.CreateIndexesOptions,
];

/**
 * Declares a collection: its rows' type, what must hold in the database (required, enum, integer) and its indexes.
 * Ids are our own strings; unknown fields are refused; there are no hooks, virtuals or version keys.
 */
export function defineModel<Row extends { _id: string }>(
  collection: string,
  definition: SchemaDefinition,
  indexes: readonly IndexSpec[],
): Model<Row> {
  const schema = new mongoose.Schema<Row>(
    { _id: { type: String, required: true }, ...definition } as never,
    {
      collection,
      versionKey: false,
      strict: "throw",
      minimize: false,
      autoIndex: false,
      autoCreate: false,
    },
  );
  for (const [keys, options] of indexes) schema.index(keys, options);
  return mongoose.model<Row>(collection, schema as never);
}

/** Connects the process to its database with majority writes and reads, and a pool fit for one server process. */
export async function connectDatabase(
  uri: string,
  options: mongoose.ConnectOptions = {},
): Promise<void> {
  await mongoose.connect(uri, {
    writeConcern: { w: "majority" },
    readConcern: { level: "majority" },
    readPreference: "primary",
    maxPoolSize: 50,
    serverSelectionTimeoutMS: 5_000,
    ...options,
  });
}

/** Ends all connections of the process. */
export async function disconnectDatabase(): Promise<void> {
  await mongoose.disconnect();
}

/** The session of the transaction this code runs in, for calls on `Model.collection`; undefined outside of one. */
export function currentSession(): ClientSession | undefined {
  return asyncLocalSessions.transactionAsyncLocalStorage?.getStore()?.session;
}

/**
 * The driver's own collection of a model, for hot statements where Mongoose's casting is the cost (performance:
 * some 40 % of a transaction). Rows are checked by the verb; pass `{ session: currentSession() }` to every call.
 */
export function rawCollection<Row extends { _id: string }>(
  model: Model<Row>,
): mongo.Collection<Row> {
  return model.collection as unknown as mongo.Collection<Row>;
}

/**
 * Runs the body in one transaction (snapshot reads, majority writes), retried whole on transient conflicts: so the
 * body must be pure but for the database, make no network call and await one statement at a time. A call inside
 * another transaction joins it.
 * @throws unavailable when the conflict does not go away within the driver's time limit.
 */
export async function transaction<Result>(body: () => Promise<Result>): Promise<Result> {
  if (currentSession() !== undefined) return await body();
  let result: { value: Result } | undefined;
  try {
    await mongoose.connection.transaction(
      async () => {
        result = { value: await body() };
      },
      {
        readConcern: { level: "snapshot" },
        writeConcern: { w: "majority" },
        readPreference: "primary",
      },
    );
  } catch (error) {
    if (error instanceof mongo.MongoError && error.hasErrorLabel("TransientTransactionError"))
      fail("unavailable", { retryAfterSeconds: 1 });
    throw error;
  }
  return (result as { value: Result }).value;
}

/** Whether a write failed because a unique index already holds the key. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 11_000;
}

/** Creates every declared collection and index and drops undeclared indexes: the deploy step. */
export async function createIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.models)) {
    await model.createCollection();
    await model.syncIndexes({ background: false });
  }
}

/** Names the indexes that are declared but missing, or there but not declared; empty when all is as declared. */
export async function missingIndexes(): Promise<string[]> {
  const missing: string[] = [];
  for (const model of Object.values(mongoose.models)) {
    const difference = await model.diffIndexes();
    for (const keys of difference.toCreate)
      missing.push(`${model.collection.name}: ${JSON.stringify(keys)}`);
  }
  return missing;
}
