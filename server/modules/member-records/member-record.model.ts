import { defineModel } from "../../kernel/db.ts";

/** What one member of staff noted about a member; the id is the client's. */
export type MemberNoteRow = {
  _id: string;
  memberId: string;
  text: string;
  staffId: string;
  staffName: string;
  createdAt: Date;
};

const text = { type: String, required: true };

/** All notes that were not taken back. */
export const MemberNotes = defineModel<MemberNoteRow>(
  "member_notes",
  {
    memberId: text,
    text,
    staffId: text,
    staffName: text,
    createdAt: { type: Date, required: true },
  },
  [[{ memberId: 1, createdAt: -1, _id: -1 }]],
);

/** The tags of a member; `_id` is the member's id. */
export type MemberTagsRow = { _id: string; tags: string[]; version: number };

/** Tags of all members who ever had one. */
export const MemberTags = defineModel<MemberTagsRow>(
  "member_tags",
  {
    tags: { type: [String], required: true },
    version: { type: Number, required: true, min: 1, validate: Number.isInteger },
  },
  [[{ tags: 1, _id: -1 }]],
);

/** The most tags that one member can have. */
export const TAGS_MAX = 20;
