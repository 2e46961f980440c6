import { landingPage } from "../../contract/scenes.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { Scenes, type SceneRow } from "./scene.model.ts";

/** Where a scene leads. @throws not_found */
export async function readScene(
  scene: string,
): Promise<{ page: SceneRow["page"]; id: string | null }> {
  const row = await Scenes.findById(scene).lean();
  if (row === null) fail("not_found", { detail: "这个小程序码不是本店的，或已失效" });
  return { page: row.page, id: row.targetId };
}

/** The code that carries a known scene, as PNG. @throws not_found, wechat_unavailable */
export async function drawSceneCode(world: World, scene: string): Promise<Buffer> {
  await readScene(scene);
  return await world.wechat.makeCode(scene, landingPage);
}
