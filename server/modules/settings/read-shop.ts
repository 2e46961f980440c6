import type { z } from "zod";
import type { settingsEndpoints } from "../../contract/settings.ts";
import { address } from "../../contract/primitives.ts";
import { briefly } from "../../kernel/briefly.ts";
import { decryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { ShopSettings, type ShopSettingsRow } from "./shop-settings.model.ts";

type PublicShop = z.output<(typeof settingsEndpoints)["GET /v1/shop"]["response"]>;
type StaffShop = z.output<(typeof settingsEndpoints)["GET /v1/staff/shop"]["response"]>;

/** What a shop says of itself before anybody set anything. */
const unset = {
  name: "暖店",
  slogan: "懂您的每一次光临",
  servicePhone: null,
  serviceHours: "每天 09:00–21:00",
  hotWords: [],
};

/** The settings; null before anybody set something. */
export async function readSettings(): Promise<ShopSettingsRow | null> {
  return await ShopSettings.findById("shop").lean<ShopSettingsRow>();
}

const shown = briefly(readSettings);

/** Makes this process read the settings anew: they were just changed. */
export function forgetShop(): void {
  shown.forget();
}

/** The shop's card as everybody sees it, at most a second old. */
export async function readShop(world: World): Promise<PublicShop> {
  const { name, slogan, servicePhone, serviceHours, hotWords } = (await shown.get("")) ?? unset;
  const isDemo = world.config.wechat.isLocal;
  return { name, slogan, servicePhone, serviceHours, hotWords, isDemo };
}

/** The settings as staff see them, with where goods go back to. */
export function viewForStaff(world: World, row: ShopSettingsRow | null): StaffShop {
  const { name, slogan, servicePhone, serviceHours, hotWords } = row ?? unset;
  const sealed = row?.refundAddressSealed ?? null;
  return {
    name,
    slogan,
    servicePhone,
    serviceHours,
    hotWords,
    refundAddress:
      sealed === null ? null : address.parse(JSON.parse(decryptPii(world.config.pii, sealed))),
    version: row?.version ?? 0,
    changedAt: row?.changedAt ?? null,
  };
}
