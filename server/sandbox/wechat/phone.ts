import { WeixinRefusal } from "../http.ts";
import type { World } from "../world.ts";
import type { Mint } from "./mint.ts";

/**
 * Exchanges a phone code for the number, with the watermark of this app.
 *
 * @throws WeixinRefusal 40029 unknown, used or expired code.
 */
export function exchangePhoneCode(world: World, mint: Mint, code: string): object {
  const minted = mint.takePhone(code);
  if (!minted) throw new WeixinRefusal(40029, "invalid code");
  const [first = "", second] = minted.phone.replace("+", "").split("-");
  const [countryCode, pure] = second === undefined ? ["86", first] : [first, second];
  return {
    phone_info: {
      phoneNumber: countryCode === "86" ? pure : `+${countryCode}${pure}`,
      purePhoneNumber: pure,
      countryCode,
      watermark: {
        timestamp: Math.floor(world.clock.now() / 1000),
        appid: world.credentials.appid,
      },
    },
  };
}
