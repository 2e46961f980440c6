import type { AuditCheck } from "../../kernel/audit-check.ts";
import { rawCollection } from "../../kernel/db.ts";
import { Purchases } from "../purchases/index.ts";
import { earnedPoints, type EarningFacts } from "./earned-points.ts";
import { PointsAccounts, type PointsAccountRow } from "./points-account.model.ts";
import {
  emptyAccount,
  nextDueOn,
  sumParts,
  type Account,
  type Part,
  type RefundFacts,
} from "./points-book.ts";
import { PointsEntries, type PointsEntryRow } from "./points-entry.model.ts";

const VIOLATIONS_MAX = 20;

/** What the entries of one member amount to. */
type Recount = {
  readonly memberId: string;
  readonly sums: Map<Account, number>;
  readonly buckets: Map<string | null, number>;
  seq: number;
  on: string;
  readonly faults: string[];
};

/** I1: the journal adds up, entry by entry and to every account. */
async function checkJournal(): Promise<{ checked: number; violations: string[] }> {
  const violations: string[] = [];
  let checked = 0;
  let total = 0;
  const members = eachMember();
  // Both streams are in the order of members: accounts and entries are merged in one pass.
  const accounts = rawCollection(PointsAccounts).find({}).sort({ _id: 1 });
  let recount = await members.next();
  for await (const row of accounts) {
    while (recount.done !== true && recount.value.memberId < row._id) {
      violations.push(`${recount.value.memberId}：有积分流水而没有积分账户`);
      recount = await members.next();
    }
    const found =
      recount.done !== true && recount.value.memberId === row._id ? recount.value : null;
    checked += 1;
    violations.push(...compare(row, found).map((fault) => `${row._id}：${fault}`));
    for (const points of found?.sums.values() ?? []) total += points;
    if (found !== null) recount = await members.next();
    if (violations.length >= VIOLATIONS_MAX) break;
  }
  if (violations.length < VIOLATIONS_MAX && recount.done !== true)
    violations.push(`${recount.value.memberId}：有积分流水而没有积分账户`);
  if (total !== 0) violations.push(`全部分录合计 ${total}，应为 0`);
  const clearing = await clearingSum();
  if (clearing !== 0) violations.push(`合并过渡户合计 ${clearing}，应为 0`);
  return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
}

/** One recount per member, by a stream over the journal in the order of members. */
async function* eachMember(): AsyncGenerator<Recount, void> {
  const open: Recount[] = [];
  for await (const entry of rawCollection(PointsEntries).find({}).sort({ memberId: 1, seq: 1 })) {
    const { memberId } = entry;
    if (open[0]?.memberId !== memberId) {
      yield* open.splice(0);
      open.push({ memberId, sums: new Map(), buckets: new Map(), seq: 0, on: "", faults: [] });
    }
    for (const recount of open) addEntry(recount, entry);
  }
  yield* open;
}

function addEntry(recount: Recount, entry: PointsEntryRow): void {
  const { sums, buckets, faults } = recount;
  recount.seq += 1;
  if (entry.seq !== recount.seq)
    faults.push(`流水 ${entry._id} 序号 ${entry.seq}，应为 ${recount.seq}`);
  if (entry.on < recount.on) faults.push(`流水 ${entry._id} 的日期早于前一条`);
  recount.on = entry.on;
  const sum = entry.postings.reduce((total, { points }) => total + points, 0);
  if (sum !== 0) faults.push(`流水 ${entry._id} 借贷不平，差 ${sum}`);
  for (const { account, points } of entry.postings) {
    const after = (sums.get(account) ?? 0) + points;
    sums.set(account, after);
    const isBelow =
      account === "member:debt" ? after > 0 : account.startsWith("member:") && after < 0;
    if (isBelow) faults.push(`流水 ${entry._id} 之后 ${account} 为 ${after}`);
  }
  const available = entry.postings
    .filter(({ account }) => account === "member:available")
    .reduce((total, { points }) => total + points, 0);
  if (sumParts(entry.moves) !== available)
    faults.push(`流水 ${entry._id} 的批次变动与可用积分变动不符`);
  for (const { expiresOn, points } of entry.moves) {
    const after = (buckets.get(expiresOn) ?? 0) + points;
    if (after === 0) buckets.delete(expiresOn);
    else buckets.set(expiresOn, after);
    if (after < 0) faults.push(`流水 ${entry._id} 之后批次 ${expiresOn ?? "长期"} 为 ${after}`);
  }
}

/** What of an account is not as its entries say. */
function compare(row: PointsAccountRow, recount: Recount | null): string[] {
  const faults = [...(recount?.faults ?? [])];
  const expect = (name: string, stored: unknown, counted: unknown): void => {
    if (stored !== counted) faults.push(`${name} 记录 ${String(stored)}，重算 ${String(counted)}`);
  };
  const sum = (account: Account): number => recount?.sums.get(account) ?? 0;
  expect("可用", row.available, sum("member:available"));
  expect("待生效", row.pending, sum("member:pending"));
  expect("冻结", row.held, sum("member:held"));
  expect("欠分", row.debt, 0 - sum("member:debt"));
  expect("流水条数", row.lastSeq, recount?.seq ?? emptyAccount().lastSeq);
  expect("批次合计", sumParts(row.buckets), row.available);
  expect("待生效批次合计", sumLots(row.lots), row.pending);
  expect("冻结批次合计", sumParts(row.holds.flatMap((hold) => hold.parts)), row.held);
  expect("批次", spell(row.buckets), spell(fromMap(recount?.buckets ?? new Map())));
  expect("下次到期日", row.nextDueOn, nextDueOn(row));
  if (row.debt > 0 && row.available > 0) faults.push("有欠分而同时有可用积分");
  return faults;
}

