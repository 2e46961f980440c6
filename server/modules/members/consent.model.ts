import type { consentPurposes } from "../../contract/members.ts";
import { defineModel } from "../../kernel/db.ts";

/** What a shopper can agree to. */
export type ConsentPurpose = (typeof consentPurposes)[number];

/** One decision, to agree or to withdraw. Rows are only ever added; the last number of a purpose holds. */
export type ConsentRow = {
  _id: string;
  memberId: string;
  purpose: ConsentPurpose;
  /** 1, 2, 3 … for one member and purpose, without gaps: instants alone cannot order two taps. */
  seq: number;
  version: string;
  isGranted: boolean;
  at: Date;
  source: "member";
};

/** Every decision of every member: what can be proved (PIPL art. 14–15). */
export const Consents = defineModel<ConsentRow>(
  "consents",
  {
    memberId: { type: String, required: true },
    purpose: { type: String, required: true },
    seq: { type: Number, required: true },
    version: { type: String, required: true },
    isGranted: { type: Boolean, required: true },
    at: { type: Date, required: true },
    source: { type: String, required: true },
  },
  [[{ memberId: 1, purpose: 1, seq: -1 }, { unique: true }]],
);

/** The texts in force; a changed text gets a new version, and earlier agreement no longer covers it. */
export const consentTexts: Readonly<
  Record<ConsentPurpose, { version: string; title: string; text: string }>
> = {
  membership: {
    version: "2026-11",
    title: "会员服务",
    text: "我们用您的手机号识别您，记录您的购买、等级与权益，并在您需要售后时联系您。您可以随时撤回。",
  },
  marketing_messages: {
    version: "2026-11",
    title: "活动与关怀消息",
    text: "在节日、生日和有适合您的活动时给您发消息，夜间不打扰。您可以随时撤回，撤回后不再发送。",
  },
  personalised_recommendations: {
    version: "2026-11",
    title: "个性化推荐",
    text: "根据您的购买记录为您挑选商品；不影响商品的公开价格。您可以随时撤回，改看大家都看到的商品。",
  },
};
