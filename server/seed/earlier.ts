import type { World } from "../world.ts";

/** The same world so many days ago, so that what the seed does has happened when it says. */
export function earlier(world: World, days: number): World {
  const at = new Date(world.clock.now().getTime() - days * 86_400_000);
  return {
    clock: { now: () => new Date(at) },
    config: world.config,
    log: world.log,
    get wechatPay() {
      return world.wechatPay;
    },
    get wechat() {
      return world.wechat;
    },
    get sms() {
      return world.sms;
    },
  };
}

/** How long ago the demo shop opened, in days: two years and a little. */
export const OPENED_DAYS_AGO = 735;

/** The seed as the histories and the audit trail name it. */
export const seeder = { kind: "system", name: "seed" } as const;
