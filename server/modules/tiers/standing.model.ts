import { defineModel } from "../../kernel/db.ts";
import type { TierGrant } from "./tier-rules.ts";

/** A level that an import brought along; a row has it beside what is counted, for it is what counting starts from. */
export type ImportedGrant = TierGrant & { readonly importId: string };

/**
 * Where a member stands: figures and tier, always written whole from a recount of their purchases and grants, so that it
 * equals one by construction. `_id` is the member's id.
 */
export type StandingRow = {
  _id: string;
  level: number;
  tierName: string;
  hasFreeFreight: boolean;
  growth: number;
  termBegin: string | null;
  termEnd: string | null;
  graceEnd: string | null;
  policyVersion: number;
  /** Levels whose gift was earned; it only grows, so a gift comes once even after down and up again. */
  giftedLevels: number[];
  purchaseCount: number;
  netFen: number;
  averageFen: number;
  firstPurchaseAt: Date | null;
  lastPurchaseAt: Date | null;
  /** The Shanghai day for which it was counted. */
  countedOn: string;
  /** The day on which time alone may change it; null when it cannot. */
  nextCheckDay: string | null;
  /** Only of members who were brought in with a level. */
  grants?: ImportedGrant[];
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };
const dayOrNull = { type: String, default: null };

/** One row per member who ever bought or was brought in with a level. */
export const Standings = defineModel<StandingRow>(
  "standings",
  {
    level: whole,
    tierName: { type: String, required: true },
    hasFreeFreight: { type: Boolean, required: true },
    growth: whole,
    termBegin: dayOrNull,
    termEnd: dayOrNull,
    graceEnd: dayOrNull,
    policyVersion: whole,
    giftedLevels: { type: [Number], required: true },
    purchaseCount: whole,
    netFen: whole,
    averageFen: whole,
    firstPurchaseAt: { type: Date, default: null },
    lastPurchaseAt: { type: Date, default: null },
    countedOn: { type: String, required: true },
    nextCheckDay: dayOrNull,
    grants: { type: [Object], default: undefined },
  },
  [
    [{ "grants.importId": 1 }, { sparse: true }],
    [{ nextCheckDay: 1, _id: 1 }],
    [{ policyVersion: 1, _id: 1 }],
    [{ level: 1, _id: 1 }],
    [{ lastPurchaseAt: -1, _id: -1 }],
  ],
);

/** Why a level changed or was kept; `refund`: what was counted before no longer is what it was. */
export const tierChangeReasons = [
  "upgrade",
  "retain",
  "downgrade",
  "policy",
  "grant",
  "refund",
] as const;

/** A level that changed or was kept, as it became known: for the member's timeline. Rows are only ever added. */
export type TierChangeRow = {
  _id: string;
  memberId: string;
  /** The moment it took effect. */
  at: Date;
  /** The Shanghai day that the rules give it, however late it was counted. */
  day: string;
  reason: (typeof tierChangeReasons)[number];
  from: number;
  to: number;
  fromName: string;
  toName: string;
  policyVersion: number;
};

/** Every change of level. */
export const TierChanges = defineModel<TierChangeRow>(
  "tier_changes",
  {
    memberId: { type: String, required: true },
    at: { type: Date, required: true },
    day: { type: String, required: true },
    reason: { type: String, required: true, enum: tierChangeReasons },
    from: whole,
    to: whole,
    fromName: { type: String, required: true },
    toName: { type: String, required: true },
    policyVersion: whole,
  },
  [[{ memberId: 1, at: -1, _id: -1 }]],
);
