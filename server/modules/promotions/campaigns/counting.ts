import type { OfferTerms } from "../../../contract/offer-terms.ts";
import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { Campaigns, type CampaignRow } from "./campaign.model.ts";

/** What must be counted of a campaign; never changes once it is published. */
export type Counting = {
  readonly budgetFen: number | null;
  readonly hasStock: boolean;
  readonly perMemberMax: number | null;
  /** With less than this left, a budget is used up. */
  readonly smallestFen: number;
  readonly until: Date;
  /** The very object that was read first: what others derive from terms is derived once. */
  readonly terms: OfferTerms;
};

/**
 * The least that an offer can take of its budget: the amount off when the threshold always leaves room for all of it,
 * the first step of spend-and-save; of everything else a fen.
 */
export function smallestUseFen(terms: Pick<OfferTerms, "benefit" | "threshold">): number {
  const { benefit, threshold } = terms;
  if (benefit.kind === "amount_off")
    return threshold.base === "after_discounts" &&
      !threshold.isFreightCounted &&
      threshold.fen >= benefit.amountFen
      ? benefit.amountFen
      : 1;
  if (benefit.kind === "spend_and_save")
    return Math.min(...benefit.steps.map(({ fromFen, offFen }) => Math.min(fromFen, offFen)));
  return 1;
}

const known = new Map<string, Counting>();
const KNOWN_MAX = 5_000;

/** Keeps what is to be counted of published campaigns, so that using one needs no look-up. */
export function rememberCounting(rows: readonly CampaignRow[]): void {
  if (known.size + rows.length > KNOWN_MAX) known.clear();
  for (const { _id, terms, schedule, budgetFen } of rows) {
    const flash = terms.benefit.kind === "flash_price" ? terms.benefit : null;
    known.set(_id, {
      budgetFen,
      hasStock: flash !== null,
      perMemberMax: flash?.perMemberMax ?? null,
      smallestFen: smallestUseFen(terms),
      until: schedule.until,
      terms: known.get(_id)?.terms ?? terms,
    });
  }
}

/** The terms of a published campaign, always the same object as long as they are kept. */
export function termsOf(row: CampaignRow): OfferTerms {
  return known.get(row._id)?.terms ?? row.terms;
}

/** What is to be counted of campaigns; drafts and unknown ones are absent. No database command for known ones. */
export async function readCounting(
  campaignIds: readonly string[],
): Promise<ReadonlyMap<string, Counting>> {
  const unknown = campaignIds.filter((campaignId) => !known.has(campaignId));
  if (unknown.length > 0) {
    const session = currentSession();
    const rows = await rawCollection(Campaigns)
      .find({ _id: { $in: unknown }, state: { $ne: "draft" } }, session && { session })
      .toArray();
    rememberCounting(rows);
  }
  return new Map(
    campaignIds.flatMap((campaignId) => {
      const counting = known.get(campaignId);
      return counting === undefined ? [] : [[campaignId, counting] as const];
    }),
  );
}
