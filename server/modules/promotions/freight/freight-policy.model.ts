import { defineModel } from "../../../kernel/db.ts";
import type { FreightRule } from "./freight.ts";

/** A published version of the freight rules; the newest is in force, older ones stay for the record. */
export type FreightPolicyRow = {
  /** `freight:` and the version, zero-padded so that ids sort. */
  _id: string;
  version: number;
  storeId: string;
  rules: FreightRule[];
  publishedAt: Date;
  publishedBy: string;
};

/** All versions of the freight rules. */
export const FreightPolicies = defineModel<FreightPolicyRow>(
  "freight_policies",
  {
    version: { type: Number, required: true },
    storeId: { type: String, required: true },
    rules: { type: [Object], required: true },
    publishedAt: { type: Date, required: true },
    publishedBy: { type: String, required: true },
  },
  [[{ version: -1 }, { unique: true }]],
);
