import type { Model, mongo } from "mongoose";
import { rawCollection } from "./db.ts";

/** Beyond so many, how many there are exactly helps nobody, and counting them costs. */
const COUNTED_MAX = 1_000;

/** How many rows a filter lets through, told up to 1000: for figures beside a list, answered by an index. */
export async function countUpTo<Row extends { _id: string }>(
  model: Model<Row>,
  filter: mongo.Filter<Row>,
): Promise<number> {
  return await rawCollection(model).countDocuments(filter, { limit: COUNTED_MAX });
}
