import type { Answer } from "@/lib/api";
import type { Mood } from "@/ui/Tag";

/** A refund as staff see it. */
export type Refund = Answer<"GET /v1/staff/refunds">["items"][number];
/** Every consequence of a refund before it is done. */
export type Preview = Answer<"POST /v1/staff/refunds/:refundId/preview">;

/** How each state of a refund looks. */
export const refundMoods: Readonly<Record<Refund["state"], Mood>> = {
  requested: "brand",
  approved: "info",
  processing: "info",
  succeeded: "good",
  abnormal: "bad",
  closed: "bad",
  rejected: "quiet",
  withdrawn: "quiet",
};

/** The states in the order in which staff care. */
export const refundStates = Object.keys(refundMoods) as Refund["state"][];
