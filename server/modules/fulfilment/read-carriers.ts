import { fail, Refusal } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { CarrierLists, type CarrierListRow } from "./carrier.model.ts";

const DAY_MS = 86_400_000;
/** A carrier that is not in the list is looked for in a newer one, but not at every slip of a finger. */
const RENEW_MS = 10 * 60_000;

/**
 * The carriers WeChat knows: its list is kept for a day, and longer while WeChat does not answer.
 * @throws wechat_unavailable when it never answered
 */
export async function readCarriers(world: World): Promise<CarrierListRow["carriers"]> {
  return (await readList(world, DAY_MS)).carriers;
}

/**
 * Refuses a carrier that WeChat does not know: its shipping upload would be refused after the parcel has gone. While
 * there is no list to hold it against, it is let pass, and the upload tells.
 * @throws carrier_unknown
 */
export async function mustBeCarrier(world: World, id: string): Promise<void> {
  try {
    for (const age of [DAY_MS, RENEW_MS])
      if ((await readList(world, age)).carriers.some((carrier) => carrier.id === id)) return;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    world.log.warn({ err: error, carrier: id }, "carrier not checked: wechat gave no list");
    return;
  }
  fail("carrier_unknown", {
    issues: [{ pointer: "/carrier", detail: `微信没有编码为 ${id} 的快递公司` }],
  });
}

async function readList(world: World, ageMs: number): Promise<CarrierListRow> {
  const now = world.clock.now();
  const kept = await CarrierLists.findById("wechat").lean<CarrierListRow>();
  if (kept !== null && now.getTime() - kept.fetchedAt.getTime() < ageMs) return kept;
  try {
    const carriers = await world.wechat.listCarriers();
    await CarrierLists.updateOne(
      { _id: "wechat" },
      { $set: { carriers, fetchedAt: now } },
      { upsert: true },
    );
    return { _id: "wechat", carriers, fetchedAt: now };
  } catch (error) {
    if (kept === null || !(error instanceof Refusal)) throw error;
    return kept;
  }
}
