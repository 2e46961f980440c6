import { defineModel } from "../../kernel/db.ts";

/** One pushed event; `_id` is the same in every copy of it. */
export type WechatEventRow = {
  _id: string;
  /** Name of the event, or the kind of message where it is none. */
  name: string;
  /** What it speaks of: our payment's number, or WeChat's number of a content check; null for everything else. */
  subject: string | null;
  /** The WeChat account it is about. */
  openid: string;
  /** The message in JSON as WeChat wrote it, but for lists, which are always lists here. */
  payload: string;
  receivedAt: Date;
  /** What came of it: written on the order, only kept, or foreign; null until it was handled. */
  outcome: "recorded" | "kept" | "foreign" | null;
};

const KEPT_SECONDS = 180 * 86_400;

/** Everything that message push has told us, kept for half a year. */
export const WechatEvents = defineModel<WechatEventRow>(
  "wechat_events",
  {
    name: { type: String, required: true },
    subject: { type: String, default: null },
    openid: { type: String, default: "" },
    payload: { type: String, required: true },
    receivedAt: { type: Date, required: true },
    outcome: { type: String, default: null },
  },
  [
    [{ receivedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS }],
    [{ subject: 1, receivedAt: -1 }],
    [{ openid: 1 }],
  ],
);
