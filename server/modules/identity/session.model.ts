import { defineModel } from "../../kernel/db.ts";

/**
 * One login and all tokens it has had: the first digest is the current token's, the second the one it replaced (good
 * for a minute more), the rest are spent. Whoever shows a spent one has a stolen copy, or was stolen from.
 */
export type SessionRow = {
  _id: string;
  kind: "member" | "staff";
  ownerId: string;
  /** The shopper's openid at this shop's mini-program; null for staff, and for who has none. */
  openid: string | null;
  /** SHA-256 of the tokens, base64url, newest first; tokens themselves are never stored. */
  digests: string[];
  userAgent: string;
  createdAt: Date;
  rotatedAt: Date | null;
  expiresAt: Date;
  revokedAt: Date | null;
};

const KEEP_EXPIRED_SECONDS = 7 * 86_400;

/** All sessions; one that has expired is kept for a week, so that its owner hears "expired". */
export const Sessions = defineModel<SessionRow>(
  "sessions",
  {
    kind: { type: String, enum: ["member", "staff"], required: true },
    ownerId: { type: String, required: true },
    openid: { type: String, default: null },
    digests: { type: [String], required: true },
    userAgent: { type: String, default: "" },
    createdAt: { type: Date, required: true },
    rotatedAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
    revokedAt: { type: Date, default: null },
  },
  [
    [{ digests: 1 }, { unique: true }],
    [{ ownerId: 1, _id: -1 }],
    [{ expiresAt: 1 }, { expireAfterSeconds: KEEP_EXPIRED_SECONDS }],
  ],
);
