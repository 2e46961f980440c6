import { defineModel } from "../../../kernel/db.ts";

/** A category: top-level, or child of a top-level one. Where it hangs never changes. */
export type CategoryRow = {
  _id: string;
  parentId: string | null;
  name: string;
  /** Order among siblings, small first. */
  position: number;
  isShown: boolean;
  mediaId: string | null;
  version: number;
};

/** The tree of categories, two levels. */
export const Categories = defineModel<CategoryRow>(
  "categories",
  {
    parentId: { type: String, default: null },
    name: { type: String, required: true },
    position: { type: Number, required: true },
    isShown: { type: Boolean, required: true },
    mediaId: { type: String, default: null },
    version: { type: Number, required: true },
  },
  [[{ position: 1, _id: 1 }]],
);
