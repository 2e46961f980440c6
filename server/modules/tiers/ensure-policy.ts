import { Refusal } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { publishPolicy } from "./publish-policy.ts";
import { readPolicies } from "./tier-policy.model.ts";
import { starterPolicy } from "./tier-rules.ts";

/** Gives a shop without tier rules those that a new shop starts with; another process may be first. */
export async function ensurePolicy(world: World): Promise<void> {
  if ((await readPolicies()).length > 0) return;
  try {
    await publishPolicy(
      world,
      { kind: "system", name: "first-policy" },
      { expectedVersion: 0, draft: starterPolicy, reason: "开店时的等级规则" },
    );
  } catch (error) {
    if (!(error instanceof Refusal && error.code === "policy_version")) throw error;
  }
}
