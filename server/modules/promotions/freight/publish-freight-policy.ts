import { actorLabel, type StaffActor, type SystemActor } from "../../../kernel/actor.ts";
import { briefly } from "../../../kernel/briefly.ts";
import { currentSession, isDuplicateKey, rawCollection, transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { readStore } from "../../stores/index.ts";
import type { FreightPolicy, FreightRule } from "./freight.ts";
import { FreightPolicies } from "./freight-policy.model.ts";

/** The freight rules in force; null before the first were published. One database command. */
export async function currentFreightPolicy(): Promise<FreightPolicy | null> {
  const session = currentSession();
  const [row] = await rawCollection(FreightPolicies)
    .find({}, session === undefined ? {} : { session })
    .sort({ version: -1 })
    .limit(1)
    .toArray();
  return row ?? null;
}

const inForce = briefly(async () => await currentFreightPolicy());

/** The freight rules in force, at most a second old. @throws shop_not_open before the first were published */
export async function readFreightPolicy(): Promise<FreightPolicy> {
  return (await inForce.get("")) ?? fail("shop_not_open");
}

/**
 * Publishes the next version of the freight rules, audited.
 * @throws conflict when another version was published meanwhile; malformed without exactly one rule for the rest.
 */
export async function publishFreightPolicy(
  world: World,
  actor: StaffActor | SystemActor,
  input: {
    expectedVersion: number;
    storeId: string;
    rules: readonly FreightRule[];
    reason: string;
  },
): Promise<FreightPolicy> {
  if (input.rules.filter((rule) => rule.provinces.length === 0).length !== 1)
    fail("malformed", {
      issues: [{ pointer: "/rules", detail: "需要且只能有一条不写省份的规则，用于其余地区" }],
    });
  const version = input.expectedVersion + 1;
  try {
    const published = await transaction(async () => {
      const before = await currentFreightPolicy();
      if ((before?.version ?? 0) !== input.expectedVersion) fail("conflict");
      await readStore(input.storeId);
      await FreightPolicies.insertMany([
        {
          _id: `freight:${version.toString().padStart(6, "0")}`,
          version,
          storeId: input.storeId,
          rules: input.rules.map((rule) => ({ ...rule, provinces: [...rule.provinces] })),
          publishedAt: world.clock.now(),
          publishedBy: actorLabel(actor),
        },
      ]);
      await recordAction(world, actor, {
        action: "freight_policy.published",
        subject: `freight:${version}`,
        before: before === null ? null : { version: before.version, rules: before.rules },
        after: { version, rules: input.rules },
        reason: input.reason,
      });
      return { version, storeId: input.storeId, rules: input.rules };
    });
    inForce.forget();
    return published;
  } catch (error) {
    if (isDuplicateKey(error)) fail("conflict");
    throw error;
  }
}
