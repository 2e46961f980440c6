// Tiers by spend and a member's figures. Words: tier (等级), growth value (成长值), term (有效期), grace (宽限期),
// retain (保级), standing (会员等级与消费指标). Invariants: a standing always equals a recount of the purchases (I8,
// I9); policies are never changed, only followed by a next version; a level's gift comes once.
import { onMembersJoined } from "../members/index.ts";
import { joinHistories } from "./join-histories.ts";

export {
  previewStanding,
  readBenefits,
  readStanding,
  type MemberBenefits,
} from "./read-standing.ts";
export { ensurePolicy } from "./ensure-policy.ts";
export { forgetStandings } from "./forget-standings.ts";
export {
  grantLevels,
  readGrantedMembers,
  readImportGranted,
  removeImportedGrants,
  type GrantOutcome,
  type GrantWish,
} from "./grant-levels.ts";
export { onLevelsAsked, type LevelPoints } from "./level-worth.ts";
export { publishPolicy, type PolicyDraft } from "./publish-policy.ts";
export { countStanding, refreshStanding, refreshStandings } from "./refresh-standing.ts";
export { Standings, type StandingRow } from "./standing.model.ts";
export { readPolicies } from "./tier-policy.model.ts";
export { tiersChecks } from "./tiers.audit.ts";
export { recountDueStandings, tiersJobs } from "./tiers.jobs.ts";
export { policyOn, starterPolicy, type TierPolicy } from "./tier-rules.ts";
export { tiersHandlers } from "./tiers.routes.ts";

onMembersJoined(joinHistories);
