import type { World } from "../../world.ts";
import { sceneOf } from "./make-scene.ts";
import { Scenes } from "./scene.model.ts";

/** The scene of a product for a poster that the shop draws by itself. */
export async function productScene(world: World, productId: string): Promise<string> {
  const scene = sceneOf({ page: "product", id: productId });
  const row = { page: "product", targetId: productId, createdAt: world.clock.now() } as const;
  await Scenes.updateOne({ _id: scene }, { $setOnInsert: row }, { upsert: true });
  return scene;
}
