import type { Renditions } from "../../../kernel/make-renditions.ts";
import type { World } from "../../../world.ts";
import { Media } from "./media.model.ts";

/** Keeps a drawn picture under an id of the caller's making. */
export async function storeMedia(world: World, mediaId: string, drawn: Renditions): Promise<void> {
  await Media.insertMany([{ _id: mediaId, ...drawn, createdAt: world.clock.now() }]);
}
