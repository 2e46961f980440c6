import type { z } from "zod";
import type { birthday } from "../../contract/members.ts";
import { defineModel } from "../../kernel/db.ts";

/** A person the shop knows; a member in the full sense once `joinedAt` is set (consent and phone). */
export type MemberRow = {
  _id: string;
  displayName: string | null;
  phoneSealed: string | null;
  /** Keyed digest of the phone, to find the person by it; unique. */
  phoneDigest: string | null;
  phoneMasked: string | null;
  birthday: z.output<typeof birthday> | null;
  source: "wechat" | "import" | "phone";
  /** The number another system gave; unique. */
  externalId: string | null;
  joinedAt: Date | null;
  /** The member this one turned out to be; its history went there. */
  mergedInto: string | null;
  createdAt: Date;
  /** When its person had everything about them deleted; such a record stays for the orders that name it. */
  erasedAt: Date | null;
  /** The import that made the record, by which it can be taken back; null for every other. */
  importId: string | null;
  /** What imports filled in where the record was empty, so that they can take it back. */
  fills: ImportFill[];
};

/** What one import filled in. */
export type ImportFill = { importId: string } & Partial<
  Pick<MemberRow, "phoneDigest" | "externalId" | "displayName" | "birthday">
>;

const textOrNull = { type: String, default: null };

/** Everybody the shop knows. */
export const Members = defineModel<MemberRow>(
  "members",
  {
    displayName: textOrNull,
    phoneSealed: textOrNull,
    phoneDigest: textOrNull,
    phoneMasked: textOrNull,
    birthday: { type: Object, default: null },
    source: { type: String, required: true, enum: ["wechat", "import", "phone"] },
    externalId: textOrNull,
    joinedAt: { type: Date, default: null },
    mergedInto: textOrNull,
    createdAt: { type: Date, required: true },
    erasedAt: { type: Date, default: null },
    importId: textOrNull,
    fills: { type: [Object], default: [] },
  },
  [
    // `$gt: ""` is "is a text", in the form that the planner can prove from an equality.
    [{ phoneDigest: 1 }, { unique: true, partialFilterExpression: { phoneDigest: { $gt: "" } } }],
    [{ externalId: 1 }, { unique: true, partialFilterExpression: { externalId: { $gt: "" } } }],
    [{ displayName: 1, _id: 1 }],
    [{ mergedInto: 1 }, { partialFilterExpression: { mergedInto: { $gt: "" } } }],
    [{ importId: 1 }, { partialFilterExpression: { importId: { $gt: "" } } }],
    [{ "fills.importId": 1 }, { partialFilterExpression: { "fills.importId": { $gt: "" } } }],
  ],
);

/** The row of somebody of whom nothing is known yet. */
export const unknownMember = (
  known: Pick<MemberRow, "_id" | "source" | "createdAt">,
): MemberRow => ({
  displayName: null,
  phoneSealed: null,
  phoneDigest: null,
  phoneMasked: null,
  birthday: null,
  externalId: null,
  joinedAt: null,
  mergedInto: null,
  erasedAt: null,
  importId: null,
  fills: [],
  ...known,
});

/** A WeChat account of a member; `_id` is `appid:openid`, so one account can belong to one member only. */
export type IdentityRow = {
  _id: string;
  memberId: string;
  openid: string;
  unionid: string | null;
  createdAt: Date;
};

/** All WeChat accounts. */
export const Identities = defineModel<IdentityRow>(
  "identities",
  {
    memberId: { type: String, required: true },
    openid: { type: String, required: true },
    unionid: textOrNull,
    createdAt: { type: Date, required: true },
  },
  [[{ memberId: 1 }]],
);

/** One look of staff at something personal. Rows are only ever added, and follow the person when records are joined. */
export type AccessRow = {
  _id: string;
  memberId: string;
  staffId: string;
  staffName: string;
  what: "phone" | "address";
  reason: string;
  at: Date;
};

/** Who looked at whose personal data, when and why. */
export const AccessLog = defineModel<AccessRow>(
  "access_log",
  {
    memberId: { type: String, required: true },
    staffId: { type: String, required: true },
    staffName: { type: String, required: true },
    what: { type: String, required: true, enum: ["phone", "address"] },
    reason: { type: String, required: true },
    at: { type: Date, required: true },
  },
  [[{ memberId: 1, _id: -1 }]],
);
