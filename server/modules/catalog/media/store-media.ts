import type { World } from "../../../world.ts";
import type { Renditions } from "./make-renditions.ts";
import { Media } from "./media.model.ts";

/** Keeps a drawn picture under an id of the caller's making. */
export async function storeMedia(world: World, mediaId: string, drawn: Renditions): Promise<void> {
  await Media.insertMany([{ _id: mediaId, ...drawn, createdAt: world.clock.now() }]);
}
