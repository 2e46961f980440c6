import { briefly } from "../../kernel/briefly.ts";
import { currentSession, defineModel, rawCollection } from "../../kernel/db.ts";
import { noBenefits, type TierPolicy } from "./tier-rules.ts";

/** A published version of the tier rules; never changed afterwards. */
export type TierPolicyRow = TierPolicy & {
  _id: string;
  publishedAt: Date;
  publishedBy: string;
  reason: string;
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };

/** All versions of the tier rules. */
export const TierPolicies = defineModel<TierPolicyRow>(
  "tier_policies",
  {
    version: whole,
    effectiveFrom: { type: String, required: true },
    windowMonths: whole,
    termMonths: whole,
    graceDays: whole,
    growthPerYuan: whole,
    baseName: { type: String, required: true },
    levels: { type: [Object], required: true },
    publishedAt: { type: Date, required: true },
    publishedBy: { type: String, required: true },
    reason: { type: String, required: true },
  },
  [[{ version: 1 }, { unique: true }]],
);

/**
 * All versions by the day they begin, oldest first; one published before a benefit existed brings none of it. One
 * database command.
 */
export async function readPolicies(): Promise<TierPolicyRow[]> {
  const session = currentSession();
  const rows = await rawCollection(TierPolicies)
    .find({}, session === undefined ? {} : { session })
    .sort({ version: 1 })
    .toArray();
  return rows.map((row) => ({
    ...row,
    levels: row.levels.map((level) => ({
      ...level,
      benefits: { ...noBenefits, ...level.benefits },
    })),
  }));
}

const known = briefly(async () => await readPolicies());

/**
 * All versions, at most a second old: for settling a payment. A standing counted under rules that were just replaced
 * carries their version, so the recount job finds it.
 */
export async function readPoliciesBriefly(): Promise<TierPolicyRow[]> {
  return await known.get("");
}

/** Makes this process read the versions anew: some were just published. */
export function forgetPolicies(): void {
  known.forget();
}
