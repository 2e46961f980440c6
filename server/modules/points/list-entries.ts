import { decodeCursor, toPage } from "../../kernel/page.ts";
import type { Account, EntryKind } from "./points-book.ts";
import { PointsEntries, type PointsEntryRow } from "./points-entry.model.ts";

const titles: Readonly<Record<EntryKind, string>> = {
  earn: "消费所得，待生效",
  activate: "积分生效",
  hold: "下单冻结",
  capture: "抵扣货款",
  release: "订单取消，解冻",
  revert: "退款，退回所用积分",
  spend: "积分兑换",
  claw_back: "退款，收回所得积分",
  expire: "到期",
  adjust: "积分调整",
  open: "原有积分转入",
  join: "会员记录合并",
  forfeit: "账号注销，积分作废",
};

/** An entry as its member sees it: what changed of each figure; debt grows upwards. */
export function viewEntry(row: PointsEntryRow) {
  const { _id, kind, on, at, orderId, note } = row;
  const change = (account: Account): number =>
    row.postings
      .filter((posting) => posting.account === account)
      .reduce((total, posting) => total + posting.points, 0);
  return {
    id: _id,
    kind,
    title: titles[kind],
    on,
    at,
    orderId,
    available: change("member:available"),
    pending: change("member:pending"),
    held: change("member:held"),
    debt: 0 - change("member:debt"),
    note,
  };
}

/** An entry as staff see it: with its postings, buckets, who and why. */
export function viewStaffEntry(row: PointsEntryRow) {
  const { cause, actor, reason } = row;
  return {
    ...viewEntry(row),
    cause,
    postings: [...row.postings],
    moves: [...row.moves],
    actor,
    reason,
  };
}

/** A page of a member's journal, newest first. */
export async function listEntries<Item>(
  memberId: string,
  query: { limit: number; cursor?: string | undefined },
  view: (row: PointsEntryRow) => Item,
) {
  const after = decodeCursor("points-entries", query.cursor, ["number"]);
  const rows = await PointsEntries.find({
    memberId,
    ...(after !== null && { seq: { $lt: after[0] } }),
  })
    .sort({ seq: -1 })
    .limit(query.limit + 1)
    .lean<PointsEntryRow[]>();
  return toPage("points-entries", rows, query.limit, (row) => [row.seq], view);
}