const sumLots = (lots: PointsAccountRow["lots"]): number =>
  lots.reduce((total, lot) => total + lot.points, 0);

const spell = (parts: readonly Part[]): string =>
  parts.map((part) => `${part.expiresOn ?? "长期"}=${part.points}`).join(" ");

function fromMap(buckets: ReadonlyMap<string | null, number>): Part[] {
  return [...buckets]
    .map(([expiresOn, points]) => ({ expiresOn, points }))
    .toSorted((a, b) => ((a.expiresOn ?? "9999") < (b.expiresOn ?? "9999") ? -1 : 1));
}

async function clearingSum(): Promise<number> {
  const [row] = await rawCollection(PointsEntries)
    .aggregate<{ points: number }>([
      { $match: { kind: "join" } },
      { $unwind: "$postings" },
      { $match: { "postings.account": "clearing:join" } },
      { $group: { _id: null, points: { $sum: "$postings.points" } } },
    ])
    .toArray();
  return row?.points ?? 0;
}

/** I6: what every order earned is what the rule it was earned by gives for what is left of it. */
async function checkEarnings(): Promise<{ checked: number; violations: string[] }> {
  const violations: string[] = [];
  let checked = 0;
  const entries = rawCollection(PointsEntries)
    .find({ orderId: { $gt: "" } })
    .sort({ orderId: 1, seq: 1 });
  let order: PointsEntryRow[] = [];
  const close = async (): Promise<void> => {
    const [first] = order;
    if (first === undefined) return;
    checked += 1;
    violations.push(
      ...(await orderFaults(order)).map((fault) => `${first.orderId ?? ""}：${fault}`),
    );
    order = [];
  };
  for await (const entry of entries) {
    if (order.at(-1)?.orderId !== entry.orderId) await close();
    if (violations.length >= VIOLATIONS_MAX) break;
    order.push(entry);
  }
  await close();
  return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
}

async function orderFaults(entries: readonly PointsEntryRow[]): Promise<string[]> {
  const faults: string[] = [];
  const sumOf = (kind: PointsEntryRow["kind"], account: Account): number =>
    entries
      .filter((entry) => entry.kind === kind)
      .flatMap((entry) => entry.postings)
      .filter((posting) => posting.account === account)
      .reduce((total, { points }) => total + points, 0);
  const captured = sumOf("capture", "shop:redeemed");
  const returned = 0 - sumOf("revert", "shop:redeemed");
  if (returned > captured) faults.push(`退回积分 ${returned}，多于所用 ${captured}`);
  const earning = entries.find(({ kind }) => kind === "earn");
  if (earning === undefined) return faults;
  const facts = earning.facts as EarningFacts;
  const clawBack = entries.findLast(({ kind }) => kind === "claw_back");
  const lines = clawBack === undefined ? facts.lines : (clawBack.facts as RefundFacts).lines;
  const recorded = sumOf("earn", "member:pending") - sumOf("claw_back", "shop:reversed");
  const counted = earnedPoints(facts, lines).points;
  if (recorded !== counted) faults.push(`所得积分记录 ${recorded}，按规则重算 ${counted}`);
  return [...faults, ...(await netFaults(earning, facts, recorded))];
}

/** Compares with the purchase that the order left in the member's history, if it did: counted by another room. */
async function netFaults(
  earning: PointsEntryRow,
  facts: EarningFacts,
  recorded: number,
): Promise<string[]> {
  const purchase = await rawCollection(Purchases).findOne({
    source: "shop",
    externalId: earning.orderId ?? "",
  });
  if (purchase === null || purchase.lines.length !== facts.lines.length) return [];
  const left = facts.lines.map((line, index) => ({
    lineId: line.lineId,
    netFen:
      (purchase.lines[index]?.paidFen ?? 0) -
      purchase.refunds
        .flatMap((refund) => refund.lines)
        .filter((part) => part.index === index)
        .reduce((total, part) => total + part.refundFen, 0),
  }));
  const counted = earnedPoints(facts, left).points;
  return recorded === counted ? [] : [`所得积分记录 ${recorded}，按购买记录的净额重算 ${counted}`];
}

/** The invariants of points. */
export const pointsChecks: readonly AuditCheck[] = [
  {
    code: "I1",
    title: "积分流水逐条借贷相抵，合计等于每位会员的积分账户与批次",
    run: checkJournal,
  },
  { code: "I6", title: "每张订单所得积分等于当时规则对退款后净额的计算结果", run: checkEarnings },
];
