import { roles, type Role } from "../../contract/permissions.ts";
import { defineModel } from "../../kernel/db.ts";

/** One person who works here. */
export type StaffMemberRow = {
  _id: string;
  name: string;
  /** Lower case; null when this person only logs in with WeChat. */
  login: string | null;
  passwordHash: string | null;
  openid: string | null;
  roles: Role[];
  /** The stores this person sees; null: all. */
  storeIds: string[] | null;
  createdAt: Date;
  disabledAt: Date | null;
};

/** Everybody who works or worked here. */
export const StaffMembers = defineModel<StaffMemberRow>(
  "staff_members",
  {
    name: { type: String, required: true },
    login: { type: String, default: null },
    passwordHash: { type: String, default: null },
    openid: { type: String, default: null },
    roles: { type: [{ type: String, enum: roles }], required: true },
    storeIds: { type: [String], default: null },
    createdAt: { type: Date, required: true },
    disabledAt: { type: Date, default: null },
  },
  [
    // `$gt: ""` is "is a text", in the form that the planner can prove from an equality.
    [{ login: 1 }, { unique: true, partialFilterExpression: { login: { $gt: "" } } }],
    [{ openid: 1 }, { unique: true, partialFilterExpression: { openid: { $gt: "" } } }],
  ],
);

/** How many owners can log in: one row, so that two owners cannot each let the other be the last. */
export type OwnerCountRow = { _id: "owners"; count: number };

/** The single row that every change of an owner moves under a condition. */
export const OwnerCounts = defineModel<OwnerCountRow>(
  "owner_counts",
  { count: { type: Number, required: true } },
  [],
);
