// Where codes on paper lead. Words: scene (场景值: what a code carries, ten characters), target (目标: a page and an id).
// Invariants: a scene follows from its target, so that the same target has the same code for ever; only scenes that
// somebody of the shop asked for, and those of posters, lead anywhere.
export { productScene } from "./product-scene.ts";
export { scenesHandlers } from "./scenes.routes.ts";
