import mongoose from "mongoose";
import { shanghaiDay } from "../kernel/calendar.ts";
import { formatYuan } from "../kernel/money.ts";
import { Products } from "../modules/catalog/products/product.model.ts";
import { StaffMembers } from "../modules/identity/staff-member.model.ts";
import { ensurePolicy, refreshStandings } from "../modules/tiers/index.ts";
import type { World } from "../world.ts";
import { demoPeople } from "./demo-people.ts";
import { demoPurchases } from "./demo-purchases.ts";
import { earlier, OPENED_DAYS_AGO } from "./earlier.ts";
import { fillShelves } from "./fill-shelves.ts";
import { giveValue } from "./give-value.ts";
import { hireStaff } from "./hire-staff.ts";
import { knowPeople } from "./know-people.ts";
import { meetRegulars, meetShopper } from "./meet-people.ts";
import { openStores, sayWhoWeAre, stockStores } from "./open-stores.ts";
import { DEMO, SeedStates } from "./seed-state.model.ts";
import { writeHistory } from "./write-history.ts";

const REGULARS = 300;
const PURCHASES = 2_500;
const STANDINGS_BATCH = 200;

/**
 * Puts the demo shop into an empty database: two stores, goods with pictures, staff, members and two years of
 * purchases; the same every time but for ids, and counted back from today. A shop that is there stays as it is; what a
 * cut-off run left is cleared first. Refuses production.
 * @param options.log gets one Chinese line per step.
 * @returns who can be logged in as; nobody when the shop is not the demo.
 */
export async function seed(
  world: World,
  options: { log: (line: string) => void },
): Promise<{ people: typeof demoPeople }> {
  if (world.config.isProduction) throw new Error("演示内容不能放进生产环境");
  const { log } = options;
  const state = await SeedStates.findById(DEMO).lean();
  if (state !== null && state.endedAt !== null) {
    log("演示内容已经在了，不再重复放入");
    return { people: demoPeople };
  }
  if (state !== null) {
    log("上次没有放完，清空后重来");
    await clear();
  } else if ((await Products.exists({})) !== null || (await StaffMembers.exists({})) !== null) {
    log("库里已有别的店，不放入演示内容");
    return { people: [] };
  }
  await SeedStates.create([{ _id: DEMO, startedAt: world.clock.now(), endedAt: null }]);
  await furnish(world, log);
  await SeedStates.updateOne({ _id: DEMO }, { $set: { endedAt: world.clock.now() } });
  return { people: demoPeople };
}

async function furnish(world: World, log: (line: string) => void): Promise<void> {
  await ensurePolicy(earlier(world, OPENED_DAYS_AGO));
  await hireStaff(world);
  const stores = await openStores(world);
  await sayWhoWeAre(world);
  log("开了两家店，请了店主与店员，定了会员等级与运费");
  const { pictures, shelved } = await fillShelves(world);
  log(`画了 ${pictures} 张图，上架 ${shelved.length} 件商品`);
  const skus = await stockStores(world, stores, shelved);
  log(`${skus} 个规格入库，两家店各有库存`);
  const regulars = await meetRegulars(world, REGULARS);
  const shopper = await meetShopper(world);
  const own = demoPurchases(world, shopper.memberId, shelved, stores);
  const history = await writeHistory(world, { regulars, own, shelved, stores, count: PURCHASES });
  log(
    `认识了 ${regulars.length + 1} 位会员，记下两年里的 ${history.purchases} 次购买，共 ${formatYuan(history.paidFen)}`,
  );
  const memberIds = [shopper, ...regulars].map(({ memberId }) => memberId);
  await knowPeople(world, memberIds);
  const today = shanghaiDay(world.clock.now());
  const counts = new Map<string, number>();
  for (let from = 0; from < memberIds.length; from += STANDINGS_BATCH) {
    const batch = memberIds.slice(from, from + STANDINGS_BATCH);
    for (const { tierName } of (await refreshStandings(world, batch, today)).standings)
      counts.set(tierName, (counts.get(tierName) ?? 0) + 1);
  }
  log(`算出会员等级：${[...counts].map(([name, count]) => `${name} ${count}`).join("、")}`);
  const value = await giveValue(world, { shelved, shopperId: shopper.memberId });
  log(
    `发了 ${value.points} 积分，备好 ${value.templates} 种优惠券，${value.campaigns} 个活动正在进行`,
  );
}

/** Empties every collection of ours; only ever what an unfinished run of the seed itself wrote. */
async function clear(): Promise<void> {
  for (const model of Object.values(mongoose.models)) await model.collection.deleteMany({});
}
