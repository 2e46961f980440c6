import { shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { readNetHistory, readPurchase } from "../purchases/index.ts";
import { readGrants } from "./read-grants.ts";
import { countStanding } from "./refresh-standing.ts";
import { Standings, type StandingRow } from "./standing.model.ts";
import { readPolicies } from "./tier-policy.model.ts";
import { outlookOf, replayTier, type TierOutlook } from "./tier-rules.ts";

/** What a member's tier brings to a price. */
export type MemberBenefits = {
  readonly level: number;
  readonly tierName: string;
  readonly hasFreeFreight: boolean;
  /** Purchases that count; 0 makes an order the first. */
  readonly purchaseCount: number;
};

/** The benefits of a member's tier; those of level 0 for who never bought. One database command. */
export async function readBenefits(memberId: string): Promise<MemberBenefits> {
  const session = currentSession();
  const row = await rawCollection(Standings).findOne(
    { _id: memberId },
    {
      projection: { level: 1, tierName: 1, hasFreeFreight: 1, purchaseCount: 1 },
      ...(session && { session }),
    },
  );
  return {
    level: row?.level ?? 0,
    tierName: row?.tierName ?? "",
    hasFreeFreight: row?.hasFreeFreight ?? false,
    purchaseCount: row?.purchaseCount ?? 0,
  };
}

/** A member's standing counted anew for today, with what they need to keep and to rise. */
export async function readStanding(
  world: World,
  memberId: string,
): Promise<StandingRow & { outlook: TierOutlook }> {
  const [history, policies, stored] = await Promise.all([
    readNetHistory(memberId),
    readPolicies(),
    Standings.findById(memberId, { giftedLevels: 1, grants: 1 }).lean(),
  ]);
  const day = shanghaiDay(world.clock.now());
  const grants = stored?.grants ?? [];
  const standing = countStanding(memberId, history, policies, day, grants);
  const purchases = history.map((entry) => ({ day: shanghaiDay(entry.at), netFen: entry.netFen }));
  const gifted = new Set([...(stored?.giftedLevels ?? []), ...standing.giftedLevels]);
  return {
    ...standing,
    giftedLevels: [...gifted].toSorted((a, b) => a - b),
    outlook: outlookOf(purchases, policies, replayTier(purchases, policies, day, grants), day),
  };
}

/**
 * What giving back so much of a purchase's goods would do to the member's standing, by the very count that the refund
 * makes; nothing is written.
 */
export async function previewStanding(
  world: World,
  memberId: string,
  refund: {
    source: "shop" | "import" | "pos";
    externalId: string;
    goodsFen: number;
    hasAllGoodsBack: boolean;
  },
): Promise<{ before: StandingRow; after: StandingRow }> {
  const history = await readNetHistory(memberId);
  const grants = await readGrants(memberId);
  const policies = await readPolicies();
  const purchase = await readPurchase(refund.source, refund.externalId);
  assert(purchase !== null, "a refund belongs to a purchase");
  const day = shanghaiDay(world.clock.now());
  const index = history.findIndex(
    (entry) =>
      entry.at.getTime() === purchase.at.getTime() &&
      entry.netFen === purchase.netFen &&
      entry.isVoid === purchase.isVoid,
  );
  const changed = history.map((entry, at) => {
    if (at !== index) return entry;
    const netFen = entry.netFen - refund.goodsFen;
    return {
      ...entry,
      netFen,
      isVoid: entry.isVoid || refund.hasAllGoodsBack || (refund.goodsFen > 0 && netFen === 0),
    };
  });
  return {
    before: countStanding(memberId, history, policies, day, grants),
    after: countStanding(memberId, changed, policies, day, grants),
  };
}
