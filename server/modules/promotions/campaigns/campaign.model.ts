import type { OfferTerms } from "../../../contract/offer-terms.ts";
import { defineModel } from "../../../kernel/db.ts";
import type { StateTable } from "../../../kernel/states.ts";
import type { CampaignSchedule } from "./schedule.ts";

/**
 * Where a campaign stands. `stopped`: its budget was used up, which it finds out itself and which an order that gives
 * back can undo; `ended`: its time is over or staff ended it, for good.
 */
export const campaignStates = {
  draft: ["published"],
  published: ["paused", "stopped", "ended"],
  paused: ["published", "ended"],
  stopped: ["published", "ended"],
  ended: [],
} as const satisfies StateTable<string>;

/** A state of a campaign. */
export type CampaignState = keyof typeof campaignStates;

/** One thing that happened to a campaign; at most the last 100 are kept. */
export type CampaignStep = {
  step: "created" | "edited" | "published" | "paused" | "resumed" | "stopped" | "ended";
  at: Date;
  by: string;
  reason: string | null;
};

/** How many steps of a campaign's history are kept; the audit trail has all that staff did. */
export const HISTORY_MAX = 100;

/** A promotion that needs no coupon. Terms, schedule and budget never change once it is published. */
export type CampaignRow = {
  _id: string;
  name: string;
  description: string | null;
  terms: OfferTerms;
  schedule: CampaignSchedule;
  /** Smaller is applied first. */
  priority: number;
  /** Fen of discount that it may give in all; null: as much as is asked for. */
  budgetFen: number | null;
  state: CampaignState;
  /** Who answers for units below cost, and why; an edit takes it back. */
  floorApproval: { by: string; reason: string; at: Date } | null;
  /** Since when it waits for such an answer: only prices below cost kept it from being published; null when none is due. */
  floorAskedAt: Date | null;
  acknowledgedWarnings: string[];
  publishedAt: Date | null;
  /** Grows with every change by staff; whoever changes says which one was seen. */
  version: number;
  /** Fen given and not given back; counted for campaigns with a budget or a stock only. */
  spentFen: number;
  /** Orders that used it and did not give it back, counted likewise. */
  useCount: number;
  /** Units left of a flash price by SKU; empty for every other benefit. */
  unitsLeft: Record<string, number>;
  createdBy: string;
  editedBy: string;
  createdAt: Date;
  history: CampaignStep[];
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };

/** All campaigns. */
export const Campaigns = defineModel<CampaignRow>(
  "campaigns",
  {
    name: { type: String, required: true },
    description: { type: String, default: null },
    terms: { type: Object, required: true },
    schedule: { type: Object, required: true },
    priority: whole,
    budgetFen: { type: Number, default: null, min: 0 },
    state: { type: String, required: true, enum: Object.keys(campaignStates) },
    floorApproval: { type: Object, default: null },
    floorAskedAt: { type: Date, default: null },
    acknowledgedWarnings: [String],
    publishedAt: { type: Date, default: null },
    version: whole,
    spentFen: whole,
    useCount: whole,
    unitsLeft: { type: Object, required: true },
    createdBy: { type: String, required: true },
    editedBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    history: { type: [Object], required: true },
  },
  [[{ state: 1, priority: 1, _id: 1 }]],
);

/** Units of a flash price that one member holds or has bought; `_id` is `campaignId:memberId`. */
export type CampaignMemberRow = { _id: string; quantity: number };

/** Counters behind limits per member of flash prices; only those with a limit have rows. */
export const CampaignMembers = defineModel<CampaignMemberRow>(
  "campaign_members",
  { quantity: whole },
  [],
);

/** The key of a member's counter. */
export const memberCounterId = (campaignId: string, memberId: string): string =>
  `${campaignId}:${memberId}`;
