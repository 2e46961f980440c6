import type { Address } from "../../contract/primitives.ts";
import type { StaffActor, SystemActor } from "../../kernel/actor.ts";
import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { encryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { forgetShop, readSettings } from "./read-shop.ts";
import { ShopSettings, type ShopSettingsRow } from "./shop-settings.model.ts";

/** All settings at once, and the version that whoever changes them has seen. */
export type ShopInput = Pick<
  ShopSettingsRow,
  "name" | "slogan" | "servicePhone" | "serviceHours" | "hotWords"
> & { refundAddress: Address | null; expectedVersion: number };

/**
 * Sets how the shop presents itself, audited; the trail does not keep where goods go back to, only that it is set.
 * @throws conflict when somebody else set it meanwhile, forbidden to staff who only see some stores
 */
export async function saveShop(
  world: World,
  actor: StaffActor | SystemActor,
  { expectedVersion, refundAddress, ...card }: ShopInput,
): Promise<ShopSettingsRow> {
  if (actor.kind === "staff" && actor.storeIds !== null) fail("forbidden");
  const refundAddressSealed =
    refundAddress === null ? null : encryptPii(world.config.pii, JSON.stringify(refundAddress));
  const after: ShopSettingsRow = {
    _id: "shop",
    ...card,
    refundAddressSealed,
    version: expectedVersion + 1,
    changedAt: world.clock.now(),
  };
  try {
    await transaction(async () => {
      const before = await readSettings();
      if ((before?.version ?? 0) !== expectedVersion) fail("conflict");
      if (before === null) await ShopSettings.insertMany([after], { lean: true });
      else await ShopSettings.replaceOne({ _id: "shop", version: expectedVersion }, after);
      await recordAction(world, actor, {
        action: "shop.set",
        subject: "shop",
        before: before === null ? null : forTrail(before),
        after: forTrail(after),
        reason: null,
      });
    });
  } catch (error) {
    if (isDuplicateKey(error)) fail("conflict");
    throw error;
  }
  forgetShop();
  return after;
}

const forTrail = ({ refundAddressSealed, ...card }: ShopSettingsRow) => ({
  ...card,
  hasRefundAddress: refundAddressSealed !== null,
});
