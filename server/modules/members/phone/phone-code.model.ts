import { defineModel } from "../../../kernel/db.ts";

/** The one code that is good for a phone now; a newer one takes its place. */
export type PhoneCodeRow = {
  /** Keyed digest of the phone: numbers of strangers are not kept. */
  _id: string;
  /** Keyed digest of phone and code. */
  codeDigest: string;
  /** How often somebody has guessed at it. */
  tries: number;
  expiresAt: Date;
};

/** All codes that can still be used; the database forgets what has expired. */
export const PhoneCodes = defineModel<PhoneCodeRow>(
  "phone_codes",
  {
    codeDigest: { type: String, required: true },
    tries: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  [[{ expiresAt: 1 }, { expireAfterSeconds: 0 }]],
);
