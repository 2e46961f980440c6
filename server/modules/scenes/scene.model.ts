import type { scenePages } from "../../contract/scenes.ts";
import { defineModel } from "../../kernel/db.ts";

/** Where a scene leads. Rows are only ever added. */
export type SceneRow = {
  /** The scene: ten characters of base 62. */
  _id: string;
  page: (typeof scenePages)[number];
  targetId: string | null;
  createdAt: Date;
};

/** All scenes that were ever asked for. */
export const Scenes = defineModel<SceneRow>(
  "scenes",
  {
    page: { type: String, required: true },
    targetId: { type: String, default: null },
    createdAt: { type: Date, required: true },
  },
  [],
);
