import * as care from "./care.ts";
import * as drinks from "./drinks.ts";
import * as food from "./food.ts";
import * as home from "./home.ts";
import * as packs from "./packs.ts";
import * as paper from "./paper.ts";
import * as play from "./play.ts";
import type { Shape } from "./scene.ts";

/** Everything the seed can draw, by name. */
export const shapes = {
  ...care,
  ...drinks,
  ...food,
  ...home,
  ...packs,
  ...paper,
  ...play,
} as const satisfies Record<string, Shape>;

/** The name of something the seed can draw. */
export type ShapeName = keyof typeof shapes;
