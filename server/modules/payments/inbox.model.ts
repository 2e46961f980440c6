import { defineModel } from "../../kernel/db.ts";

/** One verified notification; `_id` is WeChat's id of it, the same in every copy. */
export type InboxRow = {
  _id: string;
  kind: "transaction" | "refund" | "other";
  /** Our number it speaks of. */
  number: string;
  receivedAt: Date;
  /** What came of it; null until it was handled. */
  outcome: string | null;
};

const KEPT_SECONDS = 180 * 86_400;

/** Everything WeChat Pay has told us, kept for half a year. */
export const Inbox = defineModel<InboxRow>(
  "wechat_pay_inbox",
  {
    kind: { type: String, required: true },
    number: { type: String, required: true },
    receivedAt: { type: Date, required: true },
    outcome: { type: String, default: null },
  },
  [[{ receivedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS }], [{ number: 1 }]],
);
