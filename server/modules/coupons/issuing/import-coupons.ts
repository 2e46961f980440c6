import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { issueAgainstTwins } from "./issue-against-twins.ts";
import type { IssueRefusal } from "./issue-coupons.ts";

/** An open coupon of an old system, to be one of a published template with the end it had there. */
export type ImportedCoupon = {
  readonly templateId: string;
  readonly memberId: string;
  /** The old system's number: the same number again is the same coupon. */
  readonly externalId: string;
  readonly from: Date;
  readonly until: Date;
  /** Rows that follow each other under one name come all or not at all. */
  readonly together?: string;
};

/** What became of a row: its coupon, or why there is none. */
export type ImportedCouponOutcome =
  | { readonly couponId: string; readonly isNew: boolean; readonly refused: null }
  | { readonly couponId: null; readonly isNew: false; readonly refused: IssueRefusal };

/**
 * Brings in open coupons, within the template's limits; the same rows again change nothing. One transaction per
 * template and call, so a caller with many rows sends them by the thousand.
 * @returns one outcome per row, in their order. @throws not_found for a template nobody made
 */
export async function importCoupons(
  world: World,
  rows: readonly ImportedCoupon[],
): Promise<ImportedCouponOutcome[]> {
  const byRow = new Map<ImportedCoupon, ImportedCouponOutcome>();
  for (const templateId of new Set(rows.map((row) => row.templateId))) {
    const group = rows.filter((row) => row.templateId === templateId);
    const wishes = group.map(({ memberId, externalId, from, until, together }) => ({
      memberId,
      source: { scene: "import" as const, id: externalId },
      reason: null,
      validity: { from, until },
      ...(together !== undefined && { together }),
    }));
    const outcomes = await issueAgainstTwins(
      world,
      templateId,
      "import",
      wishes,
      async (issued) => issued,
    );
    for (const [index, row] of group.entries()) {
      const outcome = outcomes[index];
      assert(outcome?.refused !== "other_request", "an import makes no claims");
      assert(outcome !== undefined, "one outcome per wish");
      byRow.set(
        row,
        outcome.refused === null
          ? { couponId: outcome.coupon._id, isNew: outcome.isNew, refused: null }
          : { couponId: null, isNew: false, refused: outcome.refused },
      );
    }
  }
  return rows.map((row) => {
    const outcome = byRow.get(row);
    assert(outcome !== undefined, "every row was in a group");
    return outcome;
  });
}
