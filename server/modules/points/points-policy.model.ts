import type { z } from "zod";
import type { pointsRules } from "../../contract/points.ts";
import { briefly } from "../../kernel/briefly.ts";
import { currentSession, defineModel, rawCollection } from "../../kernel/db.ts";

/** The rules of points as staff write them. */
export type PointsRules = z.output<typeof pointsRules>;

/** A published version of the rules of points; the newest is in force, none is ever changed. */
export type PointsPolicyRow = PointsRules & {
  /** `points_policy:` and the version, zero-padded so that ids sort. */
  _id: string;
  version: number;
  publishedAt: Date;
  publishedBy: string;
  reason: string;
};

/** All versions of the rules of points. */
export const PointsPolicies = defineModel<PointsPolicyRow>(
  "points_policies",
  {
    version: { type: Number, required: true },
    earning: { type: Object, required: true },
    expiry: { type: Object, required: true },
    returnGraceDays: { type: Number, required: true },
    spending: { type: Object, default: null },
    adjusting: { type: Object, required: true },
    publishedAt: { type: Date, required: true },
    publishedBy: { type: String, required: true },
    reason: { type: String, required: true },
  },
  [[{ version: -1 }, { unique: true }]],
);

/** All versions, newest first. One database command. */
export async function readPointsPolicies(): Promise<PointsPolicyRow[]> {
  const session = currentSession();
  return await rawCollection(PointsPolicies)
    .find({}, session === undefined ? {} : { session })
    .sort({ version: -1 })
    .toArray();
}

// What is kept for everybody is read outside of anybody's transaction.
const newest = briefly(async () =>
  (await rawCollection(PointsPolicies).find({}).sort({ version: -1 }).limit(1).toArray()).at(0),
);

/** The rules in force, at most a second old; null before the first were published: then points neither come nor pay. */
export async function readPointsPolicy(): Promise<PointsPolicyRow | null> {
  return (await newest.get("")) ?? null;
}

/** Makes this process read the rules anew: a version was just published. */
export function forgetPointsPolicy(): void {
  newest.forget();
}

/** How points pay, and whether they go together with coupons. */
export type PointsRuleInForce = NonNullable<PointsRules["spending"]>;

/** How points pay now, at most a second old; null when they do not. */
export async function readPointsRule(): Promise<PointsRuleInForce | null> {
  return (await readPointsPolicy())?.spending ?? null;
}
