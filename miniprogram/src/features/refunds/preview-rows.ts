import type { Answer } from "@/lib/api";
import { grouped, money } from "@/lib/format";
import type { Say } from "@/i18n";
import type { refundTexts } from "@/i18n/refunds";
import type { Preview, RefundOrder } from "./use-refund";

type Points = Answer<"GET /v1/me/points">;
type T = Say<typeof refundTexts>;

/** One row of the table of before and after. */
export type PreviewRow = {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly isSame: boolean;
};

/** Everything a refund changes, as what is and what will be; what stays empty on both sides is left out. */
export function rowsOf(
  order: RefundOrder,
  preview: Preview,
  points: Points | null,
  t: T,
): readonly PreviewRow[] {
  const count = (number: number) => t("points", { count: grouped(number) });
  const row = (name: string, before: string, after: string): PreviewRow => ({
    name,
    before,
    after,
    isSame: before === after,
  });
  const { balanceAfter } = preview.points;
  const { before, after } = preview.standing;
  const rows = [
    row(
      t("money"),
      money(order.totalFen - order.refundedFen),
      money(order.totalFen - order.refundedFen - preview.totalFen),
    ),
  ];
  if (points !== null) {
    rows.push(row(t("available"), count(points.available), count(balanceAfter.available)));
    if (points.pending > 0 || balanceAfter.pending > 0)
      rows.push(row(t("pending"), count(points.pending), count(balanceAfter.pending)));
    if (points.debt > 0 || balanceAfter.debt > 0)
      rows.push(row(t("debt"), count(points.debt), count(balanceAfter.debt)));
  }
  rows.push(row(t("tier"), before.tierName, after.tierName));
  rows.push(row(t("growth"), grouped(before.growth), grouped(after.growth)));
  return rows;
}

/** What differs between the preview that was agreed to and the one that holds now. */
export function changesOf(before: Preview, after: Preview, t: T): readonly string[] {
  const count = (number: number) => t("points", { count: grouped(number) });
  const pairs: readonly (readonly [string, string, string])[] = [
    [t("changedMoney"), money(before.totalFen), money(after.totalFen)],
    [
      t("changedPoints"),
      count(before.points.balanceAfter.available),
      count(after.points.balanceAfter.available),
    ],
    [
      t("changedPending"),
      count(before.points.balanceAfter.pending),
      count(after.points.balanceAfter.pending),
    ],
    [
      t("changedDebt"),
      count(before.points.balanceAfter.debt),
      count(after.points.balanceAfter.debt),
    ],
    [t("changedTier"), before.standing.after.tierName, after.standing.after.tierName],
  ];
  const changed = pairs
    .filter(([, was, is]) => was !== is)
    .map(([what, was, is]) => t("changedItem", { what, before: was, after: is }));
  return changed.length > 0 ? changed : [t("changedOther")];
}
