import type { IssueAudience } from "../../../contract/coupons.ts";
import { defineModel } from "../../../kernel/db.ts";

/** What a batch issue has done so far. */
export type IssueCounts = {
  /** Members gone through. */
  members: number;
  issued: number;
  /** Listed ids that nobody has. */
  unknown: number;
  claimLimit: number;
  soldOut: number;
  dayLimit: number;
};

/** Coupons for many members; `_id` is the client's, so the same request again is the same issue. */
export type CouponIssueRow = {
  _id: string;
  templateId: string;
  audience: IssueAudience;
  reason: string;
  requestHash: string;
  state: "running" | "stopped" | "done";
  /** The last member gone through; moves with the coupons and the counts in one transaction. */
  cursor: string;
  counts: IssueCounts;
  createdAt: Date;
  createdBy: string;
  endedAt: Date | null;
};

/** All batch issues. */
export const CouponIssues = defineModel<CouponIssueRow>(
  "coupon_issues",
  {
    templateId: { type: String, required: true },
    audience: { type: Object, required: true },
    reason: { type: String, required: true },
    requestHash: { type: String, required: true },
    state: { type: String, required: true, enum: ["running", "stopped", "done"] },
    cursor: { type: String, default: "" },
    counts: { type: Object, required: true },
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
    endedAt: { type: Date, default: null },
  },
  [[{ state: 1, _id: 1 }]],
);
