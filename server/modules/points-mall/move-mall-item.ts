import type { StaffActor } from "../../kernel/actor.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import { assert, fail, Refusal } from "../../kernel/errors.ts";
import { mustGo } from "../../kernel/states.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { readSaleSkus } from "../catalog/index.ts";
import { mustBePublished } from "../coupons/index.ts";
import { MallCounters } from "./mall-counter.model.ts";
import { MallItems, mallItemSteps, type MallItemRow } from "./mall-item.model.ts";
import { findMallItem, forgetMall } from "./read-mall.ts";
import { inputOf, writeMallItem } from "./save-mall-item.ts";

/** How many items may be published at once: all of them are read, and shown, in one go. */
export const PUBLISHED_MAX = 200;

type Fault = { readonly pointer: string; readonly detail: string };

/**
 * Publishes a draft, audited; from then on it never changes.
 * @throws mall_item_refused naming every fault, not_found, conflict, mall_item_state
 */
export async function publishMallItem(
  world: World,
  actor: StaffActor,
  input: { mallItemId: string; version: number },
): Promise<MallItemRow> {
  const published = await transaction(async () => {
    const before = await findMallItem(input.mallItemId);
    mustGo(mallItemSteps, before.state, "published", "mall_item_state");
    const faults = [...(await whatFaults(world, before)), ...(await shopFaults(world, before))];
    if (faults.length > 0)
      fail("mall_item_refused", { detail: faults[0]?.detail ?? "", issues: faults });
    const publishedAt = world.clock.now();
    const after = await writeMallItem(before, input.version, { state: "published", publishedAt });
    const session = currentSession();
    assert(session !== undefined, "changes are made in a transaction");
    await rawCollection(MallCounters).insertOne(
      { _id: before._id, mallItemId: before._id, memberId: null, taken: 0, isOpen: true },
      { session },
    );
    await recordAction(world, actor, {
      action: "mall_item.published",
      subject: before._id,
      before: { state: before.state },
      after: inputOf(after),
      reason: null,
    });
    return after;
  });
  forgetMall();
  return published;
}

/**
 * Ends an item for good, or gives up a draft, audited. Orders that were placed stay as they are.
 * @throws not_found, conflict, mall_item_state
 */
export async function endMallItem(
  world: World,
  actor: StaffActor,
  input: { mallItemId: string; version: number; reason: string },
): Promise<MallItemRow> {
  const ended = await transaction(async () => {
    const before = await findMallItem(input.mallItemId);
    mustGo(mallItemSteps, before.state, "ended", "mall_item_state");
    const after = await writeMallItem(before, input.version, { state: "ended" });
    await MallCounters.updateOne({ _id: before._id }, { $set: { isOpen: false } });
    await recordAction(world, actor, {
      action: "mall_item.ended",
      subject: before._id,
      before: { state: before.state },
      after: { state: "ended" },
      reason: input.reason,
    });
    return after;
  });
  forgetMall();
  return ended;
}

async function shopFaults(world: World, item: MallItemRow): Promise<Fault[]> {
  const count = await MallItems.countDocuments({ state: "published" });
  return [
    ...(item.until > world.clock.now()
      ? []
      : [{ pointer: "/until", detail: "结束时间已过，发布了也没有人能兑换" }]),
    ...(count < PUBLISHED_MAX
      ? []
      : [{ pointer: "", detail: `同时最多发布 ${PUBLISHED_MAX} 件，请先结束不用的` }]),
  ];
}

async function whatFaults(world: World, { what, priceFen }: MallItemRow): Promise<Fault[]> {
  if (what.kind === "coupon") return await couponFaults(world, what.templateId);
  const sku = (await readSaleSkus([what.skuId])).get(what.skuId);
  const pointer = "/what/skuId";
  if (sku === undefined) return [{ pointer, detail: "没有这个规格" }];
  return [
    ...(sku.isBuyable ? [] : [{ pointer, detail: "商品未上架或规格已停售" }]),
    ...(priceFen < sku.listPriceFen
      ? []
      : [{ pointer: "/priceFen", detail: "应低于商品原价，否则积分什么也没换到" }]),
  ];
}

async function couponFaults(world: World, templateId: string): Promise<Fault[]> {
  const pointer = "/what/templateId";
  try {
    const { channels, validity } = await mustBePublished(templateId);
    return [
      ...(channels.isByRule ? [] : [{ pointer, detail: "券模板没有允许按规则发放" }]),
      ...(validity.kind === "absolute" && validity.until <= world.clock.now()
        ? [{ pointer, detail: "券的有效期已经结束" }]
        : []),
    ];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [{ pointer, detail: "没有这个券模板，或还没有发布" }];
  }
}
