// Points (积分): what members earned, hold, spend and owe. Words: bucket (积分批次: one last day), pending (待生效),
// held (冻结), debt (欠分), entry (积分流水), hold → capture / release, revert (回补), claw back (收回).
// Invariants: I1, entries in double entry sum to 0 and to the account; I6, earned = rule(net after refunds); nothing
// is below zero but debt; a late job leaves what a punctual one leaves.
import { onMembersJoined } from "../members/index.ts";
import { onLevelsAsked } from "../tiers/index.ts";
import { joinAccounts } from "./join-accounts.ts";
import { readLevelPoints } from "./read-level-points.ts";

export { countAdjustmentsToApprove } from "./count-adjustments.ts";
export { ensurePointsPolicy, starterPointsRules } from "./ensure-points-policy.ts";
export { listPointsOwed } from "./list-points-owed.ts";
export { holdPoints } from "./hold-points.ts";
export { openBalances, type OpeningBalance } from "./open-balances.ts";
export { readPointsHolders } from "./read-holders.ts";
export { pointsChecks } from "./points.audit.ts";
export { pointsJobs } from "./points.jobs.ts";
export { pointsLiability } from "./points-liability.ts";
export { readPointsRule, type PointsRules } from "./points-policy.model.ts";
export { pointsHandlers } from "./points.routes.ts";
export { publishPointsPolicy } from "./publish-points-policy.ts";
export { readSpendablePoints, seePoints, type SeenPoints } from "./read-points.ts";
export { previewPointsRefund, refundPoints } from "./refund-points.ts";
export { releasePoints } from "./release-points.ts";
export { settlePoints } from "./settle-points.ts";
export { voidMemberPoints } from "./void-member-points.ts";
export { spendPoints } from "./spend-points.ts";

onMembersJoined(joinAccounts);
onLevelsAsked({ points: readLevelPoints });
