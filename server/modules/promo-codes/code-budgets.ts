import type { StaffActor } from "../../kernel/actor.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, isDuplicateKey, rawCollection, transaction } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { formatYuan } from "../../kernel/money.ts";
import { decodeCursor, toPage } from "../../kernel/page.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { readStaffView } from "../identity/index.ts";
import { CodeBudgets, CodeSpends, type CodeBudgetRow } from "./promo-code.model.ts";

/** The budget of a member of staff with what is taken of it this month. */
export type CodeBudget = Omit<CodeBudgetRow, "_id"> & {
  staffId: string;
  month: string;
  usedFen: number;
};

/** The month of a budget in which a moment falls, Shanghai's. */
export function budgetMonth(at: Date): string {
  return shanghaiDay(at).slice(0, 7);
}

/**
 * Sets what a member of staff may issue from now on, audited; what was issued this month stays taken.
 * @throws not_found
 */
export async function setBudget(
  world: World,
  actor: StaffActor,
  input: Omit<CodeBudgetRow, "_id"> & { staffId: string; reason: string },
): Promise<CodeBudget> {
  const { staffId, reason, ...limits } = input;
  await readStaffView(staffId);
  const month = budgetMonth(world.clock.now());
  return await transaction(async () => {
    const session = currentSession();
    assert(session !== undefined, "changes are made in a transaction");
    const before = await rawCollection(CodeBudgets).findOneAndUpdate(
      { _id: staffId },
      { $set: limits },
      { session, upsert: true, returnDocument: "before" },
    );
    const spend = await rawCollection(CodeSpends).findOne(
      { _id: `${staffId}:${month}` },
      { session },
    );
    await recordAction(world, actor, {
      action: "code_budget.set",
      subject: staffId,
      before,
      after: limits,
      reason,
    });
    return { staffId, ...limits, month, usedFen: spend?.usedFen ?? 0 };
  });
}

/** A page of budgets, by staff id. */
export async function listBudgets(
  world: World,
  query: { limit: number; cursor?: string | undefined },
): Promise<{ items: CodeBudget[]; nextCursor: string | null }> {
  const after = decodeCursor("code-budgets", query.cursor, ["string"]);
  const month = budgetMonth(world.clock.now());
  const rows = await rawCollection(CodeBudgets)
    .find(after === null ? {} : { _id: { $gt: after[0] } })
    .sort({ _id: 1 })
    .limit(query.limit + 1)
    .toArray();
  const spends = await rawCollection(CodeSpends)
    .find({ _id: { $in: rows.map((row) => `${row._id}:${month}`) } })
    .toArray();
  const used = new Map(spends.map((row) => [row._id, row.usedFen]));
  return toPage(
    "code-budgets",
    rows,
    query.limit,
    (row) => [row._id],
    ({ _id, ...limits }) => ({
      staffId: _id,
      ...limits,
      month,
      usedFen: used.get(`${_id}:${month}`) ?? 0,
    }),
  );
}

/** One's own budget with what is taken of it this month. */
export async function readOwnBudget(world: World, actor: StaffActor): Promise<CodeBudget> {
  const { staffId } = actor;
  const month = budgetMonth(world.clock.now());
  const [{ monthlyFen, approvalAboveFen, discountMaxBps }, spend] = await Promise.all([
    readBudget(staffId),
    rawCollection(CodeSpends).findOne({ _id: `${staffId}:${month}` }),
  ]);
  const usedFen = spend?.usedFen ?? 0;
  return { staffId, monthlyFen, approvalAboveFen, discountMaxBps, month, usedFen };
}

/** What a member of staff may issue; nothing without a budget. */
export async function readBudget(staffId: string): Promise<Omit<CodeBudgetRow, "_id">> {
  const session = currentSession();
  const row = await rawCollection(CodeBudgets).findOne(
    { _id: staffId },
    session ? { session } : {},
  );
  return row ?? { monthlyFen: 0, approvalAboveFen: 0, discountMaxBps: 0 };
}

/**
 * Takes so many fen of a month's budget inside the caller's transaction: one conditional write, never a fen too much.
 * @throws code_budget
 */
export async function takeBudget(
  staffId: string,
  month: string,
  take: { amountFen: number; monthlyFen: number },
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "a budget is taken in a transaction");
  const { amountFen, monthlyFen } = take;
  const refuse = (): never =>
    fail("code_budget", { detail: `本次最多优惠 ${formatYuan(amountFen)}，超过本月剩余预算` });
  if (amountFen > monthlyFen) refuse();
  const spends = rawCollection(CodeSpends);
  const _id = `${staffId}:${month}`;
  const known = await spends.findOne({ _id }, { session });
  if (known === null) {
    // Two first ones at once: one waits for the other's row and is run again.
    await spends.insertOne({ _id, usedFen: amountFen }, { session });
    return;
  }
  const taken = await spends.updateOne(
    { _id, usedFen: { $lte: monthlyFen - amountFen } },
    { $inc: { usedFen: amountFen } },
    { session },
  );
  if (taken.matchedCount === 0) refuse();
}

/** Gives back what a refused batch had taken, inside the caller's transaction. */
export async function giveBackBudget(
  staffId: string,
  month: string,
  amountFen: number,
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "a budget is given back in a transaction");
  await rawCollection(CodeSpends).updateOne(
    { _id: `${staffId}:${month}` },
    { $inc: { usedFen: -amountFen } },
    { session },
  );
}

/** Whether a write failed because another took the month's first fen at the same time. */
export function isFirstOfMonth(error: unknown): boolean {
  return isDuplicateKey(error) && String(error).includes(CodeSpends.collection.name);
}
