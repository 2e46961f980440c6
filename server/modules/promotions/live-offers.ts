import { currentSession, defineModel, rawCollection } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";

/** How many of each kind may be open at once: what every quote of every process reads and goes through. */
export const liveMax = { campaigns: 1_000, personalPrices: 2_000 } as const;

type LiveOffersRow = {
  _id: string;
  /** Campaigns published and not ended. */
  campaigns: number;
  /** Personal prices asked for or approved, and neither rejected nor ended. */
  personalPrices: number;
  /** Grows whenever something begins to lower prices: what was checked against an older one is checked anew. */
  generation: number;
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };

/** One row that counts what is open, so that limits hold under load without counting rows. */
export const LiveOffers = defineModel<LiveOffersRow>(
  "live_offers",
  { campaigns: whole, personalPrices: whole, generation: whole },
  [],
);

const ID = "live";

/** The generation of prices that a check before publishing rests on; makes the row of a new shop. */
export async function readGeneration(): Promise<number> {
  const row = await rawCollection(LiveOffers).findOneAndUpdate(
    { _id: ID },
    { $setOnInsert: { campaigns: 0, personalPrices: 0, generation: 0 } },
    { upsert: true, returnDocument: "after" },
  );
  return row?.generation ?? 0;
}

/**
 * Counts something that opens, or begins to lower prices, inside the caller's transaction.
 * @param seen the generation its check rested on; null where no check is needed.
 * @throws conflict when prices have changed since the check; the given code when too many are open.
 */
export async function countOpened(input: {
  kind: keyof typeof liveMax;
  opened: 0 | 1;
  seen: number | null;
  code: "offer_refused" | "personal_price_invalid";
}): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "counted in the transaction that opens it");
  const { kind, opened, seen, code } = input;
  const row = await rawCollection(LiveOffers).findOneAndUpdate(
    {
      _id: ID,
      ...(opened === 1 && { [kind]: { $lt: liveMax[kind] } }),
      ...(seen !== null && { generation: seen }),
    },
    { $inc: { [kind]: opened, generation: seen === null ? 0 : 1 } },
    { session },
  );
  if (row !== null) return;
  const now = await rawCollection(LiveOffers).findOne({ _id: ID }, { session });
  if (seen !== null && now?.generation !== seen) fail("conflict");
  fail(code, {
    issues: [
      { pointer: "", code: "too_many", detail: `同时有效的最多 ${liveMax[kind]} 个，请先结束一些` },
    ],
  });
}

/** Counts something that closed, inside the caller's transaction. */
export async function countClosed(kind: keyof typeof liveMax): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "counted in the transaction that closes it");
  await rawCollection(LiveOffers).updateOne({ _id: ID }, { $inc: { [kind]: -1 } }, { session });
}
