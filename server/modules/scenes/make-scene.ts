import { createHash } from "node:crypto";
import { landingPage } from "../../contract/scenes.ts";
import type { StaffActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { Scenes, type SceneRow } from "./scene.model.ts";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH = 10;

/**
 * The scene of a target: made at the first time, the same for ever after.
 * @throws forbidden to who may edit neither goods nor offers
 */
export async function makeScene(
  world: World,
  actor: StaffActor,
  target: { page: SceneRow["page"]; id: string | null },
): Promise<{ scene: string; path: string }> {
  if (!actor.permissions.has("catalog.edit") && !actor.permissions.has("promotions.edit"))
    fail("forbidden");
  const scene = sceneOf(target);
  await transaction(async () => {
    if ((await Scenes.exists({ _id: scene })) !== null) return;
    const createdAt = world.clock.now();
    const { page, id: targetId } = target;
    await Scenes.insertMany([{ _id: scene, page, targetId, createdAt }], { lean: true });
    await recordAction(world, actor, {
      action: "scene.made",
      subject: scene,
      before: null,
      after: { page },
      reason: null,
    });
  });
  return { scene, path: `${landingPage}?scene=${scene}` };
}

/** Ten characters hold 59 bits: two targets of one shop never meet. */
export function sceneOf({ page, id }: { page: string; id: string | null }): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([page, id]))
    .digest();
  let number = digest.readBigUInt64BE();
  let scene = "";
  for (let at = 0; at < LENGTH; at += 1) {
    scene += LETTERS[Number(number % 62n)] ?? "";
    number /= 62n;
  }
  return scene;
}
